/// A JSON number compared by its exact value: 1 equals 1.0, and 2⁵³ + 1 is more than 2⁵³.
///
/// Comparing as `Double` would lose the last digits of whole numbers beyond 2⁵³.
enum ExactNumber: Sendable {
  /// A whole number that fits 64 bits, however it was written.
  case whole(Int)
  /// Any other number: a fraction, or a whole number beyond 64 bits; finite.
  case other(Double)

  /// The number that a value is, or nil where it is none.
  init?(_ value: JSONValue) {
    switch value.content {
    case .integer(let integer): self = .whole(integer)
    case .number(let number):
      if number >= -0x1p63, number < 0x1p63, Double(Int(number)) == number {
        self = .whole(Int(number))
      } else {
        self = .other(number)
      }
    default: return nil
    }
  }

  /// Whether nothing stands behind the point; so it is for every `Double` beyond 2⁵³.
  var isInteger: Bool {
    switch self {
    case .whole: true
    case .other(let number): abs(number) >= 0x1p53
    }
  }

  /// The number as JSON writes it.
  var text: String {
    switch self {
    case .whole(let integer): "\(integer)"
    case .other(let number): "\(number)"
    }
  }
}

extension ExactNumber: Comparable {
  static func < (left: ExactNumber, right: ExactNumber) -> Bool {
    switch (left, right) {
    case (.whole(let left), .whole(let right)): left < right
    case (.other(let left), .other(let right)): left < right
    case (.whole(let left), .other(let right)): isBelow(left, right)
    // The two cases never hold equal numbers, so one is below the other or above it.
    case (.other(let left), .whole(let right)): !isBelow(right, left)
    }
  }

  private static func isBelow(_ integer: Int, _ number: Double) -> Bool {
    if number >= 0x1p63 { return true }
    if number < -0x1p63 { return false }
    // Conversion cuts toward zero: what is left lies below a positive fraction and above a negative one.
    return number > 0 ? integer <= Int(number) : integer < Int(number)
  }
}
