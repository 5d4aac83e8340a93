/// Why a value is no schema that answers can be checked against, and where (R-1601, R-1602, R-1604).
public struct InvalidOutputSchema: Error, Hashable, Sendable {
  /// The place in the schema as an RFC 6901 pointer; empty for the whole.
  public let pointer: String
  /// What is wrong there.
  public let problem: Problem

  /// Makes an error.
  public init(pointer: String, problem: Problem) {
    self.pointer = pointer
    self.problem = problem
  }

  /// What can be wrong.
  public enum Problem: Hashable, Sendable {
    /// The text given is not JSON (R-1406).
    case notJSON(JSONError)
    /// A schema is neither an object nor, inside another, a boolean; the value says what it is instead.
    case notASchema(found: String)
    /// The outermost schema has no `type` (R-1601).
    case missingType
    /// `type` names something that is no type.
    case unknownType(String)
    /// A keyword has a value that it cannot have.
    case malformedKeyword(expected: String)
    /// Schemas are nested deeper than ``OutputSchema/maximumDepth`` (R-1602).
    case tooDeep
  }
}

extension InvalidOutputSchema: CustomStringConvertible {
  /// The problem in words, with its place.
  public var description: String {
    let place = pointer.isEmpty ? "the schema" : "the schema at \(TextExcerpt.quoted(pointer.utf8))"
    return switch problem {
    case .notJSON(let error): "\(place) is not JSON: \(error), at byte \(error.offset)"
    case .notASchema(let found): "\(place) must be an object, not \(found)"
    case .missingType: "\(place) must have a type"
    case .unknownType(let name): "\(place) names the unknown type \(TextExcerpt.quoted(name.utf8))"
    case .malformedKeyword(let expected): "\(place) must be \(expected)"
    case .tooDeep: "\(place) is nested deeper than \(OutputSchema.maximumDepth)"
    }
  }
}
