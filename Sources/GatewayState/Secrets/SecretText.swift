internal import Digests
internal import RoutingCore

/// Text that no print, dump or interpolation shows (C-402): a password, a token, a key.
public struct SecretText: Sendable {
  // A function, because nothing that prints or dumps a value looks inside one.
  private let text: @Sendable () -> String

  /// Makes a secret of some text, which is taken as it is.
  public init(_ text: String) { self.text = { text } }

  /// The text itself, for the one place that needs it.
  public func reveal() -> String { text() }

  /// Whether another secret is the same text; the time that it takes tells nothing about either.
  ///
  /// - Complexity: O(n) in both texts.
  public func matches(_ other: SecretText) -> Bool {
    // Digests are of one length, so not even the lengths show in the comparison.
    ConstantTime.equal(SHA256.hash(bytes), SHA256.hash(other.bytes))
  }

  /// The text in UTF-8.
  package var bytes: [UInt8] { Array(text().utf8) }
}

extension SecretText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// A mark in the secret's place.
  public var description: String { SecretRedactor.mark }
  /// The same.
  public var debugDescription: String { description }
  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
