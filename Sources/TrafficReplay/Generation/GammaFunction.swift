import RoutingCore

/// The logarithm of the gamma function for positive numbers.
enum GammaFunction {
  /// ln Γ(`x`) to an absolute error below 1e-13 of max(1, ln Γ); NaN where `x` is not above zero.
  ///
  /// Stirling's series (Abramowitz and Stegun, Handbook of Mathematical Functions, 6.1.41) from 12 on, where its sixth
  /// term is below 2e-15; smaller numbers are carried there by Γ(x + 1) = x Γ(x) (6.1.15).
  static func logarithm(_ x: Double) -> Double {
    guard x > 0 else { return .nan }
    guard x.isFinite else { return .infinity }
    var x = x
    var product = 1.0
    while x < 12 {
      product *= x
      x += 1
    }
    let inverse = 1 / x
    let square = inverse * inverse
    let series =
      inverse
      * (1.0 / 12
        - square * (1.0 / 360 - square * (1.0 / 1260 - square * (1.0 / 1680 - square * (1.0 / 1188)))))
    let halfLogOf2Pi = 0.918938533204672741780329736406
    return (x - 0.5) * ElementaryFunctions.log(x) - x + halfLogOf2Pi + series - ElementaryFunctions.log(product)
  }
}
