/// Finds out why no model may serve, one dimension after the other.
struct RefusalInvestigation {
  private let registry: ModelRegistry
  private let request: RoutingRequest
  private let policy: RoutingPolicy
  private let health: HealthSnapshot
  private let standing: (ModelHandle) -> ReferenceStanding

  init(
    _ registry: ModelRegistry, _ request: RoutingRequest, _ policy: RoutingPolicy, _ health: HealthSnapshot,
    standing: @escaping (ModelHandle) -> ReferenceStanding
  ) {
    self.registry = registry
    self.request = request
    self.policy = policy
    self.health = health
    self.standing = standing
  }

  /// The refusal.
  ///
  /// - Complexity: O(n) in the number of models.
  func refusal(hintStatus: HintStatus) -> Refusal {
    let isPermanent = !registry.modelHandles.contains { matches($0, ignoring: []) }
    var survivors = registry.modelHandles.filter { model in
      registry[model].isEnabled && registry.provider(of: model).map { registry[$0].isEnabled } ?? false
    }
    survivors = survivors.filter { matches($0, ignoring: [.provider, .region]) }
    survivors = survivors.filter { matches($0, ignoring: [.region]) }
    if survivors.isEmpty { return Refusal(hintStatus: hintStatus, cause: .noSupplier, isPermanent: isPermanent) }
    survivors = survivors.filter { matches($0, ignoring: []) }
    if survivors.isEmpty {
      return Refusal(
        hintStatus: hintStatus, cause: .regionUnavailable, isPermanent: isPermanent, allowedRegions: regionsThatWork())
    }
    let canBeReached = survivors.contains { model in
      registry.provider(of: model).map { health[$0].isReachable } ?? false
    }
    return Refusal(
      hintStatus: hintStatus, cause: canBeReached ? .noneEligible : .noSupplier, isPermanent: isPermanent)
  }

  /// Whether a model is one that the request means and the constraints admit, leaving out some of their dimensions.
  private func matches(_ model: ModelHandle, ignoring dimensions: Set<RoutingConstraints.Dimension>) -> Bool {
    guard standing(model) != .shutOut, let provider = registry.provider(of: model) else { return false }
    var policy = policy
    if dimensions.contains(.region) { policy.constraints.regions = NameFilter() }
    if dimensions.contains(.provider) {
      policy.constraints.providers = NameFilter()
      policy.preferences.allowsFallbacks = true
    }
    return policy.staticRefusal(by: .constraints, of: registry[model], at: registry[provider]) == nil
  }

  /// The regions in which the request would be served now, were they not out of bounds.
  private func regionsThatWork() -> [Region] {
    var policy = policy
    policy.constraints.regions = NameFilter()
    var names: Set<String> = []
    for model in registry.modelHandles {
      let question = EligibilityQuestion(
        about: model, in: registry, request: request, policy: policy, health: health, standing: standing(model))
      guard Eligibility.firstFailure(question) == nil, let provider = registry.provider(of: model) else { continue }
      if let region = registry[model].region ?? registry[provider].region { names.insert(region.name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }.map { Region($0) }
  }
}
