import RoutingCore
import RoutingTestSupport
import Testing

/// One call by the planning profile.
@Suite(.offThePool) struct PlanningModeTests {
  private static let body = JSONValue(object: [
    "id": "x", "choices": [JSONValue(object: ["message": JSONValue(object: ["content": "the plan"])])],
  ])
  private static func answer(_ text: String = "the plan", _ response: JSONValue = body) -> CallResult {
    .answered(
      CallAnswer(
        model: "a", provider: "p", text: text, cost: 0.5, reason: .escalatedContextOverflow, alias: "fast",
        response: response))
  }

  @Test("O-301, O-213: one call with the caller's messages, whose answer and reason go to the client as they are")
  func one() throws {
    let host = try OrchestrationPlan.fixture(OrchestrationDirective()).played { _ in Self.answer() }
    #expect(host.calls.map(\.payload.messages) == [[ChatMessage(.user, "What is a boat?")]])
    #expect(host.calls[0].policy == PhasePolicy(mode: .planning))
    let success = try host.success()
    #expect(success.response == Self.body)
    #expect(success.reason == .escalatedContextOverflow)
    #expect(success.alias == "fast")
    #expect(try host.outcome().cost == 0.5)
  }

  @Test("R-138: a model that is named and answers is the reason")
  func explicit() throws {
    let host = try OrchestrationPlan.fixture(OrchestrationDirective(), primary: .named("a")).played { _ in Self.answer()
    }
    #expect(host.calls[0].target == .model("a"))
    #expect(try host.success().reason == .explicitModel)
  }

  @Test("O-301: a failure is told as any other call's")
  func failure() throws {
    let failure = try OrchestrationPlan.fixture(OrchestrationDirective()).played { _ in .failure() }.failure()
    #expect(failure.message == "it broke")
    #expect(failure.phase.className == "transient")
    #expect(failure.status == 502)
  }

  @Test("O-213: an empty text is no fault where the model calls tools")
  func toolCalls() throws {
    let body = JSONValue(object: [
      "choices": [
        JSONValue(object: ["message": JSONValue(object: ["content": .null, "tool_calls": [JSONValue(object: [:])]])])
      ]
    ])
    let schema = try OutputSchema(parsing: #"{"type":"object"}"#)
    let host = try OrchestrationPlan.fixture(OrchestrationDirective(outputSchema: schema)).played { _ in
      Self.answer("", body)
    }
    #expect(host.calls.count == 1)
    #expect(try host.success().response == body)
  }

  @Test("O-404, R-1508: shaping replaces the text inside the provider's answer and keeps its envelope")
  func shaping() throws {
    let host = try OrchestrationPlan.fixture(OrchestrationDirective(), format: OutputFormat(stripsThinking: true))
      .played { _ in
        Self.answer("<think>hm</think>the plan")
      }
    let success = try host.success()
    #expect(success.artifact == "the plan")
    #expect(success.response == Self.body)
  }
}
