/// A point in time, in nanoseconds after a zero that the host chooses.
///
/// The core never asks what time it is: the host passes a moment in, and a replay passes the moments of its trace.
/// Only differences matter, so any monotonic clock, or a trace's first arrival, will do for zero.
public struct Moment: Hashable, Comparable, Sendable {
  /// Nanoseconds after the host's zero; negative before it.
  public let nanoseconds: Int64

  /// The host's zero.
  public static let zero = Moment(nanoseconds: 0)

  /// Makes the moment `nanoseconds` after the host's zero.
  public init(nanoseconds: Int64) {
    self.nanoseconds = nanoseconds
  }

  /// Makes the moment `milliseconds` after the host's zero, saturating at the ends of the range.
  public init(milliseconds: Double) {
    self.nanoseconds = Moment.saturating(milliseconds * 1_000_000)
  }

  /// The time from `earlier` to this moment in milliseconds, negative where `earlier` is later.
  public func milliseconds(since earlier: Moment) -> Double {
    let (difference, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
    return overflow
      ? Double(nanoseconds) / 1_000_000 - Double(earlier.nanoseconds) / 1_000_000
      : Double(difference) / 1_000_000
  }

  /// The moment `milliseconds` after this one, saturating at the ends of the range.
  public func advanced(byMilliseconds milliseconds: Double) -> Moment {
    let step = Moment.saturating(milliseconds * 1_000_000)
    let (sum, overflow) = nanoseconds.addingReportingOverflow(step)
    guard overflow else { return Moment(nanoseconds: sum) }
    return Moment(nanoseconds: step < 0 ? .min : .max)
  }

  /// Whether `lhs` comes before `rhs`.
  public static func < (lhs: Moment, rhs: Moment) -> Bool { lhs.nanoseconds < rhs.nanoseconds }

  private static func saturating(_ nanoseconds: Double) -> Int64 {
    guard nanoseconds == nanoseconds else { return 0 }
    if nanoseconds >= 0x1p63 { return .max }
    if nanoseconds <= -0x1p63 { return .min }
    // From 2⁵² on every Double is whole, and adding a half could carry it past its neighbour.
    if nanoseconds >= 0x1p52 || nanoseconds <= -0x1p52 { return Int64(nanoseconds) }
    return Int64(nanoseconds + (nanoseconds < 0 ? -0.5 : 0.5))
  }
}
