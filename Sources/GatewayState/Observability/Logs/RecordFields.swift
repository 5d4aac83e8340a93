import RoutingCore

/// The members of a record in JSON, in the order of adding; what is absent is left out.
struct RecordFields {
  private(set) var members: [JSONValue.Member] = []

  mutating func add(_ name: String, _ value: JSONValue) { members.append(JSONValue.Member(name: name, value: value)) }
  mutating func add(_ name: String, _ text: String) { add(name, JSONValue(.string(text))) }
  mutating func add(_ name: String, _ integer: Int) { add(name, JSONValue(.integer(integer))) }
  mutating func add(_ name: String, _ bool: Bool) { add(name, JSONValue(.bool(bool))) }

  /// A whole number is written as one, so that a value is the same before and after it was stored as text.
  mutating func add(_ name: String, _ number: Double) {
    guard number.isFinite else { return add(name, 0) }
    if abs(number) < 0x1p53, Double(Int(number)) == number { return add(name, Int(number)) }
    add(name, JSONValue(.number(number)))
  }

  mutating func add(ifPresent name: String, _ text: String?) {
    if let text { add(name, text) }
  }

  var json: JSONValue { JSONValue(.object(members)) }

  /// The object of an entry of a log: its id and time, and then its body.
  static func object(id: String, milliseconds: Int, body: JSONValue) -> JSONValue {
    var fields = RecordFields()
    fields.add("id", id)
    fields.add("timestamp", UTCDate.text(of: milliseconds))
    return JSONValue(.object(fields.members + (body.members ?? [])))
  }
}

extension Double {
  /// This number where it is finite and not negative, else 0.
  var orZero: Double { isFinite && self > 0 ? self : 0 }
}
