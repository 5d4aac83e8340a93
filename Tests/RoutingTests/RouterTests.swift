import Routing
import RoutingCore
import RoutingTestSupport
import Testing

/// One thread, one router: decisions, handles, reconfiguration.
@Suite(.offThePool) struct RouterTests {
  @Test("a worker decides by the policy's name and the request's hint")
  func names() throws {
    let router = try Router(RouterConfiguration(registry: .of("a/x", "b/y")))
    let worker = BoxedWorker(router)
    let choice = try #require(try worker.decide(.strictly("b/y")))
    #expect(worker.modelID(of: choice) == "b/y")
    #expect(worker.provider(of: choice)?.id == "b")
    #expect(choice.reason == .hintExact)
    #expect(try worker.decide(.strictly("nobody")) == nil)
  }

  @Test("a policy nobody registered is an error, by name and once it was dropped")
  func unknownPolicy() throws {
    let router = try Router(
      RouterConfiguration(registry: .of("a/x"), policies: ["default": RoutingPolicy(), "other": RoutingPolicy()]))
    let worker = BoxedWorker(router)
    let other = try router.policy("other")
    #expect(throws: UnknownPolicy(name: "third")) { try router.policy("third") }
    #expect(throws: UnknownPolicy(name: "third")) {
      _ = try worker.decide(RoutingRequest(inputTokens: 1), policy: "third")
    }
    router.setPolicies(["default": RoutingPolicy()], now: .zero)
    #expect(throws: UnknownPolicy(name: "other")) {
      _ = try worker.decide(RoutingQuery(RoutingRequest(inputTokens: 1), policy: other))
    }
    router.setPolicies(["other": RoutingPolicy()], now: .zero)
    #expect(try worker.decide(RoutingQuery(RoutingRequest(inputTokens: 1), policy: other)) != nil)
  }

  @Test("a handle means the text: it follows every reconfiguration, also when made before the worker took that up")
  func referenceHandles() throws {
    let router = try Router(RouterConfiguration(registry: .of("a/x", "b/y")))
    let worker = BoxedWorker(router)
    let policy = try router.policy("default")
    let late = router.reference(ModelReference("c/z", isStrict: true))
    let query = RoutingQuery(RoutingRequest(inputTokens: 1), policy: policy, reference: late)
    #expect(try worker.decide(query) == nil)
    try router.reconfigure(RouterConfiguration(registry: .of("a/x", "c/z")), now: .zero)
    let choice = try #require(try worker.decide(query))
    #expect(worker.modelID(of: choice) == "c/z")
    let later = router.reference(ModelReference("a/x", isStrict: true))
    let other = try #require(
      try worker.decide(RoutingQuery(RoutingRequest(inputTokens: 1), policy: policy, reference: later)))
    #expect(worker.modelID(of: other) == "a/x")
    #expect(router.reference(ModelReference("a/x", isStrict: true)) == later)
    #expect(router.reference("a/x") != later)
  }

  @Test("R-633, R-641: aliases and * take turns by handle as they do by name")
  func turns() throws {
    let directory = ModelDirectory(
      aliases: [
        ModelAlias(
          name: "turning",
          variants: [.init(model: "a/x", weight: 1), .init(model: "b/y", weight: 2)], stickiness: .roundRobin)
      ], wildcardPool: ["a/x", "b/y"])
    let router = try Router(RouterConfiguration(registry: .of("a/x", "b/y"), directory: directory))
    let byHandle = BoxedWorker(router)
    let policy = try router.policy("default")
    for text in ["turning", "*"] {
      let byName = BoxedWorker(try Router(RouterConfiguration(registry: .of("a/x", "b/y"), directory: directory)))
      let reference = router.reference(ModelReference(text))
      var seen: Set<ModelID> = []
      for _ in 0..<6 {
        let choice = try #require(
          try byHandle.decide(RoutingQuery(RoutingRequest(inputTokens: 1), policy: policy, reference: reference)))
        let named = try #require(
          try byName.decide(RoutingRequest(inputTokens: 1, hint: ModelReference(text)), policy: "default"))
        #expect(byHandle.modelID(of: choice) == byName.modelID(of: named))
        seen.insert(try #require(byHandle.modelID(of: choice)))
        // Health alone starts nobody's turns afresh.
        router.tick(now: .zero)
      }
      #expect(seen.count == 2)
    }
  }

  @Test("a choice is read by its own registry or not at all")
  func staleChoice() throws {
    let router = try Router(RouterConfiguration(registry: .of("a/x", "b/y")))
    let worker = BoxedWorker(router)
    let choice = try #require(try worker.decide(.strictly("b/y")))
    router.tick(now: .seconds(1))
    router.setPolicies(["default": RoutingPolicy(mode: .cheap)], now: .zero)
    worker.refresh()
    #expect(worker.modelID(of: choice) == "b/y")
    try router.reconfigure(RouterConfiguration(registry: .of("a/x", "a/z")), now: .seconds(1))
    #expect(worker.modelID(of: choice) == "b/y")
    worker.refresh()
    #expect(worker.modelID(of: choice) == nil)
    #expect(worker.model(of: choice) == nil)
    #expect(worker.provider(of: choice) == nil)
  }

  @Test("R-002: a configuration that is refused changes nothing")
  func refusedConfiguration() throws {
    let router = try Router(RouterConfiguration(registry: .of("a/x")))
    let worker = BoxedWorker(router)
    let broken = ModelDirectory(plans: [ModelPlan(name: "", members: ["a/x"])])
    #expect(throws: InvalidDirectory.self) {
      try router.reconfigure(RouterConfiguration(registry: .of("b/y"), directory: broken), now: .zero)
    }
    let before = worker.generation
    worker.refresh()
    #expect(worker.generation == before)
    #expect(worker.registry.models.map(\.id) == ["a/x"])
    try router.reconfigure(RouterConfiguration(registry: .of("b/y")), now: .zero)
    worker.refresh()
    #expect(worker.registry.models.map(\.id) == ["b/y"])
  }

  @Test("R-207: policies change for decisions that start afterwards")
  func policiesAlone() throws {
    let registry = try ModelRegistry(
      models: [
        Model(id: "a/cheap", provider: "a", weight: 1),
        Model(
          id: "a/strong", provider: "a", weight: 10,
          prices: PriceSheet(inputPerThousandTokens: 0.01, outputPerThousandTokens: 0.01)),
      ], providers: [Provider(id: "a")])
    let router = try Router(RouterConfiguration(registry: registry))
    let worker = BoxedWorker(router)
    router.setPolicies(["default": RoutingPolicy(mode: .cheap)], now: .zero)
    let cheap = try #require(try worker.decide(RoutingRequest(inputTokens: 100)))
    #expect(worker.modelID(of: cheap) == "a/cheap")
    router.setPolicies(["default": RoutingPolicy(mode: .highConfidence)], now: .zero)
    let strong = try #require(try worker.decide(RoutingRequest(inputTokens: 100)))
    #expect(worker.modelID(of: strong) == "a/strong")
  }

  @Test("R-805: new arms count from the next decision on, and no arms mean scores")
  func armsAlone() throws {
    let router = try Router(
      RouterConfiguration(registry: .of("a/x", "a/y"), policies: ["default": RoutingPolicy(mode: .thompson)]))
    let worker = BoxedWorker(router)
    let scored = try #require(try worker.decide(RoutingRequest(inputTokens: 100)))
    #expect(worker.modelID(of: scored) == "a/x")
    var arms = ThompsonArms()
    for bucket in TokenBucket.allCases {
      arms["a/x", bucket] = BetaDistribution(alpha: 1, beta: 199)
      arms["a/y", bucket] = BetaDistribution(alpha: 199, beta: 1)
    }
    router.setArms(arms, now: .zero)
    let drawn = try #require(try worker.decide(RoutingRequest(inputTokens: 100)))
    #expect(worker.modelID(of: drawn) == "a/y")
    #expect(drawn.propensity == nil)
  }

  @Test("a batch sees one view and replaces what the output held")
  func batch() throws {
    let router = try Router(RouterConfiguration(registry: .of("a/x", "b/y")))
    let worker = BoxedWorker(router)
    let policy = try router.policy("default")
    let queries = ["a/x", "b/y", "nobody", "a/x"].map { RoutingQuery(.strictly($0), policy: policy) }
    var choices: [RoutedChoice?] = [nil]
    try worker.decide(queries, into: &choices)
    #expect(choices.map { $0.flatMap { worker.modelID(of: $0) } } == ["a/x", "b/y", nil, "a/x"])
    router.setPolicies([:], now: .zero)
    #expect(throws: UnknownPolicy(name: "default")) { try worker.decide(queries, into: &choices) }
    #expect(choices.isEmpty)
  }

  @Test("the whole answer names the fallbacks and moves nobody's turn on")
  func answer() throws {
    let router = try Router(RouterConfiguration(registry: .of("a/x", "b/y")))
    let worker = BoxedWorker(router)
    let query = RoutingQuery(
      RoutingRequest(inputTokens: 1), policy: try router.policy("default"), reference: router.reference("b/y"))
    let decision = try #require(try worker.answer(to: query).verdict.decision)
    #expect(decision.model == "b/y")
    #expect(decision.fallbacks == ["a/x"])
  }

  @Test("R-306, R-310: what the host knows of a provider counts from the next tick on")
  func standing() throws {
    let router = try Router(RouterConfiguration(registry: .of("a/x", "b/y")))
    let worker = BoxedWorker(router)
    router.setStanding(ProviderStanding(rateLimitedUntil: .seconds(10)), of: "a")
    router.setStanding(ProviderStanding(credentialsAreLocked: true), of: "b")
    router.setStanding(ProviderStanding(credentialsAreLocked: true), of: "nobody")
    router.tick(now: .seconds(1))
    #expect(try worker.decide(.strictly("a/x")) == nil)
    #expect(try worker.decide(.strictly("b/y")) == nil)
    router.setStanding(ProviderStanding(), of: "b")
    router.tick(now: .seconds(10))
    #expect(try worker.decide(.strictly("a/x")) != nil)
    #expect(try worker.decide(.strictly("b/y")) != nil)
  }
}
