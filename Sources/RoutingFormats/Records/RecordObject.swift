import RoutingCore

/// The members of a record while it is written, in order; what is absent is left out.
struct RecordObject {
  private var members: [JSONValue.Member] = []

  mutating func set(_ name: String, _ value: JSONValue?) {
    if let value { members.append(JSONValue.Member(name: name, value: value)) }
  }

  mutating func set(_ name: String, _ text: String?) { set(name, text.map { JSONValue(.string($0)) }) }

  mutating func set(_ name: String, _ number: Double?) { set(name, number.map { JSONValue(.number($0)) }) }

  mutating func set(_ name: String, _ number: Int?) { set(name, number.map { JSONValue(.integer($0)) }) }

  mutating func set(_ name: String, _ flag: Bool?) { set(name, flag.map { JSONValue(.bool($0)) }) }

  mutating func set(_ name: String, _ list: [String]) {
    set(name, JSONValue(.array(list.map { JSONValue(.string($0)) })))
  }

  /// The record.
  var value: JSONValue { JSONValue(.object(members)) }

  /// The record, or nil where it has no members.
  var valueUnlessEmpty: JSONValue? { members.isEmpty ? nil : value }
}
