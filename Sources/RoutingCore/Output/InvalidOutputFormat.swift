/// Why a value is no output format.
public enum InvalidOutputFormat: Error, Hashable, Sendable {
  /// The value is no object; it says what it is instead.
  case notAnObject(found: String)
  /// `type` names something that is no type (R-1505).
  case unknownType(String)
  /// A member has a value that it cannot have.
  case malformedMember(name: String, expected: String)
  /// `schema` is no schema (R-1601).
  case invalidSchema(InvalidOutputSchema)
  /// There is a schema beside a type other than `json`, which no answer could be both (H-114).
  case schemaBesideType(OutputType)
}

extension InvalidOutputFormat: CustomStringConvertible {
  /// The reason in a sentence that names the member.
  public var description: String {
    switch self {
    case .notAnObject(let found): "output_format must be an object, not \(found)"
    case .unknownType(let name):
      "output_format.type must be json, text, markdown or xml, not \(TextExcerpt.quoted(name.utf8))"
    case .malformedMember(let name, let expected): "output_format.\(name) must be \(expected)"
    case .invalidSchema(let error): "output_format.schema: \(error)"
    case .schemaBesideType(let type): "output_format.schema needs the type json, not \(type.name)"
    }
  }
}
