/// Reads an object of a stored state; members that it is not asked for are ignored.
struct StateReader {
  let value: JSONValue
  /// The names that lead here, for messages.
  let path: String

  init(_ value: JSONValue, path: String = "") throws(InvalidOrchestrationState) {
    guard value.members != nil else { throw .malformed(path: path.isEmpty ? "object" : path) }
    self.value = value
    self.path = path
  }

  /// A member that must be there and that `read` can make something of.
  func required<Value>(_ name: String, _ read: (JSONValue) -> Value?) throws(InvalidOrchestrationState) -> Value {
    guard let member = value[name], let result = read(member) else { throw malformed(name) }
    return result
  }

  /// A member that may be missing or null.
  func optional<Value>(_ name: String, _ read: (JSONValue) -> Value?) throws(InvalidOrchestrationState) -> Value? {
    guard let member = value[name], !member.isNull else { return nil }
    guard let result = read(member) else { throw malformed(name) }
    return result
  }

  /// A member that is an object.
  func object(_ name: String) throws(InvalidOrchestrationState) -> StateReader {
    guard let member = value[name] else { throw malformed(name) }
    return try StateReader(member, path: inner(name))
  }

  /// A member that is an object, or missing or null.
  func optionalObject(_ name: String) throws(InvalidOrchestrationState) -> StateReader? {
    guard let member = value[name], !member.isNull else { return nil }
    return try StateReader(member, path: inner(name))
  }

  /// A member that is a list of objects; a missing one is empty.
  func objects(_ name: String) throws(InvalidOrchestrationState) -> [StateReader] {
    guard let member = value[name], !member.isNull else { return [] }
    guard let elements = member.elements else { throw malformed(name) }
    var readers: [StateReader] = []
    for (place, element) in elements.enumerated() {
      readers.append(try StateReader(element, path: inner("\(name)[\(place)]")))
    }
    return readers
  }

  /// A member that is the text of a document of somebody else's making, or missing or null.
  func document(_ name: String) throws(InvalidOrchestrationState) -> JSONValue? {
    guard let text = try optional(name, { $0.string }) else { return nil }
    do throws(JSONError) {
      return try JSONValue(parsing: Array(text.utf8))
    } catch {
      throw malformed(name)
    }
  }

  func malformed(_ name: String) -> InvalidOrchestrationState { .malformed(path: inner(name)) }

  private func inner(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}

extension JSONValue {
  /// An object of the members that have a value.
  static func state(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    JSONValue(.object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } }))
  }

  static func text(_ text: String?) -> JSONValue? { text.map { JSONValue(.string($0)) } }
  static func whole(_ number: Int?) -> JSONValue? { number.map { JSONValue(.integer($0)) } }
  static func amount<Unit>(_ amount: Quantity<Unit>?) -> JSONValue? { amount.map { JSONValue(.number($0.value)) } }

  /// A document of somebody else's making, as text: it may be nested as deep as JSON may be, and inside a state there
  /// would be no room left for that (``JSONScanner/maximumDepth``).
  static func document(_ value: JSONValue?) -> JSONValue? { value.map { JSONValue(.string($0.text)) } }

  /// An amount of a unit, or nil where this is none.
  func quantity<Unit>() -> Quantity<Unit>? { number.flatMap { Quantity($0) } }
}
