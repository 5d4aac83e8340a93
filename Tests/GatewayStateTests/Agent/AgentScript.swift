@testable import GatewayState
import RoutingCore

/// Drives an agent by answers given in order, and keeps what it asked for.
struct AgentScript {
  var run: ImageAgentRun
  var effects: [ImageAgentEffect]
  /// The steps in the order in which they were asked for.
  var steps: [ImageAgentStep] = []
  /// The lines that were logged.
  var lines: [String] = []
  var now = 1_000_000

  init(_ request: ImageAgentRequest, profile: ImageAgentProfile = ImageAgentProfile(id: "p")) {
    (run, effects) = ImageAgentRun.start(request, profile: profile, now: now)
    note()
  }

  private mutating func note() {
    for effect in effects {
      switch effect {
      case .perform(let step): steps.append(step)
      case .log(let step, let message): lines.append("\(step) \(message)")
      case .checkBudget, .finish: break
      }
    }
  }

  /// The kinds of the steps.
  var phases: [String] { steps.map(\.phase) }

  mutating func answer(_ results: ImageAgentStepResult...) {
    for result in results { tell(.stepEnded(run.stepsUsed + 1, result)) }
  }

  mutating func tell(_ event: ImageAgentEvent) {
    effects = run.resume(event, now: now)
    note()
  }

  /// The output, where the run succeeded.
  var output: JSONValue? {
    guard case .succeeded(let output)? = run.outcome else { return nil }
    return output
  }

  /// The code of the failure, where the run failed.
  var failure: String? {
    guard case .failed(let error)? = run.outcome else { return nil }
    return error.code
  }

  /// What the planner was told last.
  var lastPrompt: String {
    for step in steps.reversed() {
      if case .think(let messages) = step.action { return messages.map(\.text).joined(separator: "\n") }
    }
    return ""
  }
}

extension ImageAgentStepResult {
  static func says(_ text: String, _ cost: Dollars = 0.01) -> ImageAgentStepResult { .said(text, cost: cost) }

  static func plan(_ action: String, _ more: String = "") -> ImageAgentStepResult {
    .says("{\"action\": \"\(action)\"\(more.isEmpty ? "" : ", \(more)")}")
  }

  static func image(_ number: Int, width: Int = 2048, height: Int = 2048) -> ImageAgentStepResult {
    .made(
      AgentImage(url: "https://x.test/\(number)", mediaType: "image/png", width: width, height: height), cost: 0.25)
  }

  static let failure = ImageAgentStepResult.failed(className: "transient", message: "no answer", cost: 0)
}
