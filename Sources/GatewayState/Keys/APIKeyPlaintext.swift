internal import Digests

/// A consumer's key in full, which exists twice only: when it is made, and when it is presented (C-401).
public struct APIKeyPlaintext: Sendable {
  /// What every key begins with.
  public static let mark = "tokenhub_"
  /// How many digits follow the mark.
  static let digitCount = 64
  /// How many of them may be shown (C-406).
  static let shownDigitCount = 8

  /// The key as the one type that does not show it.
  let secret: SecretText
  /// What may be shown of it: the mark and eight digits.
  public let prefix: String

  /// Makes a new key of 32 random bytes (H-503).
  init(random: any RandomSource) {
    let digits = HexadecimalText.text(of: random.bytes(APIKeyPlaintext.digitCount / 2))
    prefix = APIKeyPlaintext.mark + digits.prefix(APIKeyPlaintext.shownDigitCount)
    secret = SecretText(APIKeyPlaintext.mark + digits)
  }

  /// Takes what somebody presents as a key, or nil where it has not the form of one.
  init?(presented text: String) {
    let bytes = Array(text.utf8)
    let mark = Array(APIKeyPlaintext.mark.utf8)
    guard bytes.count == mark.count + APIKeyPlaintext.digitCount, bytes.starts(with: mark),
      bytes[mark.count...].allSatisfy({ byte in
        byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") || byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "f")
      })
    else { return nil }
    prefix = String(decoding: bytes.prefix(mark.count + APIKeyPlaintext.shownDigitCount), as: UTF8.self)
    secret = SecretText(text)
  }

  /// The key itself, for the one response that tells it.
  public func reveal() -> String { secret.reveal() }
}

extension APIKeyPlaintext: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// A mark in the key's place.
  public var description: String { secret.description }
  /// The same.
  public var debugDescription: String { description }
  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
