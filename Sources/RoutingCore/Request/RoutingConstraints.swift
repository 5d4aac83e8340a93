/// Regions, providers and models that are in or out of bounds.
public struct RoutingConstraints: Hashable, Sendable {
  /// By model id or name.
  public var models: NameFilter
  /// By provider id or vendor.
  public var providers: NameFilter
  /// By region, without regard to case.
  public var regions: NameFilter

  /// Makes constraints; what is left out is unconstrained.
  public init(
    models: NameFilter = NameFilter(), providers: NameFilter = NameFilter(), regions: NameFilter = NameFilter()
  ) {
    self.models = models
    self.providers = providers
    self.regions = regions
  }

  /// Whether everything is allowed.
  public var isEmpty: Bool { models.isEmpty && providers.isEmpty && regions.isEmpty }

  /// The first dimension that refuses this model, in the order model, provider, region.
  ///
  /// R-307 lists the three reasons without an order among them; R-720 evaluates model, then provider, then region,
  /// so that a region is blamed only for a model that nothing else keeps out. The same order is used here.
  public func refusal(of model: Model, at provider: Provider) -> Dimension? {
    if !models.admits(model.id.text, or: model.name) { return .model }
    if !providers.admits(provider.id.text, or: provider.vendor) { return .provider }
    if !regions.admits((model.region ?? provider.region)?.name) { return .region }
    return nil
  }

  /// What a constraint is about.
  public enum Dimension: Hashable, Sendable {
    /// The model's id or name.
    case model
    /// The provider's id or vendor.
    case provider
    /// The region that serves.
    case region
  }
}

/// Names that are allowed and names that are denied.
public struct NameFilter: Hashable, Sendable {
  /// What may pass; empty, or holding `*`, lets everything pass.
  public var allow: [String]
  /// What may not pass, whatever `allow` says.
  public var deny: [String]

  /// Makes a filter; without arguments it lets everything pass.
  public init(allow: [String] = [], deny: [String] = []) {
    self.allow = allow
    self.deny = deny
  }

  /// Makes a filter over region names, which compare without regard to case.
  public static func regions(allow: [String] = [], deny: [String] = []) -> NameFilter {
    NameFilter(allow: allow.map { Region($0).name }, deny: deny.map { Region($0).name })
  }

  /// Whether the filter lets everything pass.
  public var isEmpty: Bool { deny.isEmpty && allowsEverything }

  /// Whether something known by `name` or by `other` may pass; something without any name passes only where
  /// everything is allowed.
  public func admits(_ name: String?, or other: String? = nil) -> Bool {
    func names(in list: [String]) -> Bool {
      list.contains { entry in
        name.map { $0.utf8.elementsEqual(entry.utf8) } ?? false
          || other.map { $0.utf8.elementsEqual(entry.utf8) } ?? false
      }
    }
    if !deny.isEmpty, names(in: deny) { return false }
    return allowsEverything || names(in: allow)
  }

  private var allowsEverything: Bool { allow.isEmpty || allow.contains("*") }
}
