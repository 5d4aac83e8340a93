import RoutingCore

/// The normal distribution with mean 0 and standard deviation 1.
enum NormalDistribution {
  /// How many standard deviations above the mean nine tenths of the values end.
  static let ninthDecile = 1.2815515655446004

  /// The chance of a value of at most `x`.
  ///
  /// The series of Marsaglia ("Evaluating the normal distribution", Journal of Statistical Software 2004, section 3):
  /// Φ(x) = ½ + φ(x)(x + x³/3 + x⁵/(3·5) + …), off by less than 1e-15; beyond 8.3 standard deviations the rest is below
  /// what is left of a number next to 1.
  static func cumulative(_ x: Double) -> Double {
    guard x > -8.3 else { return 0 }
    guard x < 8.3 else { return 1 }
    var term = x
    var sum = x
    var odd = 1.0
    while sum + term != sum || odd < 3 {
      odd += 2
      term *= x * x / odd
      sum += term
    }
    let density = ElementaryFunctions.exp(-0.5 * x * x) * 0.3989422804014327
    return min(max(0.5 + sum * density, 0), 1)
  }
}
