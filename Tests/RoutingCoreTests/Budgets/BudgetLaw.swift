import RoutingCore
import RoutingTestSupport

/// A statement that must hold for every list of operations, however they interleave.
enum BudgetLaw {
  /// How many lists a law tries.
  static var cases: UInt64 { UInt64(Law.manyCases) }

  /// Tries the law on many lists of `length` operations, and tells of the first that breaks it, made as short as it
  /// gets, with its seed; nil where the law holds.
  static func firstViolation<Operation>(
    stream: UInt64, length: Int = 20, draw: (inout SeededGenerator) -> Operation,
    check: ([Operation]) throws -> String?
  ) rethrows -> String? {
    for number in 0..<cases {
      let seed = stream << 32 | number
      var generator = SeededGenerator(seed: seed)
      let operations = (0..<length).map { _ in draw(&generator) }
      guard let message = try check(operations) else { continue }
      let (shortest, reason) = try shrunk(operations, message, check)
      return "seed \(seed): \(reason)\n" + shortest.map { "  \($0)" }.joined(separator: "\n")
    }
    return nil
  }

  /// Leaves out one operation after the other while the law stays broken.
  private static func shrunk<Operation>(
    _ operations: [Operation], _ message: String, _ check: ([Operation]) throws -> String?
  ) rethrows -> ([Operation], String) {
    for index in operations.indices {
      var fewer = operations
      fewer.remove(at: index)
      if let reason = try check(fewer) { return try shrunk(fewer, reason, check) }
    }
    return (operations, message)
  }
}

extension SeededGenerator {
  /// A draw that is uniform over `range`.
  mutating func draw(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + index(below: range.count)
  }
}

extension Moment {
  /// Whole milliseconds after the host's zero.
  static func ms(_ milliseconds: Int) -> Moment {
    Moment(nanoseconds: Int64(milliseconds) * 1_000_000)
  }
}

extension NanoDollars {
  /// An amount that the test knows not to be negative.
  static func of(_ value: Int) -> NanoDollars {
    NanoDollars(Int64(value)) ?? .zero
  }
}
