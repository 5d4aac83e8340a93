package import RoutingCore

/// The members of an object while it is put together, in order.
package struct JSONMembers {
  package private(set) var list: [JSONValue.Member]

  /// The members of an object, or none where it is something else.
  package init(of value: JSONValue? = nil) {
    list = value?.members ?? []
  }

  /// A member; setting one that is there keeps its place, and setting nil removes it.
  package subscript(name: String) -> JSONValue? {
    get { list.first { $0.name == name }?.value }
    set {
      let place = list.firstIndex { $0.name == name }
      switch (place, newValue) {
      case (let place?, let value?): list[place] = JSONValue.Member(name: name, value: value)
      case (let place?, nil): list.remove(at: place)
      case (nil, let value?): list.append(JSONValue.Member(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  /// Appends members whose names are not there yet, which costs no search for each of them.
  package mutating func append(contentsOf new: some Sequence<JSONValue.Member>) {
    list += new
  }

  /// The object.
  package var value: JSONValue { JSONValue(.object(list)) }
}

extension JSONValue {
  /// A string.
  package init(_ text: String) { self.init(.string(text)) }

  /// A whole number.
  package init(_ number: Int) { self.init(.integer(number)) }

  /// An array.
  package init(_ elements: [JSONValue]) { self.init(.array(elements)) }

  /// The same object with one member changed, or itself where it has no such member.
  package func changing(_ name: String, _ change: (JSONValue) -> JSONValue) -> JSONValue {
    guard let value = self[name] else { return self }
    var members = JSONMembers(of: self)
    members[name] = change(value)
    return members.value
  }

  /// The same array with each element changed, or itself where it is none.
  package func mapping(_ change: (JSONValue) -> JSONValue) -> JSONValue {
    elements.map { JSONValue($0.map(change)) } ?? self
  }

  /// Whether this is null, an empty string, an empty array or an empty object.
  package var isEmpty: Bool {
    switch content {
    case .null: true
    case .string(let text): text.isEmpty
    case .array(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    case .bool, .integer, .number: false
    }
  }
}
