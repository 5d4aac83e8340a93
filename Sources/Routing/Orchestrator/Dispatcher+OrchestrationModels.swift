import RoutingCore

extension Dispatcher {
  /// The models that may serve in each role of an orchestration, best first by the policy of its first phase.
  func models(for request: OrchestrationRequest) -> OrchestrationModels {
    onLane { worker in
      worker.refresh()
      let phases = OrchestrationPhase.first(of: request.directive.effectiveMode)
      return OrchestrationModels(
        primary: request.directive.primaryModel.flatMap { worker.candidate(named: $0, for: request) },
        review: request.directive.reviewModel.flatMap { worker.candidate(named: $0, for: request) },
        primaryCandidates: worker.candidates(for: request, phases.primary),
        reviewCandidates: phases.review.map { worker.candidates(for: request, $0) } ?? [])
    }
  }
}

extension OrchestrationPhase {
  /// The phases by whose policies candidates are ranked: the author's first, and the reviewer's where there is one.
  static func first(of mode: OrchestrationMode) -> (primary: OrchestrationPhase, review: OrchestrationPhase?) {
    switch mode {
    case .planning: (.planning, nil)
    case .adversarial: (.plan, .critique)
    case .vote: (.voter, .judge)
    case .refine: (.initial, nil)
    case .cascade: (.draft, .escalation)
    case .bestOfN: (.voter, .judge)
    }
  }
}

extension RouterWorker {
  /// The models that may serve in a phase, best first.
  func candidates(for request: OrchestrationRequest, _ phase: OrchestrationPhase) -> [OrchestrationCandidate] {
    var policy = request.policy
    request.directive.policy(for: phase).apply(to: &policy, avoiding: [])
    var routing = request.routing
    routing.hint = nil
    routing.isStreaming = false
    let record = tables.router.record(
      for: routing, policy: tables.router.compile(policy), health: tables.health, arms: tables.arms,
      seed: router.seed)
    return record.ranked.compactMap { ranked in
      tables.registry.handle(ofModel: ranked.model).map { candidate($0, score: ranked.score) }
    }
  }

  /// The model that a name stands for, where it may serve; floors are for automatic choice (O-105, O-201).
  func candidate(named name: String, for request: OrchestrationRequest) -> OrchestrationCandidate? {
    var policy = request.policy
    policy.minimumWeight = 0
    var routing = request.routing
    routing.hint = ModelReference(name, isStrict: true)
    routing.isStreaming = false
    let shape = tables.router.shape(of: routing, seed: router.seed)
    let choice = tables.router.decide(shape, policy: tables.router.compile(policy), health: tables.health)
    return choice.map { candidate($0.model, score: 0) }
  }

  /// A model with the highest of its prices.
  private func candidate(_ handle: ModelHandle, score: Double) -> OrchestrationCandidate {
    let model = tables.registry[handle]
    let input = model.prices.tiers.compactMap(\.inputPerThousandTokens).reduce(model.prices.inputPerThousandTokens, max)
    let output = model.prices.tiers.compactMap(\.outputPerThousandTokens).reduce(
      model.prices.outputPerThousandTokens, max)
    return OrchestrationCandidate(
      model: model.id, provider: model.provider, score: score, inputPerThousandTokens: Dollars(input) ?? 0,
      outputPerThousandTokens: Dollars(output) ?? 0)
  }
}
