/// The size of a prompt, as far as learning tells sizes apart.
public enum TokenBucket: UInt8, CaseIterable, Hashable, Sendable {
  /// Below 1,000 tokens.
  case small
  /// From 1,000 to 10,000 tokens.
  case medium
  /// Above 10,000 tokens.
  case large

  /// The bucket of a prompt's length.
  public init(_ tokens: TokenCount) {
    switch tokens.value {
    case ..<1000: self = .small
    case ...10_000: self = .medium
    default: self = .large
    }
  }

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .small: "small"
    case .medium: "medium"
    case .large: "large"
    }
  }

  /// Makes the bucket with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let bucket = TokenBucket.allCases.first(where: { $0.name == name }) else { return nil }
    self = bucket
  }
}
