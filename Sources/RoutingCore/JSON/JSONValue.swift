/// A JSON document as a tree whose nodes know their line.
public struct JSONValue: Hashable, Sendable {
  /// What stands there.
  public let content: Content
  /// The line it begins on, from 1.
  public let line: Int

  /// The six kinds of JSON value, with whole numbers told apart.
  public enum Content: Hashable, Sendable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A whole number that fits 64 bits.
    case integer(Int)
    /// Any other number; finite.
    case number(Double)
    /// Text.
    case string(String)
    /// Values in order.
    case array([JSONValue])
    /// Members in the order of the document; names are unique.
    case object([Member])
  }

  /// A name and its value.
  public struct Member: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The value.
    public let value: JSONValue

    /// Makes a member.
    public init(name: String, value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// Makes a value.
  public init(_ content: Content, line: Int = 1) {
    self.content = content
    self.line = line
  }

  /// Reads a whole document, whose first line has the given number.
  public init(parsing bytes: [UInt8], firstLine: Int = 1) throws(JSONError) {
    try self.init(parsing: bytes, firstLine: firstLine, maximumValues: .max)
  }

  /// Reads a whole document of at most `maximumValues` values, the whole and everything inside counted.
  ///
  /// Two bytes of a list of digits are 32 bytes of a tree and more: whoever takes large documents of strangers sets a
  /// limit, and then holds no more than that many values, however many there are.
  package init(parsing bytes: [UInt8], firstLine: Int = 1, maximumValues: Int) throws(JSONError) {
    var scanner = JSONScanner(bytes, firstLine: firstLine)
    var valuesLeft = maximumValues
    self = try JSONValue.read(from: &scanner, &valuesLeft)
    try scanner.end()
  }

  private static func read(
    from scanner: inout JSONScanner, _ valuesLeft: inout Int
  ) throws(JSONError) -> JSONValue {
    let kind = try scanner.kind()
    guard valuesLeft > 0 else { throw scanner.error(.tooManyValues) }
    valuesLeft -= 1
    let line = scanner.line
    switch kind {
    case .string: return JSONValue(.string(try scanner.string()), line: line)
    case .bool, .null: return JSONValue(try scanner.literal().map(Content.bool) ?? .null, line: line)
    case .number:
      switch try scanner.number() {
      case .integer(let integer): return JSONValue(.integer(integer), line: line)
      case .double(let double): return JSONValue(.number(double), line: line)
      }
    case .array:
      try scanner.enter(.array)
      var elements: [JSONValue] = []
      var isFirst = true
      while try scanner.nextElement(&isFirst) { elements.append(try read(from: &scanner, &valuesLeft)) }
      return JSONValue(.array(elements), line: line)
    case .object:
      try scanner.enter(.object)
      var members: [Member] = []
      var names: Set<MemberName> = []
      var isFirst = true
      while let name = try scanner.nextMember(&isFirst) {
        guard names.insert(MemberName(text: name)).inserted else { throw scanner.error(.duplicateMember(name)) }
        members.append(Member(name: name, value: try read(from: &scanner, &valuesLeft)))
      }
      return JSONValue(.object(members), line: line)
    }
  }

  /// A name compared by its bytes: RFC 8259 has strings equal where their code units are, whatever they look like.
  private struct MemberName: Hashable {
    let text: String

    static func == (lhs: MemberName, rhs: MemberName) -> Bool { lhs.text.utf8.elementsEqual(rhs.text.utf8) }

    /// Equal bytes are equal strings, so this agrees with `==`.
    func hash(into hasher: inout Hasher) { text.hash(into: &hasher) }
  }

  /// The kind in words, for messages.
  package var kindName: String {
    switch content {
    case .null: "null"
    case .bool: "a boolean"
    case .integer, .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}
