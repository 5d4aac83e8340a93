import RoutingCore

/// A stored job or agent is not what was stored.
package enum InvalidJobState: Error, Hashable, Sendable {
  /// It was written by another version, or by something else.
  case unsupportedVersion(Int?)
  /// A member is missing or not what it should be; the path names it.
  case malformed(path: String)
}

/// Reads an object of a stored state; members that it is not asked for are ignored.
struct JobStateReader {
  let value: JSONValue
  /// The names that lead here, for messages.
  let path: String

  init(_ value: JSONValue, path: String = "") throws(InvalidJobState) {
    guard value.members != nil else { throw .malformed(path: path.isEmpty ? "object" : path) }
    self.value = value
    self.path = path
  }

  /// A member that must be there and that `read` can make something of.
  func required<Value>(_ name: String, _ read: (JSONValue) -> Value?) throws(InvalidJobState) -> Value {
    guard let member = value[name], let result = read(member) else { throw malformed(name) }
    return result
  }

  /// A member that may be missing or null.
  func optional<Value>(_ name: String, _ read: (JSONValue) -> Value?) throws(InvalidJobState) -> Value? {
    guard let member = value[name], !member.isNull else { return nil }
    guard let result = read(member) else { throw malformed(name) }
    return result
  }

  /// A member that is an object.
  func object(_ name: String) throws(InvalidJobState) -> JobStateReader {
    guard let member = value[name] else { throw malformed(name) }
    return try JobStateReader(member, path: inner(name))
  }

  /// A member that is an object, or missing or null.
  func optionalObject(_ name: String) throws(InvalidJobState) -> JobStateReader? {
    guard let member = value[name], !member.isNull else { return nil }
    return try JobStateReader(member, path: inner(name))
  }

  /// A member that is a list of objects; a missing one is empty.
  func objects(_ name: String) throws(InvalidJobState) -> [JobStateReader] {
    guard let member = value[name], !member.isNull else { return [] }
    guard let elements = member.elements else { throw malformed(name) }
    var readers: [JobStateReader] = []
    for (place, element) in elements.enumerated() {
      readers.append(try JobStateReader(element, path: inner("\(name)[\(place)]")))
    }
    return readers
  }

  func malformed(_ name: String) -> InvalidJobState { .malformed(path: inner(name)) }

  private func inner(_ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}

extension JSONValue {
  /// An object of the members that have a value.
  static func record(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
    JSONValue(.object(members.compactMap { name, value in value.map { Member(name: name, value: $0) } }))
  }

  static func text(_ text: String?) -> JSONValue? { text.map { JSONValue(.string($0)) } }
  static func whole(_ number: Int?) -> JSONValue? { number.map { JSONValue(.integer($0)) } }
}
