internal import RoutingCore

/// An absolute address of the web (RFC 3986), as clients give them for pictures and webhooks (H-709) and operators for providers
/// (H-303).
package struct WebAddress: Hashable, Sendable {
  /// The address as it was given.
  package let text: String
  /// The scheme in lower case, `http` or `https`.
  package let scheme: String
  /// The host in lower case; an address of IPv6 without its brackets.
  package let host: String
  /// The port, where the address names one.
  package let port: Int?

  /// The longest address that is taken, in bytes.
  package static let maximumLength = 2048

  /// Reads an address, or tells by nil that it is none of at most 2048 bytes, or that it carries a user's name.
  ///
  /// - Complexity: O(n) in the text.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count <= WebAddress.maximumLength, bytes.allSatisfy(WebAddress.mayStandInAddress),
      WebAddress.escapesAreWhole(bytes), let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
      bytes[(colon + 1)...].starts(with: "//".utf8)
    else { return nil }
    let scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
    guard scheme == "http" || scheme == "https" else { return nil }
    let authority = bytes[(colon + 3)...].prefix { !Array("/?#".utf8).contains($0) }
    guard !authority.contains(UInt8(ascii: "@")) else { return nil }
    guard let (host, rest) = WebAddress.host(of: authority) else { return nil }
    var port: Int?
    if let first = rest.first {
      let digits = rest.dropFirst()
      // An empty port is that of the scheme (RFC 3986, section 3.2.3).
      guard first == UInt8(ascii: ":"), digits.count <= 5, digits.allSatisfy(WebAddress.isDigit) else { return nil }
      port = Int(String(decoding: digits, as: UTF8.self))
      if let port, !(1...65_535).contains(port) { return nil }
    }
    self.text = text
    self.scheme = scheme
    self.host = host
    self.port = port
  }

  /// The host of an authority, and what stands behind it.
  private static func host(of authority: ArraySlice<UInt8>) -> (String, ArraySlice<UInt8>)? {
    if authority.first == UInt8(ascii: "[") {
      guard let end = authority.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      let inside = authority[authority.startIndex + 1..<end]
      guard inside.contains(UInt8(ascii: ":")),
        inside.allSatisfy({ isHexadecimal($0) || $0 == UInt8(ascii: ":") || $0 == UInt8(ascii: ".") })
      else { return nil }
      return (String(decoding: inside, as: UTF8.self).lowercased(), authority[(end + 1)...])
    }
    let host = authority.prefix { $0 != UInt8(ascii: ":") }
    guard !host.isEmpty, host.allSatisfy({ mayStandInName($0) }) else { return nil }
    return (String(decoding: host, as: UTF8.self).lowercased(), authority[host.endIndex...])
  }

  /// What names of hosts are made of, escapes and marks of sub-parts aside, which no resolver knows.
  private static func mayStandInName(_ byte: UInt8) -> Bool {
    SecretRedactor.isWordByte(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
  }

  /// What is neither a control, nor a blank, nor beyond ASCII, nor one of those that no address holds.
  private static func mayStandInAddress(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && !Array("\"<>\\^`{|}".utf8).contains(byte)
  }

  private static func escapesAreWhole(_ bytes: [UInt8]) -> Bool {
    bytes.indices.allSatisfy { place in
      bytes[place] != UInt8(ascii: "%")
        || place + 2 < bytes.count && isHexadecimal(bytes[place + 1]) && isHexadecimal(bytes[place + 2])
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(TextBytes.lowercased(byte))
  }
}
