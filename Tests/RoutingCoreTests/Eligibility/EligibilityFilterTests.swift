import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct EligibilityFilterTests {
  /// The reason why the only model may not serve, or nil where it may.
  private func reason(
    _ model: Model = .fixture("m"), provider: Provider? = Provider(id: "p"),
    request: RoutingRequest = RoutingRequest(inputTokens: 100), policy: RoutingPolicy = RoutingPolicy(),
    health: HealthReading = HealthReading()
  ) throws -> ExclusionReason? {
    let record = try answer(
      [model], providers: provider.map { [$0] } ?? [], request: request, policy: policy, health: ["p": health])
    #expect(record.ranked.count + record.excluded.count == 1)
    return record.excluded.first?.reason
  }

  @Test("R-301: a model that is switched off is disabled")
  func enabled() throws {
    #expect(try reason(Model(id: "m", provider: "p", isEnabled: false)) == .disabled)
    #expect(try reason() == nil)
  }

  @Test("R-302: a model that makes something else has the wrong kind")
  func kind() throws {
    let request = RoutingRequest(kind: .image, inputTokens: 0)
    #expect(try reason(request: request) == .kindMismatch(have: .chat, need: .image))
    #expect(try reason(Model(id: "m", provider: "p", kinds: ModelKindSet([.chat, .image])), request: request) == nil)
  }

  @Test("a model that lacks what the request needs is left out, right after the kind")
  func capability() throws {
    let blind = Model(
      id: "m", provider: "p", weight: 0, capabilities: CapabilityKnowledge(unsupported: CapabilitySet([.vision])))
    let request = RoutingRequest(inputTokens: 1, requires: CapabilitySet([.vision]))
    let policy = RoutingPolicy(minimumWeight: 9)
    #expect(try reason(blind, request: request, policy: policy) == .capabilityMissing(CapabilitySet([.vision])))
    #expect(try reason(request: request) == nil, "unknown is not no")
    let strict = RoutingPolicy(unknownCapabilities: .asUnsupported)
    #expect(try reason(request: request, policy: strict) == .capabilityMissing(CapabilitySet([.vision])))
  }

  @Test(
    "R-303: weight below the minimum is too low, at it is enough, and a minimum of 0 asks for nothing",
    arguments: [
      (4, 5, true), (5, 5, false), (0, 0, false), (0, -3, false), (10, 11, true),
    ])
  func minimumWeight(weight: Int, minimum: Int, isExcluded: Bool) throws {
    let reason = try reason(.fixture("m", weight: weight), policy: RoutingPolicy(minimumWeight: minimum))
    #expect(reason == (isExcluded ? .weightBelowMinimum(have: weight, need: minimum) : nil))
  }

  @Test(
    "R-304, R-313: the prompt and 15 % more must fit, in integers; unknown windows and empty prompts always do",
    arguments: [
      (90, 100, 104), (87, 100, 101), (86, 100, nil), (0, 1, nil), (1, 1, 2), (1, 2, nil), (90, 0, nil),
      (111_304, 128_000, nil), (111_305, 128_000, 128_001),
    ] as [(Int, Int, Int?)])
  func contextWindow(tokens: Int, window: Int, needed: Int?) throws {
    let request = RoutingRequest(inputTokens: TokenCount(clamping: tokens))
    let reason = try reason(.fixture("m", window: TokenCount(window)), request: request)
    let expected = needed.flatMap { need in
      TokenCount(window).map { ExclusionReason.contextOverflow(have: $0, need: TokenCount(clamping: need)) }
    }
    #expect(reason == expected)
  }

  @Test("R-314: the answer's length does not count against the window")
  func answerLength() throws {
    #expect(try reason(.fixture("m", window: 100), request: RoutingRequest(inputTokens: 86, outputTokens: 9999)) == nil)
  }

  @Test("R-305: a provider that is unknown or switched off has no adapter")
  func adapter() throws {
    #expect(try reason(provider: nil) == .noAdapter("p"))
    #expect(try reason(provider: Provider(id: "p", isEnabled: false)) == .noAdapter("p"))
  }

  @Test("R-306: locked credentials keep a provider out")
  func credentials() throws {
    #expect(try reason(health: HealthReading(credentialsAreLocked: true)) == .credentialsLocked("p"))
  }

  @Test("R-308: only a streamed request needs a provider that streams")
  func streaming() throws {
    let mute = Provider(id: "p", canStream: false)
    #expect(try reason(provider: mute, request: RoutingRequest(inputTokens: 1, isStreaming: true)) == .noStreaming("p"))
    #expect(try reason(provider: mute) == nil)
  }

  @Test("R-309: a provider that takes no traffic is down, whatever its state is called")
  func health() throws {
    #expect(try reason(health: HealthReading(isAvailable: false)) == .healthDown("p"))
    #expect(try reason(health: HealthReading(isAvailable: true, state: .down)) == nil)
  }

  @Test("R-310: a provider inside a rate-limit window is left alone")
  func rateLimit() throws {
    #expect(try reason(health: HealthReading(isRateLimited: true)) == .rateLimited("p"))
  }

  @Test(
    "R-311: a cost above the budget is too high, at it is not, and a budget of 0 is none",
    arguments: [
      (0.0999, true), (0.1, false), (0, false),
    ])
  func budget(limit: Double, isExcluded: Bool) throws {
    let policy = RoutingPolicy(maximumCost: Dollars(limit))
    let reason = try reason(.fixture("m", input: 1), request: RoutingRequest(inputTokens: 100), policy: policy)
    let expected = isExcluded ? Dollars(limit).map { ExclusionReason.budgetExceeded(have: 0.1, need: $0) } : nil
    #expect(reason == expected)
  }

  @Test(
    "R-301, R-302, R-303, R-304, R-305, R-306, R-307, R-308, R-309, R-310, R-311: the first filter failed gives the reason, in the contract's order"
  )
  func order() throws {
    var model = Model(
      id: "m", provider: "p", weight: 1, contextWindow: 10,
      prices: PriceSheet(inputPerThousandTokens: 9, perUnit: 9), kinds: ModelKindSet([.video]),
      capabilities: CapabilityKnowledge(unsupported: CapabilitySet([.tools])), region: "us", isEnabled: false)
    var request = RoutingRequest(inputTokens: 100, isStreaming: true, requires: CapabilitySet([.tools]))
    var provider: Provider? = nil
    var health = HealthReading(isAvailable: false, isRateLimited: true, credentialsAreLocked: true)
    var policy = RoutingPolicy(
      maximumCost: 0.01, minimumWeight: 5,
      constraints: RoutingConstraints(
        models: NameFilter(deny: ["m"]), providers: NameFilter(deny: ["p"]), regions: NameFilter(deny: ["us"])))
    var names: [String] = []
    let mend: [() -> Void] = [
      { model.isEnabled = true }, { model.kinds = .chat }, { request.requires = [] }, { policy.minimumWeight = 1 },
      { model.contextWindow = nil }, { provider = Provider(id: "p", canStream: false) },
      { health.credentialsAreLocked = false }, { policy.constraints.models = NameFilter() },
      { policy.constraints.providers = NameFilter() }, { policy.constraints.regions = NameFilter() },
      { request.isStreaming = false }, { health.isAvailable = true }, { health.isRateLimited = false },
      { policy.maximumCost = nil },
    ]
    for step in mend {
      names.append(
        try #require(try reason(model, provider: provider, request: request, policy: policy, health: health)).name)
      step()
    }
    #expect(
      names == [
        "disabled", "kind_mismatch", "capability_missing", "weight_below_minimum", "context_overflow", "no_adapter",
        "credentials_locked", "model_excluded", "provider_excluded", "region_excluded", "no_streaming", "health_down",
        "rate_limited", "budget_exceeded",
      ])
    #expect(try reason(model, provider: provider, request: request, policy: policy, health: health) == nil)
  }

  @Test("an explanation names every filter that a model fails, not only the first")
  func allFailures() throws {
    let registry = try ModelRegistry(
      models: [Model(id: "m", provider: "p", weight: 1, kinds: ModelKindSet([.video]), isEnabled: false)],
      providers: [Provider(id: "p")])
    let explanation = RoutingEngine(registry: registry).explain(
      RoutingRequest(inputTokens: 1), policy: RoutingPolicy(minimumWeight: 2),
      health: HealthSnapshot(of: registry, readings: ["p": HealthReading(isAvailable: false)]))
    #expect(
      explanation.excluded.first?.reasons.map(\.name)
        == ["disabled", "kind_mismatch", "weight_below_minimum", "health_down"])
    #expect(explanation.excluded.first?.reasons.allSatisfy { !$0.description.isEmpty } == true)
  }
}
