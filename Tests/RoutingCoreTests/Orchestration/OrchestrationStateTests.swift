import RoutingCore
import RoutingTestSupport
import Testing

/// Stored orchestrations.
@Suite(.offThePool) struct OrchestrationStateTests {
  private static func state() throws -> JSONValue {
    var host = OrchestrationHost(
      try OrchestrationPlan.fixture(OrchestrationDirective(mode: .vote), primary: .named("x")))
    host.end(1, .text("two", by: "b"))
    return host.orchestration.state
  }

  private static func changed(_ path: [String], to value: JSONValue?, in state: JSONValue) -> JSONValue {
    guard let name = path.first, let members = state.members else { return value ?? .null }
    var kept = members.filter { $0.name != name }
    if path.count > 1 {
      kept.append(
        JSONValue.Member(name: name, value: changed(Array(path.dropFirst()), to: value, in: state[name] ?? .null)))
    } else if let value {
      kept.append(JSONValue.Member(name: name, value: value))
    }
    return JSONValue(.object(kept))
  }

  @Test("R-003: members that nobody knows are ignored")
  func unknownMembers() throws {
    let state = try Self.state()
    let more = Self.changed(["plan", "colour"], to: "red", in: Self.changed(["shape"], to: [1], in: state))
    #expect(more != state)
    #expect(try Orchestration(state: more) == Orchestration(state: state))
  }

  @Test(
    "a state that was tampered with is refused with the place",
    arguments: [
      (["version"], 2, "the state has version 2 instead of 1"),
      (["version"], nil, "the state has no version instead of 1"),
      (["plan"], nil, "the state has no valid plan"), (["plan"], [], "the state has no valid plan"),
      (["plan", "payload"], nil, "the state has no valid plan.payload"),
      (["plan", "seed"], "x", "the state has no valid plan.seed"),
      (["plan", "time_limit_ms"], -1, "the state has no valid plan.time_limit_ms"),
      (["plan", "directive", "iterations"], 11, "the state has an invalid plan: iterations must be between 0 and 10"),
      (["plan", "directive", "mode"], "none", "the state has no valid plan.directive.mode"),
      (["plan", "payload", "messages"], [], "the state has an invalid plan: messages required"),
      (["plan", "payload", "messages"], ["x"], "the state has no valid plan.payload.messages[0]"),
      (["plan", "models", "primary"], 1, "the state has no valid plan.models.primary"),
      (["calls"], nil, "the state has no valid calls"),
      (["calls"], -1, "the state has calls that its plan does not make"),
      (["calls"], 2, "the state has calls that its plan does not make"),
      (["calls"], 4, "the state has calls that its plan does not make"),
      (["calls"], JSONValue(.integer(.max)), "the state has calls that its plan does not make"),
      (["results"], 1, "the state has no valid results"), (["stop"], "tired", "the state has no valid stop"),
      (["started_at"], "x", "the state has no valid started_at"),
    ] as [([String], JSONValue?, String)])
  func tampering(path: [String], value: JSONValue?, message: String) throws {
    let state = Self.changed(path, to: value, in: try Self.state())
    let error = #expect(throws: InvalidOrchestrationState.self) { try Orchestration(state: state) }
    #expect(error?.description == message)
  }

  @Test("a result that stands twice, or of a call that was never made, is refused", arguments: ["1,1", "3", "-1"])
  func results(numbers: String) throws {
    let state = try Self.state()
    let result = try #require(state["results"]?[0]?["result"])
    let entries = numbers.split(separator: ",").compactMap { Int($0) }.map {
      JSONValue(object: ["number": JSONValue(.integer($0)), "result": result])
    }
    #expect(throws: InvalidOrchestrationState.inconsistent) {
      try Orchestration(state: Self.changed(["results"], to: JSONValue(.array(entries)), in: state))
    }
  }

  @Test("no state at all is refused", arguments: ["1", "[]", "{}", "null", #"{"version":"1"}"#])
  func nothing(text: String) throws {
    let value = try JSONValue(parsing: Array(text.utf8))
    #expect(throws: InvalidOrchestrationState.self) { try Orchestration(state: value) }
  }

  @Test("cutting or changing any byte of a state never traps")
  func mutations() throws {
    let bytes = Array(try Self.state().text.utf8)
    var dice = SeededGenerator(seed: 11)
    var accepted = 0
    for _ in 0..<1500 {
      var changed = bytes
      for _ in 0...dice.index(below: 2) {
        changed[dice.index(below: changed.count)] =
          Array("0123456789-{}[],:\"nulltruefalse ")[dice.index(below: 31)].asciiValue ?? 0
      }
      guard let value = try? JSONValue(parsing: changed), var orchestration = try? Orchestration(state: value) else {
        continue
      }
      accepted += 1
      for call in orchestration.outstandingCalls {
        _ = orchestration.resume(.callEnded(number: call.number, .text("1", by: "a")), now: .zero)
      }
    }
    #expect(accepted > 0)
  }

  @Test("documents that are nested as deep as JSON may be can be stored")
  func depth() throws {
    let depth = JSONScanner.maximumDepth - 1
    let deep = try JSONValue(
      parsing: Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8))
    let plan = try OrchestrationPlan.fixture(
      OrchestrationDirective(),
      messages: [
        ChatMessage(role: .user, content: .parts([deep])),
        ChatMessage(role: .assistant, content: .none, toolCalls: [deep]),
      ], parameters: [JSONValue.Member(name: "x", value: deep)])
    var host = OrchestrationHost(plan, storage: .json)
    host.end(0, .answered(CallAnswer(model: "a", provider: "p", text: "t", cost: 0, response: deep)))
    #expect(try host.success().response == deep)
    let stored = try JSONValue(parsing: Array(host.orchestration.state.text.utf8))
    #expect(try Orchestration(state: stored).outcome == host.orchestration.outcome)
  }

  @Test("R-003, O-205: what calls have used is stored, that of an empty answer and of a failure too")
  func usage() throws {
    let (answered, failed) = (
      TokenUsage(inputTokens: 10, outputTokens: 4, cachedInputTokens: 3), TokenUsage(inputTokens: 7, outputTokens: 0)
    )
    var host = OrchestrationHost(
      try OrchestrationPlan.fixture(OrchestrationDirective(mode: .vote, iterations: 4)), storage: .json)
    let results: [CallResult] = [
      .answered(CallAnswer(model: "a", provider: "p", text: "1", usage: answered)),
      .answered(CallAnswer(model: "b", provider: "p", text: " ", usage: answered)),
      .failed(CallFailure(className: "transient", message: "", usage: failed)),
    ]
    host.play { call in results.indices.contains(call.number) ? results[call.number] : .text("1", by: "c") }
    let outcome = try host.outcome()
    #expect(outcome.calls.prefix(3).map(\.usage) == [answered, answered, failed])
    #expect(outcome.calls.dropFirst(3).allSatisfy { $0.usage == nil })
    #expect(outcome.usage == TokenUsage(inputTokens: 27, outputTokens: 8, cachedInputTokens: 6))
  }

  @Test("only the planning mode keeps the responses of providers")
  func size() throws {
    for mode in [OrchestrationMode.planning, .refine] {
      var host = OrchestrationHost(try OrchestrationPlan.fixture(OrchestrationDirective(mode: mode)))
      host.end(
        0,
        .answered(
          CallAnswer(model: "a", provider: "p", text: "t", cost: 0, response: JSONValue(object: ["big": "ENVELOPE"]))))
      #expect(host.orchestration.state.text.contains("ENVELOPE") == (mode == .planning))
    }
  }
}
