import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct RoutingScenarioTests {
  private func scenario(_ text: String) throws -> RoutingScenario {
    try RoutingScenario(parsing: Array(text.utf8), line: 4)
  }

  private let model = #"{"id":"m","provider_id":"p"}"#

  @Test("R-103, R-106, R-202: what a line leaves out has the contract's default")
  func defaults() throws {
    let scenario = try scenario(#"{"models":[\#(model)],"request":{}}"#)
    #expect(scenario.registry.models == [Model(id: "m", provider: "p")])
    #expect(scenario.registry.providers == [Provider(id: "p")], "a provider that a model names has an adapter")
    #expect(scenario.policy == RoutingPolicy(defaulted: [.mode, .maximumCost, .minimumWeight]))
    #expect(scenario.request == RoutingRequest(inputTokens: 0))
    #expect(scenario.record().verdict.decision?.model == "m")
  }

  @Test("every field that a line may give is read")
  func everything() throws {
    let scenario = try scenario(
      #"""
      {"id":"s","models":[{"id":"m","provider_id":"p","name":"n","weight":7,"max_context_tokens":9,"input_per_1k":1,
      "output_per_1k":2,"price_per_unit":3,"kinds":["image","chat"],"region":"EU","enabled":false,
      "capabilities":{"tools":true,"vision":false,"reasoning":null}}],
      "adapters":["q",{"id":"p","enabled":false,"can_stream":false,"region":"us","vendor":"V"}],
      "health":[{"provider_id":"p","available":false,"state":"degraded","avg_latency_ms":5,"tail_latency_ms":6,
      "error_rate":0.5,"rate_limited":true,"credentials_locked":true}],
      "scoring":{"latency_floor_ms":1,"failure_floor":0.1,"degraded_penalty":0.2,"unknown_latency":"zero",
      "normalization":"absolute"},
      "request":{"kind":"image","input_tokens":1,"output_tokens":2,"units":3,"stream":true,"requires":["tools"],
      "model_hint":"m"},
      "policy":{"mode":"planning","max_budget_usd":0.5,"max_latency_ms":7,"min_weight":3,"seed":8,
      "exploration_temperature":0.5,"unknown_capabilities":"unsupported",
      "preferences":{"strategy":"cost_first","model":"m","provider":["p","q"],"region":{"allow":["EU"],"deny":["us"]}}}}
      """#)
    var capabilities = CapabilityKnowledge(supported: CapabilitySet([.tools]))
    capabilities.unsupported = CapabilitySet([.vision])
    #expect(
      scenario.registry.models == [
        Model(
          id: "m", provider: "p", name: "n", weight: 7, contextWindow: 9,
          prices: PriceSheet(inputPerThousandTokens: 1, outputPerThousandTokens: 2, perUnit: 3),
          kinds: ModelKindSet([.chat, .image]), capabilities: capabilities, region: "eu", isEnabled: false)
      ])
    #expect(
      scenario.registry.providers == [
        Provider(id: "p", isEnabled: false, canStream: false, region: "us", vendor: "v"), Provider(id: "q"),
      ])
    #expect(
      scenario.health == [
        "p": HealthReading(
          isAvailable: false, state: .degraded, latency: 5, tailLatency: 6, errorRate: 0.5, isRateLimited: true,
          credentialsAreLocked: true)
      ])
    #expect(
      scenario.request
        == RoutingRequest(
          kind: .image, inputTokens: 1, outputTokens: 2, units: 3, isStreaming: true,
          requires: CapabilitySet([.tools]), hint: "m"))
    #expect(
      scenario.policy
        == RoutingPolicy(
          mode: .planning, strategy: .costFirst, maximumCost: 0.5, deadline: 7, minimumWeight: 3,
          constraints: RoutingConstraints(
            models: NameFilter(allow: ["m"]), providers: NameFilter(allow: ["p", "q"]),
            regions: NameFilter(allow: ["eu"], deny: ["us"])),
          unknownCapabilities: .asUnsupported,
          scoring: ScoringParameters(
            normalization: .absolute, latencyFloor: 1, failureFloor: 0.1, degradedPenalty: 0.2, unknownLatency: .zero),
          picker: .exploring(temperature: 0.5)))
    #expect(scenario.seed == 8)
  }

  @Test(
    "R-205: a line that cannot be read is answered with its line, field and a message",
    arguments: [
      (#""policy":{"mode":"vote"}"#, "policy.mode", "unknown mode"),
      (#""policy":{"min_weight":11}"#, "policy.min_weight", "min_weight must be between 0 and 10"),
      (#""policy":{"max_budget_usd":-1}"#, "policy.max_budget_usd", "-1.0 is not an amount of money"),
      (#""policy":{"seed":-1}"#, "policy.seed", "the seed is negative"),
      (#""health":[{"provider_id":"p","error_rate":2}]"#, "health[0].error_rate", "2.0 is not a share from 0 to 1"),
      (#""health":[{"provider_id":"p","state":"ill"}]"#, "health[0].state", "unknown state"),
      (#""health":[{"provider_id":"p"},{"provider_id":"p"}]"#, "health[1]", "provider 'p' has a reading already"),
      (#""scoring":{"unknown_latency":"mean"}"#, "scoring.unknown_latency", "expected 'median' or 'zero'"),
      (#""adapters":[7]"#, "adapters[0]", "expected an object, found a number"),
    ])
  func errors(part: String, field: String, message: String) throws {
    let line = #"{"id":"x","models":[\#(model)],"request":{},\#(part)}"#
    let (answer, error) = ScenarioAnswer.answer(toLine: Array(line.utf8), number: 4)
    #expect(error == FormatError(line: 4, field: field, message: message))
    let root = JSONField(try JSONValue(parsing: answer))
    #expect(try root.required("id").string() == "x")
    #expect(try root.required("error").required("line").int() == 4)
    #expect(try root.required("error").required("field").string() == field)
    #expect(try root.required("error").required("message").string() == message)
  }

  @Test("R-101: records that form no registry are named")
  func invalidRegistry() {
    let error = #expect(throws: FormatError.self) { try scenario(#"{"models":[\#(model),\#(model)],"request":{}}"#) }
    #expect(error?.message == "model 'm': the id is used twice")
  }

  @Test("R-001: the same line gives the same bytes")
  func sameBytes() {
    let line =
      #"{"models":[\#(model),{"id":"n","provider_id":"p"}],"request":{},"policy":{"exploration_temperature":9}}"#
    let answers = (0..<20).map { _ in ScenarioAnswer.answer(toLine: Array(line.utf8), number: 1).line }
    #expect(Set(answers).count == 1)
  }

  @Test("garbage gets an error and no id", arguments: ["garbage", "", "[1]", "\u{0}"])
  func garbage(line: String) throws {
    let (answer, error) = ScenarioAnswer.answer(toLine: Array(line.utf8), number: 9)
    #expect(error?.line == 9)
    #expect(String(decoding: answer, as: UTF8.self).hasPrefix("{\"id\":null,\"error\":{\"line\":9,"))
  }
}
