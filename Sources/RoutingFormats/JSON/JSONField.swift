public import RoutingCore

/// A value of a document and the way to it, so that whoever reads it can say what is wrong where.
public struct JSONField: Sendable {
  /// The value.
  public let value: JSONValue
  /// The way from the root, such as `models[3].weight`; empty at the root.
  public let path: String

  /// The root of a document.
  public init(_ root: JSONValue) {
    self.init(root, path: "")
  }

  init(_ value: JSONValue, path: String) {
    self.value = value
    self.path = path
  }

  /// An error about this field.
  public func error(_ message: String) -> FormatError {
    FormatError(line: value.line, field: path.isEmpty ? nil : path, message: message)
  }

  /// The member called `name`, or nil where it is absent or null.
  ///
  /// - Complexity: O(m) in the number of members.
  public func optional(_ name: String) throws(FormatError) -> JSONField? {
    guard case .object(let members) = value.content else { throw mismatch("an object") }
    guard let member = members.first(where: { $0.name == name }) else { return nil }
    if case .null = member.value.content { return nil }
    return JSONField(member.value, path: path.isEmpty ? name : "\(path).\(name)")
  }

  /// The member called `name`, which must be there.
  public func required(_ name: String) throws(FormatError) -> JSONField {
    guard let member = try optional(name) else { throw error("the member '\(name)' is missing") }
    return member
  }

  /// The members of an object.
  public func members() throws(FormatError) -> [(name: String, field: JSONField)] {
    guard case .object(let members) = value.content else { throw mismatch("an object") }
    return members.map { ($0.name, JSONField($0.value, path: path.isEmpty ? $0.name : "\(path).\($0.name)")) }
  }

  /// The elements of an array.
  public func elements() throws(FormatError) -> [JSONField] {
    guard case .array(let elements) = value.content else { throw mismatch("an array") }
    return elements.enumerated().map { JSONField($1, path: "\(path)[\($0)]") }
  }

  /// A string.
  public func string() throws(FormatError) -> String {
    guard case .string(let text) = value.content else { throw mismatch("a string") }
    return text
  }

  /// A boolean.
  public func bool() throws(FormatError) -> Bool {
    guard case .bool(let bool) = value.content else { throw mismatch("a boolean") }
    return bool
  }

  /// A whole number; `5.0` counts as one.
  public func int() throws(FormatError) -> Int {
    switch value.content {
    case .integer(let integer): return integer
    case .number(let number):
      // Not `Int(exactly:)`: in debug builds that calls the C library's rounding, which a host may not link.
      guard abs(number) < 0x1p63, Double(Int(number)) == number else {
        throw error("\(number) is not a whole number")
      }
      return Int(number)
    default: throw mismatch("a whole number")
    }
  }

  /// A number.
  public func double() throws(FormatError) -> Double {
    switch value.content {
    case .integer(let integer): return Double(integer)
    case .number(let number): return number
    default: throw mismatch("a number")
    }
  }

  private func mismatch(_ expected: String) -> FormatError {
    error("expected \(expected), found \(value.kindName)")
  }
}
