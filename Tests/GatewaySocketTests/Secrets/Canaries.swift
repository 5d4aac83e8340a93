import Digests
import Foundation

/// Secrets that must be nowhere, and how they are looked for.
struct Canaries {
  /// What a secret is called in a complaint.
  typealias Name = String

  private var needles: [(name: Name, form: String, bytes: Data)] = []

  /// Looks for a secret from now on: for its middle and its end, so that one that was cut off is found as well, each as it is,
  /// percent-encoded, escaped as in JSON, in Base64 and in hexadecimal.
  mutating func add(_ name: Name, _ secret: String) {
    let bytes = Array(secret.utf8)
    precondition(bytes.count >= 32, "too short to be looked for")
    let middle = bytes.count / 2
    for piece in [bytes[(middle - 8)..<(middle + 8)], bytes.suffix(16)] {
      for (form, text) in Self.forms(of: Array(piece)) {
        let bytes = Data(text)
        if !needles.contains(where: { $0.name == name && $0.bytes == bytes }) { needles.append((name, form, bytes)) }
      }
    }
  }

  /// What is found in some bytes.
  func found(in bytes: [UInt8], exempt: Set<Name> = []) -> [String] {
    let data = Data(bytes)
    return needles.filter { !exempt.contains($0.name) && data.range(of: $0.bytes) != nil }
      .map { "\($0.name), \($0.form)" }
  }

  private static func forms(of piece: [UInt8]) -> [(String, [UInt8])] {
    let text = String(decoding: piece, as: UTF8.self)
    func isUnreserved(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
      default: false
      }
    }
    let escaped = piece.map { isUnreserved($0) ? String(UnicodeScalar($0)) : "%" + HexadecimalText.text(of: [$0]) }
      .joined()
    let unicode = piece.map { isUnreserved($0) ? String(UnicodeScalar($0)) : "\\u00" + HexadecimalText.text(of: [$0]) }
      .joined()
    var forms = [
      ("as it is", piece), ("percent-encoded", Array(escaped.utf8)), ("percent-encoded", Array(upper(escaped).utf8)),
      ("escaped as in JSON", Array(text.replacing("/", with: "\\/").utf8)), ("escaped as in JSON", Array(unicode.utf8)),
      ("in hexadecimal", Array(HexadecimalText.text(of: piece).utf8)),
    ]
    // What stands before shifts the digits: of each of the three cases those that depend on the piece alone.
    for shift in 0..<3 {
      let digits = Array(Base64Text.text(of: Array(repeating: 0, count: shift) + piece).utf8)
      let whole = (shift + piece.count) / 3 * 4
      forms.append(("in Base64", Array(digits[(shift == 0 ? 0 : 4)..<whole])))
    }
    return forms
  }

  private static func upper(_ escaped: String) -> String {
    var result = ""
    var left = 0
    for character in escaped {
      if character == "%" { left = 3 }
      result += left > 0 ? character.uppercased() : String(character)
      left -= left > 0 ? 1 : 0
    }
    return result
  }
}
