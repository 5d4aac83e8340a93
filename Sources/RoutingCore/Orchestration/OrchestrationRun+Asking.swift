extension OrchestrationRun {
  /// Who answers a phase.
  enum Author {
    /// The model that the request names for the role, else one chosen automatically (O-201, O-202).
    case chosen
    /// The model that served the role before, while it answers; else another (O-204).
    case kept(ModelID)
    /// This model or nobody (O-351, O-403).
    case only(ModelID)
  }

  /// The answer of one phase.
  ///
  /// A model that is named, or kept, and fails is replaced by one chosen automatically, with a warning (O-201).
  mutating func ask(
    _ phase: OrchestrationPhase, round: Int = 1, of author: Author, avoiding avoided: [ModelID] = [],
    _ prompt: @escaping () -> CallPayload
  ) throws(Interruption) -> PhaseAnswer {
    var policy = plan.directive.policy(for: phase)
    policy.avoided = avoided
    guard let model = model(of: author, for: phase.role) else {
      return try ask(Wish(phase: phase, round: round, target: .automatic(policy), prompt: prompt))
    }
    do throws(Interruption) {
      return try ask(Wish(phase: phase, round: round, target: .model(model), prompt: prompt))
    } catch {
      guard case .failed(let failure) = try error.failure().cause, author.mayBeReplaced else { throw error }
      warn(.replaced(model, phase: phase, className: failure.className))
    }
    policy.excluded = [model]
    return try ask(Wish(phase: phase, round: round, target: .automatic(policy), prompt: prompt))
  }

  private mutating func ask(_ wish: Wish) throws(Interruption) -> PhaseAnswer {
    switch take(wish) {
    case .answered(let answer): return answer
    case .failed(let failure): throw .ended(PhaseFailure(wish.phase, .failed(failure)))
    case .unanswered: throw .callsOutstanding
    case .stopped(let stop): throw .ended(PhaseFailure(wish.phase, .stopped(stop)))
    }
  }

  /// The one model to ask, or nil for an automatic choice.
  private mutating func model(of author: Author, for role: OrchestrationRole) -> ModelID? {
    switch author {
    case .kept(let model), .only(let model): return model
    case .chosen:
      if let explicit = plan.models.explicit(role) { return explicit.model }
      let name =
        switch role {
        case .primary: plan.directive.primaryModel
        case .review: plan.directive.reviewModel
        }
      if let name, !warnings.contains(.unknown(name, role: role)) { warn(.unknown(name, role: role)) }
      return nil
    }
  }
}

extension OrchestrationRun.Author {
  fileprivate var mayBeReplaced: Bool {
    switch self {
    case .chosen, .kept: true
    case .only: false
    }
  }
}
