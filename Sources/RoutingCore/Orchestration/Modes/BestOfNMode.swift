/// One model answers several times, and a judge chooses by the host's criteria; an extension.
///
/// The model is the one that the request names, else the best candidate. An answer that fails is asked for again.
enum BestOfNMode: ModeScript {
  static func result(of run: inout OrchestrationRun) throws(Interruption) -> ModeResult {
    let plan = run.plan
    guard let model = plan.models.primary ?? plan.models.primaryCandidates.first else {
      throw .ended(PhaseFailure(.voter, .nobodyAnswered("no eligible models for best_of_n")))
    }
    let wanted = plan.directive.rounds
    let group = try run.askTogether(.voter, wanted: wanted, of: Array(repeating: model, count: 2 * wanted)) {
      prompt(plan)
    }
    guard !group.answers.isEmpty else {
      throw .ended(PhaseFailure(.voter, group.stop.map { .stopped($0) } ?? .nobodyAnswered("all answers failed")))
    }
    if group.stop != nil || group.answers.count == 1 {
      return AnswerChoice(answers: group.answers, selected: 0).result(
        reason: .bestOfN, shortfall: group.stop.map { PhaseFailure(.voter, .stopped($0)) })
    }
    let choice = try run.judge(group)
    return choice.result(reason: .bestOfN, shortfall: choice.shortfall)
  }

  static func schedule(of plan: OrchestrationPlan) -> [ScheduledCalls] {
    let wanted = plan.directive.rounds
    return [
      ScheduledCalls(phase: .voter, planned: wanted, most: 2 * wanted, payload: prompt(plan), texts: 0),
      ScheduledCalls(
        phase: .judge, planned: 1, most: plan.models.review == nil ? 1 : 2,
        payload: plan.judgePrompt(Array(repeating: "", count: wanted)), texts: wanted),
    ]
  }

  private static func prompt(_ plan: OrchestrationPlan) -> CallPayload { plan.askingForArtifact(plan.payload) }
}
