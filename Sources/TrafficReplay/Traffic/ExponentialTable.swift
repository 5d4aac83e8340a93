import RoutingCore

/// Exponential waiting times from one draw each, without a logarithm.
///
/// A draw u in 0..<1 is m · 2⁻ᵏ with m in 1..<2, and −ln u is k · ln 2 − ln m. The logarithm of m comes from the middle of
/// one of 128 intervals and four terms of the series around it, which leaves less than 2e-13. Unlike rejection (Marsaglia
/// and Tsang's ziggurat) every waiting time takes one draw, so request n of a stream does not depend on luck before it.
struct ExponentialTable: Sendable {
  private let intervals: [Interval]

  private struct Interval: Sendable {
    let reciprocal: Double
    let logarithm: Double
  }

  private static let count = 128
  private static let one: UInt64 = 0x3FF0_0000_0000_0000

  init() {
    intervals = (0..<ExponentialTable.count).map { place in
      let middle = 1 + (Double(place) + 0.5) / Double(ExponentialTable.count)
      return Interval(reciprocal: 1 / middle, logarithm: ElementaryFunctions.log(middle))
    }
  }

  /// The waiting time of mean 1 that 64 random bits stand for.
  func value(_ bits: UInt64) -> Double {
    let zeros = bits.leadingZeroBitCount
    let fraction = (bits << UInt64(zeros)) << 1
    let interval = intervals[Int(truncatingIfNeeded: fraction >> 57)]
    let distance = Double(bitPattern: ExponentialTable.one | fraction >> 12) * interval.reciprocal - 1
    let series = distance * (1 - distance * (0.5 - distance * (1.0 / 3 - distance * 0.25)))
    return Double(zeros + 1) * 0.693147180559945309417232121458 - interval.logarithm - series
  }
}
