/// Why a request cannot be orchestrated; always the client's fault (status 400).
public enum InvalidOrchestration: Error, Hashable, Sendable {
  /// `orchestration` is not an object.
  case notAnObject(found: String)
  /// No mode has this name (O-101).
  case unknownMode(String)
  /// A number outside its range (O-102, O-105).
  case outOfRange(field: String, lowest: Int, highest: Int)
  /// A member of the wrong kind.
  case malformedMember(name: String, expected: String)
  /// The schema is none that answers can be checked against (O-401).
  case invalidSchema(InvalidOutputSchema)
  /// There are no messages (O-109).
  case messagesRequired
  /// A stream was asked for (O-111).
  case streaming
}

extension InvalidOrchestration: CustomStringConvertible {
  /// The contract's words, where it has some.
  public var description: String {
    switch self {
    case .notAnObject(let found): "orchestration must be an object, not \(found)"
    case .unknownMode: "unknown orchestration mode"
    case .outOfRange(let field, let lowest, let highest): "\(field) must be between \(lowest) and \(highest)"
    case .malformedMember(let name, let expected): "\(name) must be \(expected)"
    case .invalidSchema(let error): "output_schema: \(error)"
    case .messagesRequired: "messages required"
    case .streaming: "streaming is not supported for plan"
    }
  }
}
