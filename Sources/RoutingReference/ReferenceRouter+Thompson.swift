import RoutingCore

extension ReferenceRouter {
  /// a draw from the model's belief at the prompt's size, or 0 where nothing is drawn.
  func draw(
    for model: Model, _ request: RoutingRequest, _ policy: RoutingPolicy, _ arms: ThompsonArms?, _ draws: DrawKey
  ) -> Double {
    guard policy.mode == .thompson, policy.preferences.sort == nil, let arms else { return 0 }
    let bucket: TokenBucket =
      request.inputTokens.value < 1000 ? .small : request.inputTokens.value <= 10_000 ? .medium : .large
    let belief = arms[model.id, bucket]
    var generator = draws.generator(.thompson, model: StableHash.hash(model.id.text))
    let x = gamma(belief.alpha, &generator)
    let y = gamma(belief.beta, &generator)
    return x + y == 0 ? 0.5 : x / (x + y)
  }

  /// Marsaglia and Tsang, with U^(1 / shape) for shapes below 1.
  private func gamma(_ shape: Double, _ generator: inout SeededGenerator) -> Double {
    guard shape >= 1 else {
      let larger = gamma(shape + 1, &generator)
      return larger * ElementaryFunctions.exp(ElementaryFunctions.log(generator.unit()) / shape)
    }
    let d = shape - 1.0 / 3
    while true {
      let x = normal(&generator)
      let v = 1 + (1 / (9 * d).squareRoot()) * x
      if v <= 0 { continue }
      let cube = v * v * v
      let u = generator.unit()
      if u < 1 - 0.0331 * (x * x) * (x * x) { return d * cube }
      if ElementaryFunctions.log(u) < 0.5 * (x * x) + d * (1 - cube + ElementaryFunctions.log(cube)) {
        return d * cube
      }
    }
  }

  private func normal(_ generator: inout SeededGenerator) -> Double {
    while true {
      let x = 2 * generator.unit() - 1
      let y = 2 * generator.unit() - 1
      let s = x * x + y * y
      if s > 0, s < 1 { return x * (-2 * ElementaryFunctions.log(s) / s).squareRoot() }
    }
  }
}
