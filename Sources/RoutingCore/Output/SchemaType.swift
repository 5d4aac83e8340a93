/// The kinds of value that the keyword `type` can name (R-1602).
enum SchemaType: CaseIterable, Sendable {
  case object, array, string, number, integer, boolean, null

  /// The name used in schemas.
  var name: String {
    switch self {
    case .object: "object"
    case .array: "array"
    case .string: "string"
    case .number: "number"
    case .integer: "integer"
    case .boolean: "boolean"
    case .null: "null"
    }
  }

  /// Makes the type with this name, or nil where there is none.
  init?(name: String) {
    guard let type = SchemaType.allCases.first(where: { $0.name == name }) else { return nil }
    self = type
  }

  /// Whether `value` is of this type; 5.0 is an integer.
  func includes(_ value: JSONValue) -> Bool {
    switch (self, value.content) {
    case (.object, .object), (.array, .array), (.string, .string), (.boolean, .bool), (.null, .null): true
    case (.number, .integer), (.number, .number), (.integer, .integer): true
    case (.integer, .number): ExactNumber(value)?.isInteger ?? false
    case (.object, _), (.array, _), (.string, _), (.boolean, _), (.null, _), (.number, _), (.integer, _): false
    }
  }
}
