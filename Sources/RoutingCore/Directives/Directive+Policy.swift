extension Directive {
  /// What the directive says about how to choose, as the highest layer of a ``PolicyStack`` (R-201, R-1404).
  public var policyLayer: PolicyLayer {
    PolicyLayer(
      mode: mode?.selectionMode, maximumCost: maximumCost?.value, deadline: deadline?.value,
      minimumWeight: minimumWeight,
      constraints: RoutingConstraints(
        models: NameFilter(allow: models ?? []), providers: NameFilter(allow: providers ?? []),
        regions: .regions(allow: regions ?? [])),
      outputSchema: outputSchema)
  }

  /// The model that the directive names, which a request's own hint gives way to.
  public func hint(over requestHint: ModelReference?) -> ModelReference? {
    hint.map { ModelReference($0, isStrict: requestHint?.isStrict ?? false) } ?? requestHint
  }
}
