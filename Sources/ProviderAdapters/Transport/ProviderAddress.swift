/// Where a provider's API begins (H-303).
public struct ProviderAddress: Hashable, Sendable {
  /// The address without slashes at its end and without a version, so that paths can be put behind it.
  public let base: String

  /// Reads an address as operators write it.
  ///
  /// Slashes at the end go, and one ending such as `/v1` goes; adapters put it back where their paths have it.
  public init(_ text: String, without endings: [String] = ["/v1", "/v2"]) {
    var base = ProviderAddress.withoutSlashes(text[...])
    if let ending = endings.first(where: { base.hasSuffix($0) }) {
      base = ProviderAddress.withoutSlashes(base.dropLast(ending.count))
    }
    self.base = String(base)
  }

  /// The address of a path, which begins with a slash.
  public func url(_ path: String) -> String { base + path }

  private static func withoutSlashes(_ text: Substring) -> Substring {
    var rest = text
    while rest.last == "/" { rest.removeLast() }
    return rest
  }
}
