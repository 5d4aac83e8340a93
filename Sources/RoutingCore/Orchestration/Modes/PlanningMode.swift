/// One call by the planning profile, whose answer goes to the client as it is (O-301).
enum PlanningMode: ModeScript {
  static func result(of run: inout OrchestrationRun) throws(Interruption) -> ModeResult {
    let plan = run.plan
    let answer = try run.ask(.planning, of: .chosen) { plan.askingForArtifact(plan.payload) }
    // A model that the request names and that answers is no choice of the router's.
    let reason: DecisionReason =
      switch answer.target {
      case .model: .explicitModel
      case .automatic: answer.answer.reason
      }
    return ModeResult(author: answer, reason: reason) { answer, artifact in
      guard let response = answer.response else { return JSONValue(.string(artifact)) }
      return artifact.utf8.elementsEqual(answer.text.utf8) ? response : response.replacingAnswerText(with: artifact)
    }
  }

  static func schedule(of plan: OrchestrationPlan) -> [ScheduledCalls] {
    [
      ScheduledCalls(
        phase: .planning, planned: 1, most: plan.models.primary == nil ? 1 : 2,
        payload: plan.askingForArtifact(plan.payload), texts: 0)
    ]
  }
}
