import RoutingCore

extension ReferenceRouter {
  /// model, then provider, then region, over enabled models with an adapter.
  func refusal(
    _ request: RoutingRequest, _ policy: RoutingPolicy, _ health: [ProviderID: HealthReading],
    _ reference: PlainReference
  ) -> Refusal {
    if reference.isConfined, reference.models.isEmpty {
      return Refusal(hintStatus: reference.missed, cause: .modelNotFound, isPermanent: true)
    }
    var anyProvider = policy
    anyProvider.constraints.providers = NameFilter()
    anyProvider.preferences.allowsFallbacks = true
    anyProvider.constraints.regions = NameFilter()
    var anyRegion = policy
    anyRegion.constraints.regions = NameFilter()
    func matches(_ model: Model, _ policy: RoutingPolicy) -> Bool {
      guard let provider = providers[model.provider], !reference.isConfined || reference.models.contains(model.id)
      else { return false }
      return brokenConstraint(model, provider, policy) == nil
    }
    let isPermanent = !models.contains { matches($0, policy) }
    let live = models.filter { $0.isEnabled && providers[$0.provider]?.isEnabled == true }
    let byProvider = live.filter { matches($0, anyProvider) }.filter { matches($0, anyRegion) }
    if byProvider.isEmpty {
      return Refusal(hintStatus: reference.missed, cause: .noSupplier, isPermanent: isPermanent)
    }
    let left = byProvider.filter { matches($0, policy) }
    if left.isEmpty {
      let working = models.filter { failedRule($0, request, anyRegion, health, reference) == nil }
      let regions = Set(working.compactMap { ($0.region ?? providers[$0.provider]?.region)?.name })
      return Refusal(
        hintStatus: reference.missed, cause: .regionUnavailable, isPermanent: isPermanent,
        allowedRegions: regions.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }.map { Region($0) })
    }
    let canBeReached = left.contains { model in
      let reading = health[model.provider] ?? HealthReading()
      return reading.isAvailable && !reading.isRateLimited && !reading.credentialsAreLocked && !reading.isEjected
    }
    return Refusal(
      hintStatus: reference.missed, cause: canBeReached ? .noneEligible : .noSupplier, isPermanent: isPermanent)
  }
}
