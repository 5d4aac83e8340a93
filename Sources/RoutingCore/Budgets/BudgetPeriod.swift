/// The length of the windows in which something is counted afresh, in whole milliseconds.
///
/// Windows are aligned to the host's zero: window 0 begins there, and every moment lies in exactly one window, so two
/// hosts with the same zero agree on where a window ends without talking to each other.
public struct BudgetPeriod: Hashable, Comparable, Sendable {
  /// The length in milliseconds, from 1 to ``longest``.
  public let milliseconds: Int64

  /// The longest length, a hundred years, in milliseconds; its nanoseconds still fit into 64 bits.
  public static let longest: Int64 = 3_155_760_000_000

  /// Windows of a minute.
  public static let minute = BudgetPeriod(unchecked: 60_000)
  /// Windows of an hour.
  public static let hour = BudgetPeriod(unchecked: 3_600_000)
  /// Windows of 24 hours.
  public static let day = BudgetPeriod(unchecked: 86_400_000)

  /// Makes windows of `milliseconds`; throws where that lies outside 1...``longest``.
  public init(milliseconds: Int64) throws(InvalidBudget) {
    guard milliseconds >= 1, milliseconds <= BudgetPeriod.longest else {
      throw .periodOutOfRange(milliseconds: milliseconds)
    }
    self.milliseconds = milliseconds
  }

  private init(unchecked milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// Whether `lhs` is the shorter period.
  public static func < (lhs: BudgetPeriod, rhs: BudgetPeriod) -> Bool { lhs.milliseconds < rhs.milliseconds }

  /// The length in nanoseconds.
  var nanoseconds: Int64 { milliseconds * 1_000_000 }

  /// The number of the window that holds `moment`, counted from the host's zero; negative before it.
  func window(at moment: Moment) -> Int64 {
    let (quotient, remainder) = moment.nanoseconds.quotientAndRemainder(dividingBy: nanoseconds)
    return remainder < 0 ? quotient - 1 : quotient
  }

  /// Nanoseconds from the beginning of its window to `moment`, from 0 to just below the length.
  func elapsed(at moment: Moment) -> Int64 {
    let remainder = moment.nanoseconds % nanoseconds
    return remainder < 0 ? remainder + nanoseconds : remainder
  }

  /// The first moment after the window of this number, or the last moment there is.
  func end(ofWindow window: Int64) -> Moment {
    // Only the last window ends beyond the range; the first one begins before it and ends inside.
    let (end, overflow) = (window + 1).multipliedReportingOverflow(by: nanoseconds)
    return Moment(nanoseconds: overflow ? .max : end)
  }
}
