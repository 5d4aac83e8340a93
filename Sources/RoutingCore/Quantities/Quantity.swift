/// A unit of measure with the range its amounts must lie in.
public protocol QuantityUnit: Sendable {
  /// The amounts that make sense, ends included; both are finite.
  static var range: ClosedRange<Double> { get }
}

/// A finite amount of a unit, never NaN and never outside the unit's range.
///
/// The routing rules divide and compare these amounts; keeping NaN and infinity out at the border is what makes
/// every score a number and every order total.
public struct Quantity<Unit: QuantityUnit>: Hashable, Sendable {
  /// The bare amount, inside the unit's range.
  public let value: Double

  /// Makes an amount, or nil where `value` is NaN, infinite or outside the unit's range.
  public init?(_ value: Double) {
    guard Unit.range.contains(value) else { return nil }
    self.init(unchecked: value)
  }

  /// Wraps an amount that is in range by construction; a negative zero becomes zero, so equal amounts print alike.
  init(unchecked value: Double) {
    self.value = value + 0.0
  }
}

extension Quantity: Comparable {
  /// Whether `lhs` is the smaller amount.
  public static func < (lhs: Quantity, rhs: Quantity) -> Bool { lhs.value < rhs.value }
}

extension Quantity: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral {
  /// Makes an amount from a literal, which must lie inside the unit's range.
  public init(floatLiteral value: Double) {
    precondition(Unit.range.contains(value), "The literal lies outside the range of its unit.")
    self.init(unchecked: value)
  }

  /// Makes an amount from a literal, which must lie inside the unit's range.
  public init(integerLiteral value: Int) {
    self.init(floatLiteral: Double(value))
  }
}

/// US dollars, from zero up.
public enum USDollar: QuantityUnit {
  /// Any finite amount that is not negative.
  public static let range = 0...Double.greatestFiniteMagnitude
}

/// Thousandths of a second, from zero up.
public enum Millisecond: QuantityUnit {
  /// Any finite duration that is not negative.
  public static let range = 0...Double.greatestFiniteMagnitude
}

/// A share of a whole, from 0 to 1.
public enum ShareOfWhole: QuantityUnit {
  /// From nothing to all.
  public static let range = 0.0...1.0
}

/// Tokens a second, from zero up.
public enum TokensPerSecond: QuantityUnit {
  /// Any finite rate that is not negative.
  public static let range = 0...Double.greatestFiniteMagnitude
}

/// An amount of money in US dollars, finite and not negative.
public typealias Dollars = Quantity<USDollar>
/// A duration in milliseconds, finite and not negative.
public typealias Milliseconds = Quantity<Millisecond>
/// A share from 0 to 1, such as an error rate.
public typealias Fraction = Quantity<ShareOfWhole>
/// A rate of output in tokens a second, finite and not negative.
public typealias Throughput = Quantity<TokensPerSecond>
