/// One model goes over its own answer (O-350 to O-355).
enum RefineMode: ModeScript {
  static func result(of run: inout OrchestrationRun) throws(Interruption) -> ModeResult {
    let plan = run.plan
    var best = try run.ask(.initial, of: .chosen) { plan.payload }
    let model = best.model
    var performed = 0
    var shortfall: PhaseFailure?
    do throws(Interruption) {
      while performed < plan.directive.rounds {
        let current = best.answer
        let number = performed + 1
        let refined = try run.ask(.refine, round: number, of: .only(model)) {
          prompt(plan, round: number, current.textAfterReasoning)
        }
        performed += 1
        best = refined
        if plan.directive.earlyStop == .onUnchangedText, says(refined.answer, thatOf: current) { break }
      }
    } catch {
      shortfall = try error.failure()
    }
    return ModeResult(
      author: best, reason: .orchestration(.refine), shortfall: shortfall
    ) { [performed] answer, artifact in
      JSONValue(object: [
        "refined_response": JSONValue(.string(artifact)), "iterations": JSONValue(.integer(performed)),
        "model": JSONValue(.string(answer.model.text)),
        "iterations_requested": JSONValue(.integer(plan.directive.rounds)),
      ])
    }
  }

  /// Whether two answers say the same, white space at their ends left out (O-352).
  private static func says(_ answer: CallAnswer, thatOf other: CallAnswer) -> Bool {
    TextBytes.trimmed(answer.text).utf8.elementsEqual(TextBytes.trimmed(other.text).utf8)
  }

  static func schedule(of plan: OrchestrationPlan) -> [ScheduledCalls] {
    let rounds = plan.directive.rounds
    return [
      ScheduledCalls(
        phase: .initial, planned: 1, most: plan.models.primary == nil ? 1 : 2, payload: plan.payload, texts: 0),
      ScheduledCalls(
        phase: .refine, planned: rounds, most: rounds, payload: prompt(plan, round: rounds, ""), texts: 1),
    ]
  }

  private static func prompt(_ plan: OrchestrationPlan, round: Int, _ current: String) -> CallPayload {
    let payload = plan.payload(
      for: .primary,
      """
      You are the reviewer and editor of your own answer to the request. Fix its errors, add detail that is missing \
      and make it clearer. Give the complete new answer and nothing else, not a list of changes.
      """, [OrchestrationPrompt.Block(title: "answer", text: current)])
    return round == plan.directive.rounds ? plan.askingForArtifact(payload) : payload
  }
}
