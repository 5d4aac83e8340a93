/// What one request may try, fixed before its first call: the models that may serve in their order, and the numbers that
/// attempts keep to.
///
/// The first few models come from one pass over the registry. The rest is ranked when it is asked for, with the health of
/// that moment: when the first few are used up, when a larger window is looked for, or as a last resort. What is ranked
/// then has passed the same filters.
///
/// A class, because machine and host share one, and copies of what it refers to took a fifth of a request's time.
public final class DispatchPlan: Sendable {
  /// What is to be sent.
  public let request: RoutingRequest
  /// The longest answer that the client accepts, or nil where it did not say (R-1010).
  public let maximumTokens: Int?
  /// Whose money is spent.
  public let scopes: [BudgetScope]
  /// The numbers that attempts keep to.
  public let parameters: DispatchParameters
  /// Whether others may serve than the model that comes first.
  public let failover: Failover
  /// The registry that the plan's handles refer to.
  public let registry: ModelRegistry
  let router: CompiledRouter
  let policy: CompiledPolicy
  let arms: CompiledArms?
  let shape: RequestShape
  let draws: DrawKey
  let first: Choice?
  let fallbacks: FallbackList

  /// Whether others may serve than the model that comes first.
  public enum Failover: Hashable, Sendable {
    /// Any model that may serve.
    case toOthers
    /// Only the model that the hint names, or without a hint the first (O-201, O-332).
    case none
  }

  /// Plans a request.
  ///
  /// Aliases and `*` that take turns move `turns` on; draws follow from the seed and the request's id.
  ///
  /// - Complexity: As `CompiledRouter.decide` with fallbacks; no allocation but for what the arguments hold.
  public init(
    _ request: RoutingRequest, router: CompiledRouter, policy: CompiledPolicy, health: CompiledHealth,
    arms: CompiledArms? = nil, turns: inout ReferenceTurns, seed: UInt64, maximumTokens: Int? = nil,
    scopes: [BudgetScope] = [], parameters: DispatchParameters = DispatchParameters(), failover: Failover = .toOthers
  ) {
    self.request = request
    self.maximumTokens = maximumTokens
    self.scopes = scopes
    self.parameters = parameters
    // A policy without fallbacks means one model.
    self.failover = policy.fallsBack ? failover : .none
    self.router = router
    registry = router.registry
    self.policy = policy
    self.arms = arms
    shape = router.shape(of: request, turns: &turns, seed: seed)
    draws = DrawKey(seed: seed, requestID: request.id)
    let chain = router.decide(
      shape, policy: policy, health: health, arms: arms,
      fallbacks: failover == .none ? 0 : FallbackList.capacity)
    let isMissed = failover == .none && request.hint != nil && chain?.choice.hintStatus != .exact
    first = isMissed ? nil : chain?.choice
    fallbacks = isMissed ? FallbackList() : chain?.fallbacks ?? FallbackList()
  }

  /// What became of the caller's hint.
  public var hintStatus: HintStatus {
    if let first { return first.hintStatus }
    switch shape.hint {
    case .absent: return .absent
    case .unknown: return .unknown
    case .found(let target): return target.missedStatus
    }
  }

  /// The time that the request has from its start, or nil for any (R-1063).
  public var timeLimit: Milliseconds? {
    guard let deadline = policy.policy.deadline, deadline.value > 0 else { return nil }
    return deadline
  }

  /// Whether models may be raced (R-1101).
  package var mayRace: Bool {
    parameters.hedgeAfter.value > 0 && parameters.maximumRacers > 1 && failover == .toOthers && !request.isStreaming
      && first?.reason != .hintExact && !isChargedAtBeginning
  }

  /// Whether asking is charged whatever becomes of it, as for pictures, videos and agents: then nobody is raced (R-1101),
  /// and nobody asked where somebody may be at work (H-154, H-164).
  var isChargedAtBeginning: Bool {
    switch request.kind {
    case .image, .video, .agent: true
    case .chat, .embedding: false
    }
  }

  /// The models known from the start, in order.
  var head: [ModelHandle] {
    guard let first else { return [] }
    return [first.model] + fallbacks
  }

  /// Whether the head may not be all: there may be more than a list of fallbacks holds.
  var hasMore: Bool { failover == .toOthers && fallbacks.count == FallbackList.capacity }

  /// What a model is expected to cost.
  func cost(at model: ModelHandle) -> Dollars { CostEstimator.cost(of: request, at: registry[model].prices) }
}

// MARK: - Ranking anew

extension DispatchPlan {
  /// Every model that may serve by some health, in order.
  ///
  /// - Complexity: O(n log n) in the number of models.
  func order(_ health: HealthSnapshot) -> [ModelHandle] {
    guard failover == .toOthers else { return head }
    let record = router.record(for: request, shape, policy: policy, health: router.compile(health), arms: arms)
    guard let decision = record.verdict.decision else { return [] }
    return ([decision.model] + decision.fallbacks).compactMap { registry.handle(ofModel: $0) }
  }

  /// The models that only soft rules keep out by some health, best first (R-1202); of those that nothing keeps out, the
  /// ones that could not be sent to when it was their turn.
  ///
  /// Soft are the headroom of the window, health and ejection, rate limits, and a budget or a weight that nobody asked
  /// for. What the caller asked for is never broken, and neither is a region, a constraint or an ability.
  ///
  /// - Complexity: O(n log n) in the number of models.
  func lastResorts(_ health: HealthSnapshot, refused: [ModelHandle]) -> [ModelHandle] {
    guard failover == .toOthers else { return [] }
    let staged = staged(health)
    let candidates = registry.modelHandles.filter { model in
      let failures = staged.failures(of: model)
      return failures.isEmpty ? refused.contains(model) : failures.allSatisfy(isSoft)
    }
    return staged.ranked(candidates).candidates.map(\.key.model)
  }

  /// The filters and scores of this request, one model at a time.
  func staged(_ health: HealthSnapshot) -> StagedDecision {
    let named = NamedModels(shape, request, router.resolver)
    let underPlan = named.mode.map { policy.policy.underPlan(mode: $0) } ?? policy.policy
    return StagedDecision(
      registry: registry, request: request, policy: underPlan, health: health, standing: { named.standing(of: $0) })
  }

  /// Whether a last resort may pass over what keeps a model out.
  func isSoft(_ reason: ExclusionReason) -> Bool {
    let policy = policy.policy
    switch reason {
    case .contextOverflow(let have, _): return have >= request.inputTokens
    case .healthDown, .outlierEjected, .rateLimited: return true
    case .weightBelowMinimum: return policy.defaulted.contains(.minimumWeight)
    case .budgetExceeded: return policy.defaulted.contains(.maximumCost)
    case .disabled, .kindMismatch, .capabilityMissing, .parametersUnsupported, .noAdapter, .credentialsLocked,
      .modelExcluded, .providerExcluded, .regionExcluded, .referenceExcluded, .priceAboveMaximum,
      .quantizationExcluded, .mayTrainOnPrompts, .mayRetainPrompts, .noStreaming:
      return false
    }
  }

  /// Whether the caller named a model, by its id or any other way that stands for it.
  func isNamed(_ model: ModelHandle) -> Bool {
    guard case .found = shape.hint else { return false }
    return NamedModels(shape, request, router.resolver).standing(of: model) == .named
  }
}
