internal import Digests

/// Files written into addresses: `data:image/png;base64,…` (RFC 2397).
enum DataAddress {
  /// The bytes of an address, or nil where it is none in base 64.
  ///
  /// - Complexity: O(n) in the text.
  static func bytes(of text: String) -> [UInt8]? {
    let text = text.utf8
    guard let comma = text.firstIndex(of: UInt8(ascii: ",")) else { return nil }
    let head = String(decoding: text[..<comma], as: UTF8.self).lowercased()
    guard head.hasPrefix("data:"), head.hasSuffix(";base64") else { return nil }
    return Base64Text.bytes(of: String(decoding: text[text.index(after: comma)...], as: UTF8.self))
  }
}
