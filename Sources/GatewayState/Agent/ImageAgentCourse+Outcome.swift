import RoutingCore

extension ImageAgentCourse {
  /// What to do now and whom to ask, or nil where the run is over.
  ///
  /// - Complexity: O(n) in the size of all texts so far.
  func action(profile: ImageAgentProfile) -> (ImageAgentStep.Action, model: String?)? {
    switch next {
    case .end: return nil
    case .think: return (.think(ImageAgentPrompt.thinking(self, profile: profile)), profile.plannerModel)
    case .repair(let reply, let fault):
      let messages = ImageAgentPrompt.repairing(self, profile: profile, reply: reply, fault: fault)
      return (.think(messages), profile.plannerModel)
    case .act(let action):
      let prompt = action.prompt ?? request.instructions
      switch action.kind {
      case .generate, .finish: return (.generate(prompt: prompt, frame(of: action)), profile.imageModel)
      case .edit:
        return (
          .edit(prompt: prompt, frame(of: action), references: references(action.references)), profile.editModel
        )
      case .inspect:
        let messages = ImageAgentPrompt.inspecting(self, question: action.prompt, labels: action.references)
        return (.inspect(messages, images: references(action.references)), profile.visionModel)
      }
    }
  }

  /// How the run ends, which is over for some reason (O-601, O-710 to O-712).
  func outcome(of end: End) -> ImageAgentOutcome {
    switch end {
    case .planner(let fault):
      return .failed(JobError(code: "AGENT_ERROR", message: "the planner's reply cannot be used: \(fault)"))
    case .complete:
      guard images.isEmpty else { return .succeeded(output(failedPhase: nil)) }
      let last = findings.last { $0.title.hasPrefix("failure") }
      let cause = last.map { ": \(ImageAgentPrompt.excerpt($0.text))" } ?? ""
      return .failed(JobError(code: "NO_OUTPUT", message: "the agent made no image\(cause)"))
    case .failures(let phase, let message):
      guard images.isEmpty else { return .succeeded(output(failedPhase: phase)) }
      return .failed(JobError(code: "UPSTREAM_ERROR", message: "\(phase) failed: \(message)"))
    case .stopped(let stop, let phase):
      guard images.isEmpty else { return .succeeded(output(failedPhase: phase ?? "")) }
      return .failed(JobError(code: stop.code, message: stop.message))
    }
  }

  /// The output of a job that has a picture at least; one that ended in the middle is partial (O-711).
  private func output(failedPhase: String?) -> JSONValue {
    let images = images.map { made in
      JSONValue.record([
        "url": .text(made.image.url),
        // What has no address of its own gets one whenever somebody looks; here it would be the whole picture.
        "blob": made.image.url == nil ? JSONValue.text(made.image.blob) : nil,
        "mime_type": .text(made.image.mediaType), "width": .whole(made.image.width),
        "height": .whole(made.image.height), "step": .whole(made.step),
      ])
    }
    return JSONValue.record([
      "images": JSONValue(.array(images)), "text": .text(text), "steps_used": .whole(stepsUsed),
      "model_id": .text(request.modelID), "cost_usd": JSONValue(.number(cost.value)),
      "partial": failedPhase.map { _ in true }, "failed_phase": .text(failedPhase),
    ])
  }
}
