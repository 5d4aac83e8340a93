/// Takes secrets out of foreign text before it is shown, logged or thrown (C-403).
///
/// It knows some secrets by heart, and the others by their shape: API keys (`sk-…`, `tokenhub_…`), what follows
/// `Bearer` or `x-api-key:`, the query parameter `token`, and the user part of a URL. It would rather hide a harmless
/// word than show a secret. Redacting twice is the same as redacting once.
public struct SecretRedactor: Sendable {
  /// What stands in the place of a secret.
  public static let mark = "‹redacted›"

  /// The shortest secret that is looked for by its letters; shorter ones would blot out half of any text.
  public static let shortestSecret = 4

  // A function, because nothing that prints or dumps a value looks inside one.
  private let literals: @Sendable () -> [[UInt8]]

  /// Makes a redactor that knows these secrets, as well as all that look like one.
  public init(secrets: [String] = []) {
    var known: [[UInt8]] = []
    for secret in secrets where secret.utf8.count >= SecretRedactor.shortestSecret {
      for form in SecretRedactor.forms(of: Array(secret.utf8)) where !known.contains(form) { known.append(form) }
    }
    // The longest first, so that a secret which begins with another is taken out whole.
    let sorted = known.sorted { $0.count > $1.count }
    literals = { sorted }
  }

  /// The text without secrets.
  ///
  /// The beginning of a known secret at the very end of the text counts as one, because foreign text is often cut.
  ///
  /// - Complexity: O(n · k) in the length of the text and the number of known secrets.
  public func redacted(_ text: String) -> String {
    let literals = self.literals()
    let bytes = Array(text.utf8)
    let known = literals.isEmpty ? bytes : SecretRedactor.removing(literals, from: bytes)
    let result = SecretRedactor.removingShapes(from: known)
    return result == bytes ? text : String(decoding: result, as: UTF8.self)
  }

  /// The bytes without the secrets that are known by heart, for answers that are passed on as they came.
  ///
  /// Nothing is guessed here: what only has the shape of a secret stays, and so do known ones of fewer than eight bytes,
  /// which are words rather than secrets.
  ///
  /// - Complexity: O(n · k) in the number of bytes and of known secrets.
  package func removingKnown(from bytes: [UInt8]) -> [UInt8] {
    let literals = self.literals().filter { $0.count >= SecretRedactor.shortestKnown }
    guard !literals.isEmpty else { return bytes }
    // Answers may have megabytes, of which hardly a byte begins a secret.
    var begins = Array(repeating: false, count: 256)
    for literal in literals { begins[Int(literal[0])] = true }
    var result: [UInt8] = []
    var copied = 0
    var index = 0
    while index < bytes.count {
      guard begins[Int(bytes[index])], let known = literals.first(where: { bytes[index...].starts(with: $0) }) else {
        index += 1
        continue
      }
      result += bytes[copied..<index]
      result += SecretRedactor.markBytes
      index += known.count
      copied = index
    }
    return copied == 0 ? bytes : result + bytes[copied...]
  }

  /// The text without the secrets that are known by heart, which is the same text where none is in it.
  ///
  /// - Complexity: O(n · k) in the length of the text and the number of known secrets.
  package func removingKnown(from text: String) -> String {
    guard !literals().isEmpty else { return text }
    let bytes = Array(text.utf8)
    let result = removingKnown(from: bytes)
    return result.count == bytes.count && result == bytes ? text : String(decoding: result, as: UTF8.self)
  }

  /// The shortest secret that is taken out of an answer.
  private static let shortestKnown = 8

  static let markBytes = Array(mark.utf8)

  /// How a secret may be written: as it is, with the slashes of JSON escaped, and as part of a URL.
  private static func forms(of secret: [UInt8]) -> [[UInt8]] {
    var inJSON: [UInt8] = []
    var inURL: [UInt8] = []
    var inLowerURL: [UInt8] = []
    let digits = Array("0123456789ABCDEF".utf8)
    for byte in secret {
      if byte == UInt8(ascii: "/") { inJSON.append(UInt8(ascii: "\\")) }
      inJSON.append(byte)
      if isWordByte(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") {
        inURL.append(byte)
        inLowerURL.append(byte)
      } else {
        let escape = [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        inURL += escape
        inLowerURL += escape.map(TextBytes.lowercased)
      }
    }
    return [secret, inJSON, inURL, inLowerURL]
  }

  private static func removing(_ literals: [[UInt8]], from bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      if let length = lengthOfSecret(at: index, of: bytes, among: literals) {
        result += markBytes
        index += length
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return result
  }

  private static func lengthOfSecret(at start: Int, of bytes: [UInt8], among literals: [[UInt8]]) -> Int? {
    let rest = bytes.count - start
    for literal in literals where literal[0] == bytes[start] {
      let length = min(rest, literal.count)
      guard length >= shortestSecret else { continue }
      if (1..<length).allSatisfy({ bytes[start + $0] == literal[$0] }) { return length }
    }
    return nil
  }

  /// Whether a byte is a letter, a digit or an underscore.
  package static func isWordByte(_ byte: UInt8) -> Bool {
    let lower = TextBytes.lowercased(byte)
    return (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z"))
      || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || byte == UInt8(ascii: "_")
  }
}
