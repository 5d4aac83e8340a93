internal import RoutingCore

/// A consumer's API key, which no print, dump or interpolation shows (C-402).
public struct ClientKey: Sendable {
  // A function, because nothing that prints or dumps a value looks inside one.
  private let text: @Sendable () -> String

  /// Makes a key of what an environment variable holds, or nil where that is none that a header can carry (C-201).
  ///
  /// White space at either end is no part of it; nothing, and what is not printable ASCII, is no key.
  public init?(_ text: String) {
    let trimmed = TextBytes.trimmed(text)
    guard !trimmed.isEmpty, trimmed.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
    self.text = { trimmed }
  }

  /// The key itself, for the header that needs it and for nothing else.
  public func reveal() -> String { text() }

  /// What may be shown of it: `tokenhub_` and eight digits, or a mark where it is none of this gateway's keys (C-406).
  public var prefix: String {
    let key = Array(text().utf8)
    let digits = key.dropFirst(ClientKey.beginning.utf8.count)
    guard key.starts(with: ClientKey.beginning.utf8), digits.count > 8,
      digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
    else { return Redactor.mark }
    return String(decoding: key.prefix(ClientKey.beginning.utf8.count + 8), as: UTF8.self)
  }

  /// Whether a text holds the key, so that it must not be shown or sent anywhere.
  func occurs(in text: String) -> Bool {
    TextBytes.contains(self.text(), in: Array(text.utf8))
  }

  private static let beginning = "tokenhub_"
}

extension ClientKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// A mark in the key's place.
  public var description: String { Redactor.mark }
  /// The same.
  public var debugDescription: String { description }
  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
