/// Regions, providers and models that are in or out of bounds.
public struct RoutingConstraints: Hashable, Sendable {
  /// By model id or name.
  public var models: NameFilter
  /// By provider id or vendor.
  public var providers: NameFilter
  /// By region, without regard to case; kept in lower case.
  public var regions: NameFilter { didSet { regions = regions.lowercased } }

  /// Makes constraints; what is left out is unconstrained.
  public init(
    models: NameFilter = NameFilter(), providers: NameFilter = NameFilter(), regions: NameFilter = NameFilter()
  ) {
    self.models = models
    self.providers = providers
    self.regions = regions.lowercased
  }

  /// Whether everything is allowed.
  public var isEmpty: Bool { models.isEmpty && providers.isEmpty && regions.isEmpty }

  /// Both constraints at once: what either denies is denied, and only what both allow is allowed.
  public func narrowed(by other: RoutingConstraints) -> RoutingConstraints {
    RoutingConstraints(
      models: models.narrowed(by: other.models), providers: providers.narrowed(by: other.providers),
      regions: regions.narrowed(by: other.regions))
  }

  /// The first dimension that refuses this model, in the order model, provider, region.
  ///
  /// R-307 lists the three reasons without an order among them; R-720 evaluates model, then provider, then region,
  /// so that a region is blamed only for a model that nothing else keeps out. The same order is used here.
  public func refusal(of model: Model, at provider: Provider) -> Dimension? {
    if !models.admits(model.id.text, or: model.name) { return .model }
    if !providers.admits(provider) { return .provider }
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
