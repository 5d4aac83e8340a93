/// Why a model was chosen.
public enum DecisionReason: Hashable, Sendable {
  /// It came first in the order of scores, or was drawn from it; carries its registered weight.
  case routedByWeight(Int)
  /// The caller named it, by its id or any other way that stands for it.
  case hintExact
  /// The same model answered on another try.
  case retriedTransient
  /// The same model answered once asked for less.
  case reducedMaxTokens
  /// A model with a larger window took over.
  case escalatedContextOverflow
  /// Several raced.
  case hedgedDispatch
  /// Nothing else was left.
  case lastResortFallback
  /// A stream opened where the first would not.
  case streamFallback
  /// A phase of an orchestration asked for it.
  case explicitModel
  /// An orchestration of several models answered.
  case orchestration(OrchestrationReason)

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .routedByWeight(let weight): "routed-weight-\(weight)"
    case .hintExact: "routed-hint-exact"
    case .retriedTransient: "retried-transient"
    case .reducedMaxTokens: "reduced-max-tokens"
    case .escalatedContextOverflow: "escalated-context-overflow"
    case .hedgedDispatch: "hedged-dispatch"
    case .lastResortFallback: "last-resort-fallback"
    case .streamFallback: "stream-fallback"
    case .explicitModel: "explicit-model"
    case .orchestration(let reason): reason.name
    }
  }
}

/// Which orchestration answered.
public enum OrchestrationReason: CaseIterable, Hashable, Sendable {
  /// Plan, critique and refinement.
  case adversarial
  /// The plan alone.
  case adversarialPlanOnly
  /// Several voted.
  case vote
  /// One voter was left.
  case voteSingleResponse
  /// Several voted and the judge failed.
  case voteJudgeFailed
  /// One answer was refined.
  case refine
  /// A cheap model answered, or a stronger one in its place; an extension.
  case cascade
  /// One model answered several times; an extension.
  case bestOfN

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .adversarial: "adversarial-orchestration"
    case .adversarialPlanOnly: "adversarial-plan-only"
    case .vote: "vote-orchestration"
    case .voteSingleResponse: "vote-single-response"
    case .voteJudgeFailed: "vote-judge-failed"
    case .refine: "refine-orchestration"
    case .cascade: "cascade-orchestration"
    case .bestOfN: "best-of-n-orchestration"
    }
  }
}

/// What became of the caller's hint.
public enum HintStatus: Hashable, Sendable {
  /// There was none.
  case absent
  /// A model it names was chosen.
  case exact
  /// No model it names may serve this request.
  case ineligible
  /// Nobody knows the name.
  case unknown

  /// The name used on the wire, or nil where there is nothing to report.
  public var name: String? {
    switch self {
    case .absent, .exact: nil
    case .ineligible: "ineligible"
    case .unknown: "unknown"
    }
  }
}
