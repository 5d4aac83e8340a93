/// A strict JSON reader that hands out one piece at a time (RFC 8259).
///
/// It builds no tree, so a trace of millions of lines costs what its interesting members cost; `JSONValue` is built on
/// top of it for documents. Every byte is looked at once and nesting is bounded, so any input ends in a value or a
/// typed error.
public struct JSONScanner: Sendable {
  /// How deep arrays and objects may nest.
  public static let maximumDepth = 128

  let bytes: [UInt8]
  private(set) var index = 0
  /// The line of the next byte, from 1.
  public private(set) var line: Int
  private var depth = 0

  /// Reads `bytes`, which begin on the given line of their file.
  public init(_ bytes: [UInt8], firstLine: Int = 1) {
    self.bytes = bytes
    line = firstLine
  }

  /// What kind of value comes next.
  public enum Kind: Hashable, Sendable {
    /// `{`
    case object
    /// `[`
    case array
    /// A string.
    case string
    /// A number.
    case number
    /// `true` or `false`.
    case bool
    /// `null`.
    case null
  }

  /// The kind of the next value, by its first byte.
  public mutating func kind() throws(JSONError) -> Kind {
    switch try next() {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number
    case UInt8(ascii: "t"), UInt8(ascii: "f"): return .bool
    case UInt8(ascii: "n"): return .null
    case let byte: throw error(.unexpectedByte(byte, expected: "a value"))
    }
  }

  /// Steps into an object or array.
  public mutating func enter(_ kind: Kind) throws(JSONError) {
    let opening = kind == .object ? UInt8(ascii: "{") : UInt8(ascii: "[")
    try expect(opening, kind == .object ? "an object" : "an array")
    depth += 1
    if depth > JSONScanner.maximumDepth { throw error(.tooDeep) }
  }

  /// The name of the next member of the current object, or nil at its end; `isFirst` starts as true.
  public mutating func nextMember(_ isFirst: inout Bool) throws(JSONError) -> String? {
    guard try advance(&isFirst, closing: UInt8(ascii: "}")) else { return nil }
    let name = try string()
    try expect(UInt8(ascii: ":"), "':'")
    return name
  }

  /// Whether the current array has another element; `isFirst` starts as true.
  public mutating func nextElement(_ isFirst: inout Bool) throws(JSONError) -> Bool {
    try advance(&isFirst, closing: UInt8(ascii: "]"))
  }

  /// Makes sure that nothing but white space is left.
  public mutating func end() throws(JSONError) {
    skipWhiteSpace()
    if index < bytes.count { throw error(.trailingText) }
  }

  /// Reads `true`, `false` or `null`; nil stands for null.
  public mutating func literal() throws(JSONError) -> Bool? {
    switch try next() {
    case UInt8(ascii: "t"):
      try word("true")
      return true
    case UInt8(ascii: "f"):
      try word("false")
      return false
    default:
      try word("null")
      return nil
    }
  }

  /// Reads past one value, whatever it is.
  public mutating func skipValue() throws(JSONError) {
    switch try kind() {
    case .string: _ = try stringBytes()
    case .number: _ = try numberText()
    case .bool, .null: _ = try literal()
    case .array:
      try enter(.array)
      var isFirst = true
      while try nextElement(&isFirst) { try skipValue() }
    case .object:
      try enter(.object)
      var isFirst = true
      while try nextMember(&isFirst) != nil { try skipValue() }
    }
  }

  /// An error at the next byte.
  package func error(_ problem: JSONError.Problem) -> JSONError {
    JSONError(offset: index, line: line, problem: problem)
  }

  /// The next byte that is not white space, not consumed.
  mutating func next() throws(JSONError) -> UInt8 {
    skipWhiteSpace()
    guard index < bytes.count else { throw error(.unexpectedEnd) }
    return bytes[index]
  }

  /// The byte at the index, or nil at the end.
  var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  /// Steps over one byte.
  mutating func step() { index += 1 }

  /// Steps over a byte that must be there.
  mutating func expect(_ byte: UInt8, _ expected: String) throws(JSONError) {
    let found = try next()
    guard found == byte else { throw error(.unexpectedByte(found, expected: expected)) }
    index += 1
  }

  private mutating func advance(_ isFirst: inout Bool, closing: UInt8) throws(JSONError) -> Bool {
    if try next() == closing {
      index += 1
      depth -= 1
      return false
    }
    if !isFirst { try expect(UInt8(ascii: ","), "',' or the end of the list") }
    isFirst = false
    return true
  }

  private mutating func word(_ word: StaticString) throws(JSONError) {
    for expected in "\(word)".utf8 {
      guard let byte = current else { throw error(.unexpectedEnd) }
      guard byte == expected else { throw error(.unexpectedByte(byte, expected: "'\(word)'")) }
      index += 1
    }
  }

  private mutating func skipWhiteSpace() {
    while index < bytes.count {
      switch bytes[index] {
      case 0x20, 0x09, 0x0D: index += 1
      case 0x0A:
        index += 1
        line += 1
      default: return
      }
    }
  }
}
