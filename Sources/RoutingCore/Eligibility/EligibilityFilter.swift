/// One question every model is asked, in the order of declaration.
public enum EligibilityFilter: CaseIterable, Hashable, Sendable {
  /// Is it switched on?
  case enabled
  /// Does it make what is asked for?
  case kind
  /// Can it do what the request needs? An extension of the contract, asked right after the kind because it too is
  /// about what the model is and not about the moment.
  case capability
  /// Is it capable enough?
  case minimumWeight
  /// Does the prompt fit, with 15 % of headroom?
  case contextWindow
  /// Has its provider an enabled adapter?
  case adapter
  /// Can its provider's secret be read?
  case credentials
  /// Is it within bounds?
  case constraints
  /// Can its provider stream, where that is wanted?
  case streaming
  /// Does its provider take traffic?
  case health
  /// Is its provider outside every rate-limit window?
  case rateLimit
  /// Is it cheap enough; equality passes?
  case budget
}

/// Everything the filters look at for one model.
struct EligibilityQuestion {
  let model: Model
  /// The provider and its reading, or nil where it is not registered.
  let host: (provider: Provider, health: HealthReading)?
  let request: RoutingRequest
  let policy: RoutingPolicy
}

extension EligibilityFilter {
  /// Why the model fails this filter, or nil where it passes.
  ///
  /// Filters about a provider pass where there is none: ``adapter`` has said so already.
  func failure(_ question: EligibilityQuestion) -> ExclusionReason? {
    let model = question.model
    let request = question.request
    let policy = question.policy
    switch self {
    case .enabled:
      return model.isEnabled ? nil : .disabled
    case .kind:
      return model.kinds.contains(request.kind) ? nil : .kindMismatch(have: model.kinds, need: request.kind)
    case .capability:
      let missing = model.capabilities.missing(from: request.requires, reading: policy.unknownCapabilities)
      return missing.isEmpty ? nil : .capabilityMissing(missing)
    case .minimumWeight:
      return model.weight >= policy.minimumWeight
        ? nil : .weightBelowMinimum(have: model.weight, need: policy.minimumWeight)
    case .contextWindow:
      let need = ContextHeadroom.need(for: request.inputTokens)
      guard let window = model.contextWindow, window > .zero, window < need else { return nil }
      return .contextOverflow(have: window, need: need)
    case .adapter:
      guard let host = question.host, host.provider.isEnabled else { return .noAdapter(model.provider) }
      return nil
    case .credentials:
      return question.host?.health.credentialsAreLocked == true ? .credentialsLocked(model.provider) : nil
    case .constraints:
      guard let host = question.host else { return nil }
      switch policy.constraints.refusal(of: model, at: host.provider) {
      case .model: return .modelExcluded
      case .provider: return .providerExcluded
      case .region: return .regionExcluded
      case nil: return nil
      }
    case .streaming:
      return request.isStreaming && question.host?.provider.canStream == false ? .noStreaming(model.provider) : nil
    case .health:
      return question.host?.health.isAvailable == false ? .healthDown(model.provider) : nil
    case .rateLimit:
      return question.host?.health.isRateLimited == true ? .rateLimited(model.provider) : nil
    case .budget:
      guard let limit = policy.costLimit else { return nil }
      let cost = CostEstimator.cost(of: request, at: model.prices)
      return cost <= limit ? nil : .budgetExceeded(have: cost, need: limit)
    }
  }
}
