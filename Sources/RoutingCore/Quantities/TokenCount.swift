/// A number of tokens, from zero to ``maximum``.
///
/// The upper end keeps two things exact: every count converts to `Double` without rounding, and the headroom
/// rule R-304 multiplies a count by 115 without overflow.
public struct TokenCount: Hashable, Comparable, Sendable {
  /// The number of tokens, from 0 to 2⁵³.
  public let value: Int

  /// The largest count, 2⁵³.
  public static let maximum = TokenCount(unchecked: 1 << 53)

  /// No tokens.
  public static let zero = TokenCount(unchecked: 0)

  /// Makes a count of `value` tokens, or nil where `value` is negative or above ``maximum``.
  public init?(_ value: Int) {
    guard value >= 0, value <= TokenCount.maximum.value else { return nil }
    self.value = value
  }

  /// Makes the count nearest to `value`.
  public init(clamping value: Int) {
    self.value = min(max(value, 0), TokenCount.maximum.value)
  }

  /// Wraps a count that is in range by construction; headroom alone may go above ``maximum``.
  init(unchecked value: Int) {
    self.value = value
  }

  /// Whether `lhs` is fewer tokens than `rhs`.
  public static func < (lhs: TokenCount, rhs: TokenCount) -> Bool { lhs.value < rhs.value }
}

extension TokenCount: ExpressibleByIntegerLiteral {
  /// Makes a count from a literal, which must lie between 0 and ``maximum``.
  public init(integerLiteral value: Int) {
    precondition(value >= 0 && value <= TokenCount.maximum.value, "A token count lies between 0 and 2^53.")
    self.value = value
  }
}

extension TokenCount: CustomStringConvertible {
  /// The bare number.
  public var description: String { String(value) }
}
