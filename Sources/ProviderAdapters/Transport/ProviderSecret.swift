internal import RoutingCore

/// A provider's API key, which no print, dump or interpolation shows (C-402).
public struct ProviderSecret: Sendable {
  // A function, because nothing that prints or dumps a value looks inside one.
  private let text: @Sendable () -> String

  /// Makes a secret, or nil where `text` is none that a header can carry: empty, or not of printable ASCII.
  ///
  /// White space at either end, as files end in, is no part of it.
  public init?(_ text: String) {
    let trimmed = TextBytes.trimmed(text)
    guard !trimmed.isEmpty, trimmed.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return nil }
    self.text = { trimmed }
  }

  /// The secret itself, for the header that needs it and for nothing else.
  public func reveal() -> String { text() }
}

extension ProviderSecret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// A mark in the secret's place.
  public var description: String { SecretRedactor.mark }
  /// The same.
  public var debugDescription: String { description }
  /// Nothing.
  public var customMirror: Mirror { Mirror(self, children: []) }
}

/// How an adapter comes by its secret.
public enum ProviderCredential: Sendable {
  /// The provider needs none.
  case none
  /// A secret that stays the same.
  case secret(ProviderSecret)
  /// A secret that is read anew for each request, and that is not there while its vault is locked (H-207).
  case reading(@Sendable () -> ProviderSecret?)

  /// The secret for one request, or nil where the provider needs none.
  ///
  /// - Throws: `ProviderFailure.notSent(.noCredential)` where it cannot be read.
  func secret() throws(ProviderFailure) -> ProviderSecret? {
    switch self {
    case .none: return nil
    case .secret(let secret): return secret
    case .reading(let read):
      guard let secret = read() else { throw .notSent(.noCredential) }
      return secret
    }
  }
}
