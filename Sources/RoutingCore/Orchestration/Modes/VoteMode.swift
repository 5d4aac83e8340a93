/// Several models answer, and a judge chooses (O-330 to O-340).
enum VoteMode: ModeScript {
  static func result(of run: inout OrchestrationRun) throws(Interruption) -> ModeResult {
    let plan = run.plan
    let candidates = plan.models.voters(for: plan.directive)
    guard !candidates.isEmpty else {
      throw .ended(PhaseFailure(.voter, .nobodyAnswered("no eligible models for vote")))
    }
    let group = try run.askTogether(.voter, wanted: plan.directive.rounds, of: candidates) { prompt(plan) }
    guard !group.answers.isEmpty else {
      throw .ended(PhaseFailure(.voter, group.stop.map { .stopped($0) } ?? .nobodyAnswered("all voters failed")))
    }
    if let stop = group.stop {
      return AnswerChoice(answers: group.answers, selected: 0).result(
        reason: .vote, shortfall: PhaseFailure(.voter, .stopped(stop)))
    }
    if group.answers.count == 1 {
      return AnswerChoice(answers: group.answers, selected: 0).result(reason: .voteSingleResponse)
    }
    let choice = try run.judge(group)
    return choice.result(reason: choice.error == nil ? .vote : .voteJudgeFailed, shortfall: choice.shortfall)
  }

  static func schedule(of plan: OrchestrationPlan) -> [ScheduledCalls] {
    let candidates = plan.models.voters(for: plan.directive).count
    let voters = min(plan.directive.rounds, candidates)
    return [
      ScheduledCalls(phase: .voter, planned: voters, most: candidates, payload: prompt(plan), texts: 0),
      ScheduledCalls(
        phase: .judge, planned: 1, most: plan.models.review == nil ? 1 : 2,
        payload: plan.judgePrompt(Array(repeating: "", count: voters)), texts: voters),
    ]
  }

  private static func prompt(_ plan: OrchestrationPlan) -> CallPayload { plan.askingForArtifact(plan.payload) }
}

extension OrchestrationModels {
  /// The models that may vote, in their order: at most twice as many as are wanted (O-331, O-332).
  func voters(for directive: OrchestrationDirective) -> [OrchestrationCandidate] {
    let others = primaryCandidates.filter { $0.model != review?.model }
    return (others.isEmpty ? primaryCandidates : others).spreadOverProviders(first: 2 * directive.rounds)
  }
}
