/// What a mode is: a script, and how many calls it may take.
///
/// Everything else, such as money, time, models that fail and schemas, is the same for all modes and none of their
/// business. A new mode is one file that conforms to this, and its cases in ``OrchestrationMode``.
protocol ModeScript {
  /// Runs as far as there are results.
  static func result(of run: inout OrchestrationRun) throws(Interruption) -> ModeResult

  /// The calls that a run may take, for its bound.
  static func schedule(of plan: OrchestrationPlan) -> [ScheduledCalls]
}

/// What a script comes to.
struct ModeResult {
  /// Whose answer the artifact is (O-210).
  var author: PhaseAnswer
  /// Why this answer.
  let reason: DecisionReason
  /// What kept the script from its end, where it has something to show all the same (O-214).
  var shortfall: PhaseFailure?
  /// The result as the client gets it, given the author's answer and the final text of the artifact (O-213).
  let response: (CallAnswer, String) -> JSONValue
}

/// Some calls of one phase, as far as they are known before the first.
struct ScheduledCalls {
  let phase: OrchestrationPhase
  /// How many there are when nothing fails.
  let planned: Int
  /// How many there are at most.
  let most: Int
  /// What is sent, with nothing in the place of model texts.
  let payload: CallPayload
  /// How many model texts will stand in it.
  let texts: Int
}

extension OrchestrationMode {
  /// Runs the script of this mode.
  func result(of run: inout OrchestrationRun) throws(Interruption) -> ModeResult {
    switch self {
    case .planning: try PlanningMode.result(of: &run)
    case .adversarial: try AdversarialMode.result(of: &run)
    case .vote: try VoteMode.result(of: &run)
    case .refine: try RefineMode.result(of: &run)
    case .cascade: try CascadeMode.result(of: &run)
    case .bestOfN: try BestOfNMode.result(of: &run)
    }
  }

  /// The calls of this mode.
  func schedule(of plan: OrchestrationPlan) -> [ScheduledCalls] {
    switch self {
    case .planning: PlanningMode.schedule(of: plan)
    case .adversarial: AdversarialMode.schedule(of: plan)
    case .vote: VoteMode.schedule(of: plan)
    case .refine: RefineMode.schedule(of: plan)
    case .cascade: CascadeMode.schedule(of: plan)
    case .bestOfN: BestOfNMode.schedule(of: plan)
    }
  }
}
