import RoutingCore

extension ReferenceRouter {
  /// The first of that the model fails, or nil.
  func failedRule(
    _ model: Model, _ request: RoutingRequest, _ policy: RoutingPolicy, _ health: [ProviderID: HealthReading]
  ) -> ExclusionReason? {
    if !model.isEnabled { return .disabled }
    if !model.kinds.contains(request.kind) {
      return .kindMismatch(have: model.kinds, need: request.kind)
    }
    if !request.requires.isEmpty {
      let lacking = request.requires.capabilities.filter { capability in
        switch policy.unknownCapabilities {
        case .asSupported: model.capabilities.unsupported.contains(capability)
        case .asUnsupported: !model.capabilities.supported.contains(capability)
        }
      }
      if !lacking.isEmpty { return .capabilityMissing(CapabilitySet(lacking)) }
    }
    if policy.minimumWeight > 0, model.weight < policy.minimumWeight {
      return .weightBelowMinimum(have: model.weight, need: policy.minimumWeight)
    }
    if let window = model.contextWindow, window.value > 0, request.inputTokens.value > 0 {
      let (whole, rest) = (request.inputTokens.value * 115).quotientAndRemainder(dividingBy: 100)
      let needed = rest == 0 ? whole : whole + 1
      if needed > window.value {
        return .contextOverflow(have: window, need: ContextHeadroom.need(for: request.inputTokens))
      }
    }
    guard let provider = providers[model.provider], provider.isEnabled else {
      return .noAdapter(model.provider)
    }
    let reading = health[model.provider] ?? HealthReading()
    if reading.credentialsAreLocked { return .credentialsLocked(model.provider) }
    if let refusal = brokenConstraint(model, provider, policy.constraints) { return refusal }
    if request.isStreaming, !provider.canStream { return .noStreaming(model.provider) }
    if !reading.isAvailable { return .healthDown(model.provider) }
    if reading.isRateLimited { return .rateLimited(model.provider) }
    if let limit = policy.maximumCost, limit.value > 0 {
      let estimate = cost(of: request, at: model)
      if estimate > limit.value { return .budgetExceeded(have: dollars(estimate), need: limit) }
    }
    return nil
  }

  /// R-307 by: deny wins over allow; an empty allow, or `*` in it, allows everything.
  private func brokenConstraint(
    _ model: Model, _ provider: Provider, _ constraints: RoutingConstraints
  ) -> ExclusionReason? {
    if !passes(model.id.text, model.name, constraints.models) { return .modelExcluded }
    if !passes(provider.id.text, provider.vendor, constraints.providers) { return .providerExcluded }
    if !passes((model.region ?? provider.region)?.name, nil, constraints.regions) { return .regionExcluded }
    return nil
  }

  private func passes(_ name: String?, _ otherName: String?, _ filter: NameFilter) -> Bool {
    let isNamed = { (entry: String) in
      [name, otherName].contains { $0.map { Array($0.utf8) == Array(entry.utf8) } ?? false }
    }
    if filter.deny.contains(where: isNamed) { return false }
    if filter.allow.isEmpty || filter.allow.contains("*") { return true }
    return filter.allow.contains(where: isNamed)
  }

  /// R-405 for tokens, R-407 for kinds priced per unit.
  func cost(of request: RoutingRequest, at model: Model) -> Double {
    switch request.kind {
    case .chat, .embedding:
      Double(request.inputTokens.value) / 1000 * model.prices.inputPerThousandTokens
        + Double(request.outputTokens.value) / 1000 * model.prices.outputPerThousandTokens
    case .image, .video, .agent:
      model.prices.perUnit * Double(max(0, request.units))
    }
  }
}
