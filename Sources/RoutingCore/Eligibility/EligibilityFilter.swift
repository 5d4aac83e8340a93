/// One question every model is asked, in the order of declaration.
///
/// The contract's filters stand in the contract's order. The others are extensions, each beside the one it is most like:
/// what a model is before where it runs, and that before how it is doing.
public enum EligibilityFilter: CaseIterable, Hashable, Sendable {
  /// Is it switched on?
  case enabled
  /// Does it make what is asked for?
  case kind
  /// Can it do what the request needs?
  case capability
  /// Does it take the request's parameters, where that is wanted?
  case parameters
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
  /// Is it one of the models that the caller named, where only those may serve?
  case reference
  /// Are its list prices low enough?
  case maximumPrice
  /// Is it stored as precisely as is wanted?
  case quantization
  /// Does its host handle texts as is wanted?
  case dataHandling
  /// Can its provider stream, where that is wanted?
  case streaming
  /// Does its provider take traffic?
  case health
  /// Does its provider fail no more than others do?
  case ejection
  /// Is its provider outside every rate-limit window?
  case rateLimit
  /// Is it cheap enough; equality passes?
  case budget
}

/// What the filters look at for one model.
struct EligibilityQuestion {
  let model: Model
  /// The provider and its reading, or nil where it is not registered.
  let host: (provider: Provider, health: HealthReading)?
  let request: RoutingRequest
  let policy: RoutingPolicy
  /// Whether the caller named this model, nothing, or others.
  let standing: ReferenceStanding
}

/// What a caller's reference means for one model.
enum ReferenceStanding {
  /// It is one of those named, so soft limits do not hold for it.
  case named
  /// It is not, and may serve all the same.
  case free
  /// It is not, and only those may serve.
  case shutOut
}

extension EligibilityFilter {
  /// Why the model fails this filter, or nil where it passes.
  ///
  /// Filters about a provider pass where there is none: ``adapter`` has said so already.
  func failure(_ question: EligibilityQuestion) -> ExclusionReason? {
    switch self {
    case .enabled, .kind, .capability, .parameters, .minimumWeight, .contextWindow: modelFailure(question)
    case .constraints, .reference, .maximumPrice, .quantization, .dataHandling: preferenceFailure(question)
    case .adapter, .credentials, .streaming, .health, .ejection, .rateLimit: providerFailure(question)
    case .budget: budgetFailure(question)
    }
  }

  private func modelFailure(_ question: EligibilityQuestion) -> ExclusionReason? {
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
    case .parameters:
      guard policy.preferences.requiresParameters else { return nil }
      let unsupported = model.unsupported(of: request.parameters, reading: policy.unknownCapabilities)
      return unsupported.isEmpty ? nil : .parametersUnsupported(unsupported)
    case .minimumWeight:
      let isSoft = policy.defaulted.contains(.minimumWeight) && question.standing == .named
      return model.weight >= policy.minimumWeight || isSoft
        ? nil : .weightBelowMinimum(have: model.weight, need: policy.minimumWeight)
    case .contextWindow:
      let need = ContextHeadroom.need(for: request.inputTokens)
      guard let window = model.contextWindow, window > .zero, window < need else { return nil }
      return .contextOverflow(have: window, need: need)
    default:
      return nil
    }
  }

  private func providerFailure(_ question: EligibilityQuestion) -> ExclusionReason? {
    let id = question.model.provider
    guard let host = question.host else { return self == .adapter ? .noAdapter(id) : nil }
    switch self {
    case .adapter: return host.provider.isEnabled ? nil : .noAdapter(id)
    case .credentials: return host.health.credentialsAreLocked ? .credentialsLocked(id) : nil
    case .streaming: return question.request.isStreaming && !host.provider.canStream ? .noStreaming(id) : nil
    case .health: return host.health.isAvailable ? nil : .healthDown(id)
    case .ejection: return host.health.isEjected ? .outlierEjected(id) : nil
    case .rateLimit: return host.health.isRateLimited ? .rateLimited(id) : nil
    default: return nil
    }
  }

  private func preferenceFailure(_ question: EligibilityQuestion) -> ExclusionReason? {
    if self == .reference { return question.standing == .shutOut ? .referenceExcluded : nil }
    guard let provider = question.host?.provider else { return nil }
    return question.policy.staticRefusal(by: self, of: question.model, at: provider)
  }

  private func budgetFailure(_ question: EligibilityQuestion) -> ExclusionReason? {
    guard let limit = question.policy.costLimit else { return nil }
    if question.policy.defaulted.contains(.maximumCost), question.standing == .named { return nil }
    let cost = CostEstimator.cost(of: question.request, at: question.model.prices)
    return cost <= limit ? nil : .budgetExceeded(have: cost, need: limit)
  }
}

extension Model {
  /// The parameters that it does not take, reading gaps as `reading` says.
  func unsupported(of wanted: ParameterSet, reading: UnknownCapabilityReading) -> ParameterSet {
    if let parameters { return wanted.subtracting(parameters) }
    return reading == .asSupported ? [] : wanted
  }
}
