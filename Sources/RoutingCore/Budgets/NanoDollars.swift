/// An amount of money in whole billionths of a US dollar, from zero to about nine thousand million dollars.
///
/// A ledger adds and takes away the same amounts many times over. Sums of `Double` would drift and depend on their
/// order; sums of whole numbers are exact, so what was reserved is what is freed.
public struct NanoDollars: Hashable, Comparable, Sendable {
  /// Billionths of a US dollar, from 0 to 2⁶³ − 1.
  public let value: Int64

  /// No money.
  public static let zero = NanoDollars(unchecked: 0)
  /// The largest amount, 2⁶³ − 1 billionths of a dollar.
  public static let maximum = NanoDollars(unchecked: .max)

  /// Makes an amount of `value` billionths of a dollar, or nil where `value` is negative.
  public init?(_ value: Int64) {
    guard value >= 0 else { return nil }
    self.value = value
  }

  /// Makes the smallest amount that reads back as at least `dollars`, or ``maximum`` where that is too little.
  ///
  /// A price is rounded up so that a budget never counts less than was spent.
  public init(roundingUp dollars: Dollars) {
    var product = dollars.value * 1e9
    // The product may have been rounded down by half a unit in its last place.
    if product / 1e9 < dollars.value { product = product.nextUp }
    guard product < 0x1p63 else {
      self = .maximum
      return
    }
    let whole = Int64(product)
    self.value = Double(whole) < product ? whole + 1 : whole
  }

  /// Wraps an amount that is not negative by construction.
  init(unchecked value: Int64) {
    self.value = value
  }

  /// The nearest amount in dollars.
  public var dollars: Dollars { Dollars(unchecked: Double(value) / 1e9) }

  /// The sum of both amounts, or ``maximum`` where the sum lies above it.
  public func adding(_ other: NanoDollars) -> NanoDollars {
    let (sum, overflow) = value.addingReportingOverflow(other.value)
    return overflow ? .maximum : NanoDollars(unchecked: sum)
  }

  /// This amount less `other`, or zero where `other` is larger.
  public func subtracting(_ other: NanoDollars) -> NanoDollars {
    NanoDollars(unchecked: max(value - other.value, 0))
  }

  /// Whether `lhs` is less money than `rhs`.
  public static func < (lhs: NanoDollars, rhs: NanoDollars) -> Bool { lhs.value < rhs.value }
}

extension NanoDollars: ExpressibleByIntegerLiteral {
  /// Makes an amount from a literal in billionths of a dollar, which must not be negative.
  public init(integerLiteral value: Int64) {
    precondition(value >= 0, "An amount of money is not negative.")
    self.value = value
  }
}

extension NanoDollars: CustomStringConvertible {
  /// The bare number of billionths of a dollar, with its unit.
  public var description: String { "\(value) n$" }
}
