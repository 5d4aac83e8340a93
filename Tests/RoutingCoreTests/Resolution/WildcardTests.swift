import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct WildcardTests {
  private let models = [
    Model.fixture("a", at: "p1", weight: 1), .fixture("b", at: "p2", weight: 2), .fixture("c", at: "p3", weight: 3),
    .fixture("strong", at: "p1", weight: 10),
  ]
  private let pool = ModelDirectory(wildcardPool: ["b", "a", "c"])
  private let request = RoutingRequest(id: "r", inputTokens: 1, hint: "*")

  @Test("R-640: the pool is the contract's unless given")
  func defaultPool() throws {
    #expect(ModelDirectory().wildcardPool == ["deepseek-v4-flash", "claude-opus-4-7", "gpt-5.5"])
    let registry = try NamedRegistry(
      [Model(id: "openai/gpt-5.5", provider: "openai"), .fixture("deepseek-v4-flash"), .fixture("gpt-5")],
      directory: ModelDirectory())
    #expect(registry.meaning(of: "*") == .models(.wildcard, ["deepseek-v4-flash", "openai/gpt-5.5"]))
  }

  @Test("R-608, R-640: an alias named * goes before the pool; a disabled one does not")
  func aliasWins() throws {
    var directory = pool
    directory.aliases = [.fixture("*", ["strong": 1])]
    #expect(try NamedRegistry(models, directory: directory).meaning(of: "*") == .models(.alias, ["strong"]))
    let decision = try #require(try answer(models, request: request, directory: directory).verdict.decision)
    #expect(decision.model == "strong")
    #expect(decision.fallbacks == ["c", "b", "a"])
    directory.aliases[0].isEnabled = false
    #expect(try NamedRegistry(models, directory: directory).meaning(of: "*") == .models(.wildcard, ["b", "a", "c"]))
  }

  @Test("R-608, R-640: only * itself is the wildcard", arguments: ["**", "p1/*", "a*", "/*"])
  func onlyTheStar(hint: String) throws {
    #expect(try NamedRegistry(models, directory: pool).meaning(of: hint) == .unknown)
    #expect(try NamedRegistry(models, directory: pool).meaning(of: " * ") == .models(.wildcard, ["b", "a", "c"]))
  }

  @Test("R-640: a member is an exact id, else the smallest id that ends so; each model counts once")
  func members() throws {
    let registry = try NamedRegistry(
      [
        Model(id: "z/m", provider: "p"), Model(id: "y/lab/m", provider: "p"), .fixture("n"),
        Model(id: "a/n", provider: "p"), Model(id: "x", provider: "p", name: "only-a-name"),
      ],
      directory: ModelDirectory(wildcardPool: ["m", "nobody", "n", "lab/m", "only-a-name", "p/only-a-name", "M"]))
    #expect(registry.meaning(of: "*") == .models(.wildcard, ["y/lab/m", "n"]))
  }

  @Test("R-640: members that are disabled or without an enabled provider are not live")
  func liveMembers() throws {
    var models = models + [.fixture("d", at: "unregistered")]
    models[0].isEnabled = false
    let registry = try NamedRegistry(
      models, providers: [Provider(id: "p1"), Provider(id: "p2"), Provider(id: "p3", isEnabled: false)],
      directory: ModelDirectory(wildcardPool: ["a", "c", "d", "strong", "b"]))
    #expect(registry.meaning(of: "*") == .models(.wildcard, ["strong", "b"]))
  }

  @Test("R-641: the live members take turns in the order of the pool, and the rest of the round are the fallbacks")
  func turns() throws {
    let engine = try engine()
    var turns = ReferenceTurns()
    let rounds: [[ModelID]] = [["b", "a", "c"], ["a", "c", "b"], ["c", "b", "a"], ["b", "a", "c"]]
    for round in rounds {
      let record = engine.record(
        for: request, policy: RoutingPolicy(), health: HealthSnapshot(of: engine.registry), turns: &turns, seed: 0)
      let decision = try #require(record.verdict.decision)
      #expect([decision.model] + decision.fallbacks == round)
      #expect(decision.reference == ReferenceReport(kind: .wildcard, aliasFrom: "*"))
      #expect(decision.hintStatus == .exact)
      #expect(decision.propensity == 1)
    }
  }

  private func engine(_ directory: ModelDirectory? = nil) throws -> RoutingEngine {
    try RoutingEngine(
      registry: ModelRegistry(models: models, providers: ["p1", "p2", "p3"].map { Provider(id: $0) }),
      directory: directory ?? pool)
  }

  @Test("R-641: a member that may not serve now is passed over and keeps its turn")
  func passedOver() throws {
    let engine = try engine()
    var turns = ReferenceTurns()
    let health = HealthSnapshot(of: engine.registry, readings: ["p1": HealthReading(isAvailable: false)])
    let served = (0..<3).map { _ in
      engine.record(for: request, policy: RoutingPolicy(), health: health, turns: &turns, seed: 0).verdict.decision?
        .model
    }
    #expect(served == ["b", "c", "c"])
  }

  @Test("R-641: nothing outside of the pool serves, not even where no member may", arguments: [false, true])
  func confined(isStrict: Bool) throws {
    let request = RoutingRequest(inputTokens: 1, hint: ModelReference("*", isStrict: isStrict))
    let record = try answer(models, request: request, directory: pool)
    #expect(record.excluded.map(\.model) == ["strong"])
    #expect(record.excluded.map(\.reason) == [.referenceExcluded])
    let down = HealthReading(isAvailable: false)
    let refused = try answer(models, request: request, health: ["p1": down, "p2": down, "p3": down], directory: pool)
    #expect(refused.verdict == .refused(Refusal(hintStatus: .ineligible, cause: .noSupplier)))
    let strongIsThere = try answer(
      models, request: request, policy: RoutingPolicy(minimumWeight: 5), directory: pool)
    #expect(strongIsThere.verdict == .refused(Refusal(hintStatus: .ineligible, cause: .noneEligible)))
  }

  @Test("R-642: with an empty pool * is no hint, and never a refusal", arguments: [false, true])
  func emptyPool(isStrict: Bool) throws {
    let request = RoutingRequest(inputTokens: 1, hint: ModelReference("*", isStrict: isStrict))
    for members in [[], ["nobody"]] {
      let directory = ModelDirectory(wildcardPool: members)
      let registry = try NamedRegistry(models, directory: directory)
      var turns = ReferenceTurns()
      #expect(registry.resolution(of: "*", isStrict: isStrict, turns: &turns) == .none)
      #expect(turns == ReferenceTurns())
      let decision = try #require(try answer(models, request: request, directory: directory).verdict.decision)
      #expect(decision.model == "strong")
      #expect(decision.hintStatus == .absent)
      #expect(decision.reference == nil)
      #expect(decision.reason == .routedByWeight(10))
    }
  }

  @Test("R-633, R-643: a simulation takes a copy of the turns and leaves the originals where they were")
  func simulation() throws {
    var directory = pool
    directory.aliases = [.fixture("fast", ["a": 1, "b": 1], stickiness: .roundRobin)]
    let engine = try engine(directory)
    let health = HealthSnapshot(of: engine.registry)
    for hint in ["*", "fast"] as [ModelReference] {
      let request = RoutingRequest(inputTokens: 1, hint: hint)
      var turns = ReferenceTurns()
      _ = engine.record(for: request, policy: RoutingPolicy(), health: health, turns: &turns, seed: 0)
      let before = turns
      var copy = turns
      let simulated = engine.record(for: request, policy: RoutingPolicy(), health: health, turns: &copy, seed: 0)
      #expect(copy != before)
      #expect(turns == before)
      let explained = engine.explain(request, policy: RoutingPolicy(), health: health, turns: turns)
      #expect(explained.verdict == simulated.verdict)
      let real = engine.record(for: request, policy: RoutingPolicy(), health: health, turns: &turns, seed: 0)
      #expect(real == simulated)
      #expect(turns == copy)
    }
  }
}
