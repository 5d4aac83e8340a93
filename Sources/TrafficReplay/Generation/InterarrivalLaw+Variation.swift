public import RoutingCore

extension InterarrivalLaw {
  /// The coefficients of variation that a law can be made for.
  public static let variations = 0.02...100.0

  /// Gamma gaps with a coefficient of variation: the shape is 1 / cv².
  public static func gamma(coefficientOfVariation: Double) -> InterarrivalLaw {
    precondition(variations.contains(coefficientOfVariation), "A coefficient of variation lies between 0.02 and 100.")
    return .gamma(shape: 1 / (coefficientOfVariation * coefficientOfVariation))
  }

  /// Weibull gaps with a coefficient of variation; the shape k solves cv² = Γ(1 + 2/k) / Γ(1 + 1/k)² − 1.
  ///
  /// The right side falls as k grows, so halving an interval sixty times finds it.
  public static func weibull(coefficientOfVariation: Double) -> InterarrivalLaw {
    precondition(variations.contains(coefficientOfVariation), "A coefficient of variation lies between 0.02 and 100.")
    let wanted = ElementaryFunctions.log(1 + coefficientOfVariation * coefficientOfVariation)
    var (low, high) = (0.1, 100.0)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if logOfSquaredMomentRatio(weibullShape: middle) > wanted { low = middle } else { high = middle }
    }
    return .weibull(shape: (low + high) / 2)
  }

  /// The standard deviation of the gaps, divided by their mean.
  public var coefficientOfVariation: Double {
    switch self {
    case .exponential: 1
    case .gamma(let shape): 1 / shape.squareRoot()
    case .weibull(let shape):
      (ElementaryFunctions.exp(InterarrivalLaw.logOfSquaredMomentRatio(weibullShape: shape)) - 1).squareRoot()
    }
  }

  /// ln of the second moment over the square of the first.
  private static func logOfSquaredMomentRatio(weibullShape shape: Double) -> Double {
    GammaFunction.logarithm(1 + 2 / shape) - 2 * GammaFunction.logarithm(1 + 1 / shape)
  }
}
