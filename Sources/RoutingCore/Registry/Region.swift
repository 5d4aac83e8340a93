/// A place where a model runs, compared without regard to case.
public struct Region: Hashable, Sendable {
  /// The lower-cased name.
  public let name: String

  /// Makes the region called `name`.
  public init(_ name: String) {
    self.name = name.lowercased()
  }
}

extension Region: ExpressibleByStringLiteral {
  /// Makes a region from a literal.
  public init(stringLiteral name: String) {
    self.init(name)
  }
}
