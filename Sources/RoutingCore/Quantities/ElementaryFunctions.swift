/// Exponential and logarithm from basic arithmetic alone.
///
/// The core may import nothing, and the C library's functions differ in the last bit between platforms. These use
/// only addition, multiplication and division, which IEEE 754 rounds alike everywhere, so a replay gives the same
/// bytes on every machine. Even `rounded()` and a stride of `Double` are avoided: both call the C library.
/// Relative error is below 1e-15 over the whole range.
package enum ElementaryFunctions {
  private static let naturalLogOf2 = 0.693147180559945309417232121458

  /// 2 raised to `exponent`; 0 below the range of `Double`, infinity above it, NaN for NaN.
  package static func exp2(_ exponent: Double) -> Double {
    guard exponent == exponent else { return .nan }
    if exponent > 1024 { return .infinity }
    if exponent < -1075 { return 0 }
    let whole = nearestInteger(to: exponent)
    return scaled(seriesOfExp((exponent - Double(whole)) * naturalLogOf2), byPowerOf2: whole)
  }

  /// e raised to `exponent`; 0 below the range of `Double`, infinity above it, NaN for NaN.
  package static func exp(_ exponent: Double) -> Double {
    guard exponent == exponent else { return .nan }
    if exponent > 710 { return .infinity }
    if exponent < -746 { return 0 }
    let whole = nearestInteger(to: exponent / naturalLogOf2)
    // ln 2 in two parts: the high one has so few bits that its multiples up to 2^11 are exact (Cody and Waite, 1980).
    let high = 0x1.62e42fefap-1
    let low = 0x1.cf79abc9e3b3ap-40
    let rest = (exponent - Double(whole) * high) - Double(whole) * low
    return scaled(seriesOfExp(rest), byPowerOf2: whole)
  }

  /// Taylor series of e^x for |x| ≤ ln 2 / 2; the 14th term is below 2^-60 of the sum.
  ///
  /// Powers are summed in pairs and pairs of pairs (Estrin, 1960), which do not wait for each other: an outcome recorded
  /// in a health book takes two of these. One after the other, with a division each, they took ten times as long.
  private static func seriesOfExp(_ x: Double) -> Double {
    let square = x * x
    let fourth = square * square
    let low = (1.0 / 2 + x * (1.0 / 6)) + square * (1.0 / 24 + x * (1.0 / 120))
    let middle = (1.0 / 720 + x * (1.0 / 5_040)) + square * (1.0 / 40_320 + x * (1.0 / 362_880))
    let high =
      (1.0 / 3_628_800 + x * (1.0 / 39_916_800)) + square * (1.0 / 479_001_600 + x * (1.0 / 6_227_020_800))
    return 1 + (x + square * (low + fourth * (middle + fourth * (high + fourth * (1.0 / 87_178_291_200)))))
  }

  private static func nearestInteger(to x: Double) -> Int {
    Int(x + (x < 0 ? -0.5 : 0.5))
  }

  /// The natural logarithm of `x`; negative infinity for 0, NaN for a negative number or NaN.
  package static func log(_ x: Double) -> Double {
    guard x > 0 else { return x == 0 ? -.infinity : .nan }
    guard x.isFinite else { return .infinity }
    var exponent = Double(x.exponent)
    var significand = x.significand
    if significand > 1.4142135623730951 {
      significand /= 2
      exponent += 1
    }
    // ln m = 2 artanh((m − 1) / (m + 1)); |s| ≤ 0.172, so 13 odd powers reach 2^-60.
    let s = (significand - 1) / (significand + 1)
    let square = s * s
    var sum = 0.0
    var odd = 25.0
    while odd > 0 {
      sum = sum * square + 1.0 / odd
      odd -= 2
    }
    return exponent * naturalLogOf2 + 2 * s * sum
  }

  /// `value` times 2 to the `power`, rounded once.
  private static func scaled(_ value: Double, byPowerOf2 power: Int) -> Double {
    if power > -1023, power < 1024 {
      return value * Double(bitPattern: UInt64(truncatingIfNeeded: power &+ 1023) << 52)
    }
    // In two steps, so that results below the normal range round once.
    let half = power / 2
    return value * Double(sign: .plus, exponent: half, significand: 1)
      * Double(sign: .plus, exponent: power - half, significand: 1)
  }
}
