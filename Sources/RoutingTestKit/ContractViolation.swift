/// One thing that an implementation does otherwise than its protocol asks.
public struct ContractViolation: Hashable, Sendable, CustomStringConvertible {
  /// The clause, by the name of its case.
  public let clause: String
  /// What was asked for and what was seen instead, in words.
  public let seen: String

  /// Makes a violation.
  public init(clause: String, seen: String) {
    self.clause = clause
    self.seen = seen
  }

  /// The clause and what was seen.
  public var description: String { "\(clause): \(seen)" }
}
