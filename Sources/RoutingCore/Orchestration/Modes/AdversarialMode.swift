/// A plan, then a critic and the planner in turns (O-310 to O-317).
enum AdversarialMode: ModeScript {
  /// What one round came to.
  private struct Round {
    let critique: CallAnswer
    let refined: PhaseAnswer
  }

  static func result(of run: inout OrchestrationRun) throws(Interruption) -> ModeResult {
    let plan = run.plan
    let first = try run.ask(.plan, of: .chosen) { planPrompt(plan) }
    let initial = first.answer.text
    if plan.directive.extent == .planOnly {
      return ModeResult(author: first, reason: .orchestration(.adversarialPlanOnly)) { _, artifact in
        JSONValue(object: ["initial_plan": JSONValue(.string(artifact))])
      }
    }
    var rounds: [Round] = []
    var shortfall: PhaseFailure?
    do throws(Interruption) {
      while rounds.count < plan.directive.rounds { rounds.append(try round(after: rounds, of: first, in: &run)) }
    } catch {
      var failure = try error.failure()
      failure.partialResult = JSONValue(object: ["initial_plan": JSONValue(.string(initial))])
      shortfall = failure
    }
    guard let last = rounds.last else {
      throw .ended(shortfall ?? PhaseFailure(.critique, .nobodyAnswered("there was no round")))
    }
    return ModeResult(
      author: last.refined, reason: .orchestration(.adversarial), shortfall: shortfall
    ) { [rounds] _, artifact in response(initial: initial, rounds: rounds, artifact: artifact) }
  }

  /// A critique of what there is so far, and a plan that heeds it.
  private static func round(
    after rounds: [Round], of first: PhaseAnswer, in run: inout OrchestrationRun
  ) throws(Interruption) -> Round {
    let plan = run.plan
    let number = rounds.count + 1
    let author = rounds.last?.refined ?? first
    let current = author.answer.textAfterReasoning
    let critique = try run.ask(
      .critique, round: number, of: rounds.last.map { .kept($0.critique.model) } ?? .chosen, avoiding: [author.model]
    ) { critiquePrompt(plan, current) }
    let words = critique.answer.textAfterReasoning
    let refined = try run.ask(.refine, round: number, of: .kept(author.model)) {
      refinePrompt(plan, round: number, current, critique: words)
    }
    return Round(critique: critique.answer, refined: refined)
  }

  private static func response(initial: String, rounds: [Round], artifact: String) -> JSONValue {
    var members = [
      JSONValue.Member(name: "initial_plan", value: JSONValue(.string(initial))),
      JSONValue.Member(name: "critique", value: JSONValue(.string(rounds.last?.critique.text ?? ""))),
      JSONValue.Member(name: "refined_plan", value: JSONValue(.string(artifact))),
    ]
    if rounds.count > 1 {
      let list = rounds.enumerated().map { place, round in
        JSONValue(object: [
          "critique": JSONValue(.string(round.critique.text)),
          "refined_plan": JSONValue(.string(place == rounds.count - 1 ? artifact : round.refined.answer.text)),
        ])
      }
      members.append(JSONValue.Member(name: "rounds", value: JSONValue(.array(list))))
    }
    return JSONValue(.object(members))
  }

  static func schedule(of plan: OrchestrationPlan) -> [ScheduledCalls] {
    let first = ScheduledCalls(
      phase: .plan, planned: 1, most: plan.models.primary == nil ? 1 : 2, payload: planPrompt(plan), texts: 0)
    if plan.directive.extent == .planOnly { return [first] }
    let rounds = plan.directive.rounds
    // From the second call of a role on there is a model to keep, and with it one more that may be asked instead.
    let critiques = 2 * rounds - (plan.models.review == nil ? 1 : 0)
    return [
      first,
      ScheduledCalls(
        phase: .critique, planned: rounds, most: critiques, payload: critiquePrompt(plan, ""), texts: 1),
      ScheduledCalls(
        phase: .refine, planned: rounds, most: 2 * rounds,
        payload: refinePrompt(plan, round: rounds, "", critique: ""), texts: 2),
    ]
  }

  private static func planPrompt(_ plan: OrchestrationPlan) -> CallPayload {
    let payload = plan.payload(
      for: .primary,
      """
      You are a planner. Write a detailed plan that someone could carry out step by step to fulfil the request: the \
      steps in order, what each of them needs and produces, and how to tell that it worked. Give the plan and nothing \
      else.
      """)
    return plan.directive.extent == .planOnly ? plan.askingForArtifact(payload) : payload
  }

  private static func critiquePrompt(_ plan: OrchestrationPlan, _ current: String) -> CallPayload {
    plan.payload(
      for: .review,
      """
      You are a critical reviewer. Examine the plan in the light of the request. Name its concrete weaknesses, the \
      parts that are missing, and for each of them how to fix it. Be specific, and do not write a new plan.
      """, [OrchestrationPrompt.Block(title: "plan", text: current)])
  }

  private static func refinePrompt(
    _ plan: OrchestrationPlan, round: Int, _ current: String, critique: String
  ) -> CallPayload {
    let payload = plan.payload(
      for: .primary,
      """
      You are the planner and revise your own work. Improve the plan by what is right in the critique, and keep what \
      is good. Give the full improved plan that fulfils the request, not a list of changes, and nothing else.
      """,
      [
        OrchestrationPrompt.Block(title: "plan", text: current),
        OrchestrationPrompt.Block(title: "critique", text: critique),
      ])
    return round == plan.directive.rounds ? plan.askingForArtifact(payload) : payload
  }
}
