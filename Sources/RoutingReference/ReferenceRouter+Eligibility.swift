import RoutingCore

extension ReferenceRouter {
  /// The first of that the model fails, or nil.
  func failedRule(
    _ model: Model, _ request: RoutingRequest, _ policy: RoutingPolicy, _ health: [ProviderID: HealthReading],
    _ reference: PlainReference
  ) -> ExclusionReason? {
    let isNamed = reference.models.contains(model.id)
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
    if policy.preferences.requiresParameters {
      let refused = request.parameters.parameters.filter { parameter in
        model.parameters.map { !$0.parameters.contains(parameter) } ?? (policy.unknownCapabilities == .asUnsupported)
      }
      if !refused.isEmpty { return .parametersUnsupported(ParameterSet(refused)) }
    }
    let weightIsOff = isNamed && policy.defaulted.contains(.minimumWeight)
    if policy.minimumWeight > 0, model.weight < policy.minimumWeight, !weightIsOff {
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
    if let refusal = brokenConstraint(model, provider, policy) { return refusal }
    if reference.isConfined, !isNamed { return .referenceExcluded }
    if let refusal = unmetPreference(model, provider, policy) { return refusal }
    if request.isStreaming, !provider.canStream { return .noStreaming(model.provider) }
    if !reading.isAvailable { return .healthDown(model.provider) }
    if reading.isEjected { return .outlierEjected(model.provider) }
    if reading.isRateLimited { return .rateLimited(model.provider) }
    let budgetIsOff = isNamed && policy.defaulted.contains(.maximumCost)
    if let limit = policy.maximumCost, limit.value > 0, !budgetIsOff {
      let estimate = cost(of: request, at: model)
      if estimate > limit.value { return .budgetExceeded(have: dollars(estimate), need: limit) }
    }
    return nil
  }

  /// R-307 by: deny wins over allow; no list of what is allowed allows everything; several must all.
  func brokenConstraint(_ model: Model, _ provider: Provider, _ policy: RoutingPolicy) -> ExclusionReason? {
    let constraints = policy.constraints
    if !passes([model.id.text, model.name], constraints.models) { return .modelExcluded }
    if !passes(provider, constraints.providers) { return .providerExcluded }
    if !passes([(model.region ?? provider.region)?.name], constraints.regions) { return .regionExcluded }
    let order = policy.preferences.preferred.providers
    if !policy.preferences.allowsFallbacks, !order.isEmpty, place(provider.id.text, provider.vendor, order) == nil {
      return .providerExcluded
    }
    return nil
  }

  private func passes(_ provider: Provider, _ filter: NameFilter) -> Bool {
    place(provider.id.text, provider.vendor, filter.deny) == nil
      && filter.allowLists.allSatisfy { place(provider.id.text, provider.vendor, $0) != nil }
  }

  /// The first entry of a list that is a provider's id, or its vendor in any case.
  func place(_ id: String, _ vendor: String?, _ list: [String]) -> Int? {
    list.firstIndex { entry in
      Array(entry.utf8) == Array(id.utf8) || vendor.map { Array($0.utf8) == Array(entry.lowercased().utf8) } ?? false
    }
  }

  private func passes(_ names: [String?], _ filter: NameFilter) -> Bool {
    place(names, filter.deny) == nil && filter.allowLists.allSatisfy { place(names, $0) != nil }
  }

  /// The first entry of a list that is one of the names, byte by byte.
  func place(_ names: [String?], _ list: [String]) -> Int? {
    list.firstIndex { entry in names.contains { $0.map { Array($0.utf8) == Array(entry.utf8) } ?? false } }
  }

  private func unmetPreference(_ model: Model, _ provider: Provider, _ policy: RoutingPolicy) -> ExclusionReason? {
    let preferences = policy.preferences
    let caps: [(PriceSheet.Component, Double, Dollars?)] = [
      (.input, model.prices.inputPerThousandTokens, preferences.maximumPrices.inputPerThousandTokens),
      (.output, model.prices.outputPerThousandTokens, preferences.maximumPrices.outputPerThousandTokens),
      (.unit, model.prices.perUnit, preferences.maximumPrices.perUnit),
    ]
    for (component, price, cap) in caps {
      if let cap, price > cap.value { return .priceAboveMaximum(component, have: price, need: cap) }
    }
    if !preferences.quantizations.isEmpty || preferences.excludesKnownQuantizations {
      let passes =
        model.quantization.map { preferences.quantizations.contains($0) }
        ?? (policy.unknownCapabilities == .asSupported)
      if !passes { return .quantizationExcluded(have: model.quantization) }
    }
    let trains = model.dataHandling.trainsOnPrompts ?? provider.dataHandling.trainsOnPrompts
    if preferences.deniesTraining, trains != false { return .mayTrainOnPrompts }
    let retains = model.dataHandling.retainsPrompts ?? provider.dataHandling.retainsPrompts
    if preferences.requiresZeroRetention, retains != false { return .mayRetainPrompts }
    return nil
  }

  /// R-405 for tokens, R-407 for kinds priced per unit; with tiers, the part that is cached, and batches.
  func cost(of request: RoutingRequest, at model: Model) -> Double {
    let prices = model.prices
    switch request.kind {
    case .chat, .embedding:
      let tier = prices.tiers.last { request.inputTokens > $0.aboveInputTokens }
      var input = tier?.inputPerThousandTokens ?? prices.inputPerThousandTokens
      var output = tier?.outputPerThousandTokens ?? prices.outputPerThousandTokens
      if request.isBatch {
        input = batched(input, prices.inputPerThousandTokens, prices.batchInputPerThousandTokens)
        output = batched(output, prices.outputPerThousandTokens, prices.batchOutputPerThousandTokens)
      }
      let inCache = tier?.cachedInputPerThousandTokens ?? prices.cachedInputPerThousandTokens ?? input
      let cached = min(request.cachedInputTokens.value, request.inputTokens.value)
      return Double(request.inputTokens.value - cached) / 1000 * input
        + Double(request.outputTokens.value) / 1000 * output + Double(cached) / 1000 * min(inCache, input)
    case .image, .video, .agent:
      let listed = prices.perUnitByResolution.first { $0.resolution == request.resolution }
      return (listed?.perUnit ?? prices.perUnit) * Double(max(0, request.units))
    }
  }

  /// The same share of a tier's price is saved as of the plain one.
  private func batched(_ price: Double, _ plain: Double, _ batch: Double?) -> Double {
    guard let batch else { return price }
    if price == plain { return batch }
    if price == 0 { return 0 }
    return plain > 0 ? min(price * (batch / plain), 1e100) : batch
  }
}
