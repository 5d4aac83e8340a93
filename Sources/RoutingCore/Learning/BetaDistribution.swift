/// What is believed of an arm's success rate: a Beta distribution.
public struct BetaDistribution: Hashable, Sendable {
  /// One more than the successes.
  public let alpha: Double
  /// One more than the failures.
  public let beta: Double

  /// Makes a distribution; a parameter that is not above zero, or not finite, counts as 1.
  public init(alpha: Double = 1, beta: Double = 1) {
    self.alpha = alpha > 0 && alpha.isFinite ? alpha : 1
    self.beta = beta > 0 && beta.isFinite ? beta : 1
  }

  /// The most successes and failures that count; beyond it both are scaled down, so that old ones are forgotten.
  public static let largestMass = 200.0

  /// The distribution with at most ``largestMass`` in all.
  public var bounded: BetaDistribution {
    let mass = alpha + beta
    guard mass > BetaDistribution.largestMass else { return self }
    let scale = BetaDistribution.largestMass / mass
    return BetaDistribution(alpha: alpha * scale, beta: beta * scale)
  }

  /// A draw by two Gamma draws, x / (x + y), and 0.5 where both are zero.
  public func sample(using generator: inout SeededGenerator) -> Double {
    let x = GammaSampler.sample(shape: alpha, using: &generator)
    let y = GammaSampler.sample(shape: beta, using: &generator)
    return x + y > 0 ? x / (x + y) : 0.5
  }
}

/// Draws from Gamma distributions of scale 1.
package enum GammaSampler {
  /// A draw by Marsaglia and Tsang ("A simple method for generating gamma variables", ACM TOMS 2000); shapes below 1
  /// are boosted by U^(1 / shape).
  package static func sample(shape: Double, using generator: inout SeededGenerator) -> Double {
    if shape < 1 {
      let boosted = sample(shape: shape + 1, using: &generator)
      return boosted * ElementaryFunctions.exp(ElementaryFunctions.log(generator.unit()) / shape)
    }
    let d = shape - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal(using: &generator)
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      let u = generator.unit()
      let square = x * x
      if u < 1 - 0.0331 * square * square { return d * v }
      if ElementaryFunctions.log(u) < 0.5 * square + d * (1 - v + ElementaryFunctions.log(v)) { return d * v }
    }
  }

  /// A standard normal draw by Marsaglia's polar method; the second of each pair is thrown away, so that a draw depends
  /// on nothing before it.
  package static func normal(using generator: inout SeededGenerator) -> Double {
    while true {
      let x = 2 * generator.unit() - 1
      let y = 2 * generator.unit() - 1
      let square = x * x + y * y
      guard square > 0, square < 1 else { continue }
      return x * (-2 * ElementaryFunctions.log(square) / square).squareRoot()
    }
  }
}
