extension JSONValue {
  /// `null`.
  public static let null = JSONValue(.null)

  /// Makes an object of members in the given order; names must not repeat.
  public init(object members: KeyValuePairs<String, JSONValue>) {
    self.init(.object(members.map { Member(name: $0.key, value: $0.value) }))
  }

  /// The member called `name`, or nil where there is none or this is no object; null counts as a member.
  ///
  /// - Complexity: O(m) in the number of members.
  public subscript(name: String) -> JSONValue? { members?.first { $0.name == name }?.value }

  /// The element at a position, or nil where there is none or this is no array.
  public subscript(position: Int) -> JSONValue? {
    guard let elements, elements.indices.contains(position) else { return nil }
    return elements[position]
  }

  /// The text, or nil where this is no string.
  public var string: String? {
    guard case .string(let text) = content else { return nil }
    return text
  }

  /// The whole number, or nil where this is none; `5.0` counts as one.
  public var integer: Int? {
    switch content {
    case .integer(let integer): return integer
    case .number(let number):
      guard number > -0x1p63, number < 0x1p63, Double(Int(number)) == number else { return nil }
      return Int(number)
    default: return nil
    }
  }

  /// The number, or nil where this is none.
  public var number: Double? {
    switch content {
    case .integer(let integer): Double(integer)
    case .number(let number): number
    default: nil
    }
  }

  /// The truth value, or nil where this is none.
  public var bool: Bool? {
    guard case .bool(let bool) = content else { return nil }
    return bool
  }

  /// The elements, or nil where this is no array.
  public var elements: [JSONValue]? {
    guard case .array(let elements) = content else { return nil }
    return elements
  }

  /// The members, or nil where this is no object.
  public var members: [Member]? {
    guard case .object(let members) = content else { return nil }
    return members
  }

  /// Whether this is `null`.
  public var isNull: Bool { content == .null }

  /// The value as compact text, in the order of its members, so that equal values give equal bytes.
  public var text: String {
    var writer = JSONWriter()
    writer.value(self)
    return writer.text
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral
{
  /// Makes a string.
  public init(stringLiteral value: String) { self.init(.string(value)) }
  /// Makes a whole number.
  public init(integerLiteral value: Int) { self.init(.integer(value)) }
  /// Makes a truth value.
  public init(booleanLiteral value: Bool) { self.init(.bool(value)) }
  /// Makes an array.
  public init(arrayLiteral elements: JSONValue...) { self.init(.array(elements)) }
}
