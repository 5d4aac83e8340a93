internal import RoutingCore

/// The value of a header with its parameters, such as `form-data; name="a"`.
struct HeaderValue {
  /// What stands before the first semicolon.
  let value: String
  /// The parameters in order, their names in lower case.
  private let parameters: [(name: String, value: String)]

  /// Reads a value, or nil where a parameter is malformed, stands twice, or is not UTF-8.
  ///
  /// Behind a backslash in quotes stands a quote or another backslash; before any other character it stands for itself,
  /// as browsers write the paths of files with single ones.
  ///
  /// - Complexity: O(n) in the bytes.
  init?(_ bytes: ArraySlice<UInt8>) {
    var rest = bytes
    guard let value = HeaderValue.text(rest.prefix { $0 != UInt8(ascii: ";") }) else { return nil }
    self.value = value
    rest = rest.drop { $0 != UInt8(ascii: ";") }
    var parameters: [(name: String, value: String)] = []
    while let semicolon = rest.first {
      guard semicolon == UInt8(ascii: ";") else { return nil }
      rest = rest.dropFirst().drop(while: TextBytes.isWhiteSpace)
      // A semicolon behind the last parameter is no mistake worth refusing.
      if rest.isEmpty || rest.first == UInt8(ascii: ";") { continue }
      let name = rest.prefix(while: HeaderValue.isToken)
      rest = rest.dropFirst(name.count).drop(while: TextBytes.isWhiteSpace)
      guard !name.isEmpty, rest.first == UInt8(ascii: "=") else { return nil }
      rest = rest.dropFirst().drop(while: TextBytes.isWhiteSpace)
      guard let content = HeaderValue.parameter(&rest), parameters.count < HeaderValue.maximumParameters else {
        return nil
      }
      let text = String(decoding: name, as: UTF8.self).lowercased()
      guard !parameters.contains(where: { $0.name == text }) else { return nil }
      parameters.append((text, content))
    }
    self.parameters = parameters
  }

  /// No client writes more, and each is looked up among those before it.
  private static let maximumParameters = 16

  /// The parameter of this name, which is in lower case.
  subscript(name: String) -> String? { parameters.first { $0.name == name }?.value }

  private static func parameter(_ rest: inout ArraySlice<UInt8>) -> String? {
    guard rest.first == UInt8(ascii: "\"") else {
      let plain = rest.prefix { $0 != UInt8(ascii: ";") }
      rest = rest.dropFirst(plain.count)
      return text(plain)
    }
    var content: [UInt8] = []
    var place = rest.startIndex + 1
    while place < rest.endIndex {
      let byte = rest[place]
      if byte == UInt8(ascii: "\"") {
        rest = rest[(place + 1)...].drop(while: TextBytes.isWhiteSpace)
        return String(validating: content, as: UTF8.self)
      }
      if byte == UInt8(ascii: "\\"), place + 1 < rest.endIndex,
        rest[place + 1] == UInt8(ascii: "\"") || rest[place + 1] == byte
      {
        place += 1
      }
      content.append(rest[place])
      place += 1
    }
    return nil
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String? {
    String(validating: TextBytes.trimmed(bytes), as: UTF8.self)
  }

  /// A name without the three escapes that browsers put for what would end it (HTML, "multipart/form-data encoding
  /// algorithm").
  static func unescaped(_ name: String) -> String {
    let bytes = Array(name.utf8)
    var result: [UInt8] = []
    var place = 0
    while place < bytes.count {
      if bytes[place] == UInt8(ascii: "%"), place + 2 < bytes.count,
        let byte = escapes[[bytes[place + 1], TextBytes.lowercased(bytes[place + 2])]]
      {
        result.append(byte)
        place += 3
      } else {
        result.append(bytes[place])
        place += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  private static let escapes: [[UInt8]: UInt8] = [
    Array("22".utf8): 0x22, Array("0d".utf8): 0x0D, Array("0a".utf8): 0x0A,
  ]

  /// Whether a byte may stand in a token (RFC 9110, section 5.6.2).
  static func isToken(_ byte: UInt8) -> Bool { SecretRedactor.isWordByte(byte) || marks.contains(byte) }

  private static let marks = Array("!#$%&'*+-.^`|~".utf8)
}
