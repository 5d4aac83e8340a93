public import GatewayState
public import RoutingTestKit

/// Checks an `AssetSource` against what its protocol asks; an empty array means that every clause holds.
public struct AssetSourceContract: Sendable {
  /// What a source is held to.
  public enum Clause: String, CaseIterable, Sendable {
    /// There is a page, and it is UTF-8.
    case pageIsText
    /// The page and its assets stay the same.
    case answersStay
    /// Every asset has a media type.
    case assetsHaveTypes
    /// Names that lead elsewhere name nothing.
    case namesStayInside
  }

  private let make: @Sendable () -> any AssetSource
  private let names: [String]

  /// Makes a contract for the sources that `make` gives; `names` are those of all assets.
  public init(names: [String] = [], make: @escaping @Sendable () -> any AssetSource) {
    self.names = names
    self.make = make
  }

  /// Checks the clauses; what is wrong, in the order of the clauses.
  public func run(_ clauses: [Clause] = Clause.allCases) async -> [ContractViolation] {
    clauses.flatMap { clause in seen(clause).map { ContractViolation(clause: clause.rawValue, seen: $0) } }
  }

  private func seen(_ clause: Clause) -> [String] {
    let source = make()
    switch clause {
    case .pageIsText:
      if source.page.isEmpty { return ["the page is empty"] }
      return String(validating: source.page, as: UTF8.self) == nil ? ["the page is not UTF-8"] : []
    case .answersStay:
      let pages = source.page == source.page ? [] : ["the page changed"]
      return pages + names.filter { source.asset($0) != source.asset($0) }.map { "the asset \($0) changed" }
    case .assetsHaveTypes:
      return names.compactMap { name in
        guard let asset = source.asset(name) else { return "there is no asset \(name)" }
        return asset.mediaType.isEmpty ? "the asset \(name) has no media type" : nil
      }
    case .namesStayInside:
      let outside = ["", "..", "../x", "a/../../x", "./x", "a//b", "/etc/passwd", "a\\..\\b"]
      return outside.filter { source.asset($0) != nil }.map { "the name '\($0)' names something" }
    }
  }
}
