/// A record of a part of a directive that was ignored (R-1405, R-1408).
public struct DirectiveWarning: Hashable, Sendable {
  /// Why something was ignored.
  public enum Kind: Hashable, Sendable {
    /// No key has this name.
    case unknownKey
    /// There is no `=` in it.
    case notAPair
    /// The key does not take this value.
    case invalidValue
    /// No `@@end` follows the marker.
    case unterminatedBlock
  }

  /// The most bytes of the offending text that a warning keeps.
  public static let maximumTextLength = 64

  /// The place of the message in the conversation, from 0.
  public let messageIndex: Int
  /// Why it was ignored.
  public let kind: Kind
  /// What was ignored, cut to ``maximumTextLength`` bytes.
  public let text: String

  init(messageIndex: Int, kind: Kind, text: ArraySlice<UInt8>) {
    self.messageIndex = messageIndex
    self.kind = kind
    self.text = String(decoding: DirectiveWarning.cut(text), as: UTF8.self)
  }

  /// Cuts between scalars, not between bytes, or the text would end in a replacement character.
  private static func cut(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    guard text.count > maximumTextLength else { return text }
    var end = text.startIndex + maximumTextLength
    while end > text.startIndex, text[end] & 0b1100_0000 == 0b1000_0000 { end -= 1 }
    return text[..<end]
  }
}

extension DirectiveWarning: CustomStringConvertible {
  /// One line for a log.
  public var description: String { "message \(messageIndex): \(kind.summary) ignored: \(text)" }
}

extension DirectiveWarning.Kind {
  fileprivate var summary: String {
    switch self {
    case .unknownKey: "unknown key"
    case .notAPair: "text without '='"
    case .invalidValue: "invalid value"
    case .unterminatedBlock: "block without @@end"
    }
  }
}
