extension CompiledRouter {
  /// Why no model may serve a request: what the staged filters say of each.
  func refusal(
    _ request: RoutingRequest, _ reference: NamedModels, _ policy: RoutingPolicy, _ health: HealthSnapshot
  ) -> Refusal {
    if reference.isConfined, reference.models.isEmpty {
      return Refusal(hintStatus: reference.missedStatus, cause: .modelNotFound, isPermanent: true)
    }
    let investigation = RefusalInvestigation(registry, request, policy, health) { reference.standing(of: $0) }
    return investigation.refusal(hintStatus: reference.missedStatus)
  }
}
