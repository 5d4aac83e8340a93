/// A cheap model answers, and a stronger one where that will not do; an extension.
///
/// With a schema the schema is the verdict and costs nothing; else a judge says whether the answer will do, and what a
/// judge cannot say counts as a no. The result is `{"response", "escalated", "model"}`.
enum CascadeMode: ModeScript {
  static func result(of run: inout OrchestrationRun) throws(Interruption) -> ModeResult {
    let plan = run.plan
    let draft = try run.ask(.draft, of: .chosen) { answerPrompt(plan) }
    do throws(Interruption) {
      if try willDo(draft, in: &run) { return result(draft, escalated: false) }
      let strong = try run.ask(.escalation, of: .chosen, avoiding: [draft.model]) { answerPrompt(plan) }
      return result(strong, escalated: true)
    } catch {
      // The cheap answer is better than none.
      return result(draft, escalated: false, shortfall: try error.failure())
    }
  }

  private static func willDo(_ draft: PhaseAnswer, in run: inout OrchestrationRun) throws(Interruption) -> Bool {
    let plan = run.plan
    if plan.hasSchema { return plan.checked(draft.answer).violation == nil }
    let text = draft.answer.textAfterReasoning
    do throws(Interruption) {
      let verdict = try run.ask(.verdict, of: .chosen, avoiding: [draft.model]) { verdictPrompt(plan, text) }
      return JudgeReply.choice(in: verdict.answer.text, upTo: 2) == 1
    } catch {
      let failure = try error.failure()
      guard case .failed = failure.cause else { throw error }
      return false
    }
  }

  private static func result(
    _ answer: PhaseAnswer, escalated: Bool, shortfall: PhaseFailure? = nil
  ) -> ModeResult {
    ModeResult(author: answer, reason: .orchestration(.cascade), shortfall: shortfall) { answer, artifact in
      JSONValue(object: [
        "response": JSONValue(.string(artifact)), "escalated": JSONValue(.bool(escalated)),
        "model": JSONValue(.string(answer.model.text)),
      ])
    }
  }

  static func schedule(of plan: OrchestrationPlan) -> [ScheduledCalls] {
    let reviews = plan.models.review == nil ? 1 : 2
    let draft = ScheduledCalls(
      phase: .draft, planned: 1, most: plan.models.primary == nil ? 1 : 2, payload: answerPrompt(plan), texts: 0)
    let verdict = ScheduledCalls(
      phase: .verdict, planned: 1, most: reviews, payload: verdictPrompt(plan, ""), texts: 1)
    let escalation = ScheduledCalls(
      phase: .escalation, planned: 1, most: reviews, payload: answerPrompt(plan), texts: 0)
    return plan.hasSchema ? [draft, escalation] : [draft, verdict, escalation]
  }

  private static func answerPrompt(_ plan: OrchestrationPlan) -> CallPayload { plan.askingForArtifact(plan.payload) }

  private static func verdictPrompt(_ plan: OrchestrationPlan, _ text: String) -> CallPayload {
    plan.payload(
      for: .review,
      """
      You are a judge. Decide whether the answer fulfils the request: right, complete and usable as it stands. Reply \
      with only the number 1 where it does, and with only the number 2 where it does not.
      """, [OrchestrationPrompt.Block(title: "answer", text: text)])
  }
}
