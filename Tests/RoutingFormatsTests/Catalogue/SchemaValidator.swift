import RoutingCore
import RoutingFormats

/// As much of JSON Schema as the schemas of this repository need.
struct SchemaValidator {
  let root: JSONValue

  init(_ bytes: [UInt8]) throws {
    root = try JSONValue(parsing: bytes)
  }

  /// The keywords that are checked, and those that only tell.
  static let keywords: Set<String> = [
    "type", "required", "properties", "additionalProperties", "items", "enum", "minimum", "maximum", "minLength",
    "minItems", "maxItems", "$ref", "$defs", "$schema", "title", "description",
  ]

  func accepts(_ value: JSONValue) -> Bool { accepts(value, root) }

  /// What a reference leads to, or the schema itself.
  func resolved(_ schema: JSONValue) -> JSONValue {
    guard case .string(let reference) = schema["$ref"]?.content else { return schema }
    let path = reference.split(separator: "/").dropFirst()
    return path.reduce(root) { $0[String($1)] ?? JSONValue(.bool(false)) }
  }

  /// Every schema in the document with the keyword or name under which it stands.
  func schemas() -> [(name: String, schema: JSONValue)] { schemas("", root) }

  private func schemas(_ name: String, _ schema: JSONValue) -> [(name: String, schema: JSONValue)] {
    let members = schema["properties"]?.members ?? []
    let definitions = schema["$defs"]?.members ?? []
    let others = schema.members.filter { $0.name == "items" || $0.name == "additionalProperties" }
    return [(name, schema)] + (members + definitions + others).flatMap { schemas($0.name, $0.value) }
  }

  private func accepts(_ value: JSONValue, _ schema: JSONValue) -> Bool {
    if case .bool(let isOpen) = schema.content { return isOpen }
    return schema.members.allSatisfy { keyword in accepts(value, schema, keyword.name, keyword.value) }
  }

  private func accepts(_ value: JSONValue, _ schema: JSONValue, _ keyword: String, _ operand: JSONValue) -> Bool {
    switch keyword {
    case "$ref": return accepts(value, resolved(schema))
    case "type": return operand.texts.contains { value.isOf(type: $0) }
    case "enum": return operand.elements.contains { $0.content == value.content }
    case "minimum": return value.number.map { $0 >= operand.number ?? .infinity } ?? true
    case "maximum": return value.number.map { $0 <= operand.number ?? -.infinity } ?? true
    case "minLength":
      guard case .string(let text) = value.content else { return true }
      return Double(text.unicodeScalars.count) >= operand.number ?? .infinity
    case "minItems": return !value.isOf(type: "array") || Double(value.elements.count) >= operand.number ?? .infinity
    case "maxItems": return Double(value.elements.count) <= operand.number ?? -.infinity
    case "items": return value.elements.allSatisfy { accepts($0, operand) }
    case "required": return !value.isOf(type: "object") || operand.texts.allSatisfy { value[$0] != nil }
    case "properties":
      return operand.members.allSatisfy { member in value[member.name].map { accepts($0, member.value) } ?? true }
    case "additionalProperties":
      let listed = Set(schema["properties"]?.members.map(\.name) ?? [])
      return value.members.allSatisfy { listed.contains($0.name) || accepts($0.value, operand) }
    default: return true
    }
  }
}

extension JSONValue {
  var members: [Member] {
    guard case .object(let members) = content else { return [] }
    return members
  }

  var elements: [JSONValue] {
    guard case .array(let elements) = content else { return [] }
    return elements
  }

  /// A text, or the texts of an array.
  var texts: [String] {
    if case .string(let text) = content { return [text] }
    return elements.flatMap(\.texts)
  }

  var number: Double? {
    switch content {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }

  subscript(_ name: String) -> JSONValue? { members.first { $0.name == name }?.value }

  func isOf(type: String) -> Bool {
    switch content {
    case .null: type == "null"
    case .bool: type == "boolean"
    case .integer: type == "integer" || type == "number"
    case .number(let number): type == "number" || type == "integer" && number == number.rounded()
    case .string: type == "string"
    case .array: type == "array"
    case .object: type == "object"
    }
  }
}
