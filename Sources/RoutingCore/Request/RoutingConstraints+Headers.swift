extension RoutingConstraints {
  /// Reads the headers `X-TokenHub-Region`, `X-TokenHub-Provider` and `X-TokenHub-Model`: lists of what is allowed, with
  /// commas between.
  public init(regionHeader: String?, providerHeader: String?, modelHeader: String?) {
    self.init(
      models: NameFilter(allow: RoutingConstraints.list(modelHeader)),
      providers: NameFilter(allow: RoutingConstraints.list(providerHeader)),
      regions: .regions(allow: RoutingConstraints.list(regionHeader)))
  }

  /// These constraints, which a body stated, with those of the headers where the body is silent.
  public func overriding(headers: RoutingConstraints) -> RoutingConstraints {
    RoutingConstraints(
      models: models.isStated ? models : headers.models, providers: providers.isStated ? providers : headers.providers,
      regions: regions.isStated ? regions : headers.regions)
  }

  private static func list(_ header: String?) -> [String] {
    (header ?? "").split(separator: ",").map { ModelReference(String($0)).text }.filter { !$0.isEmpty }
  }
}
