import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ModelAliasTests {
  private let models = [Model.fixture("v0"), .fixture("v1"), .fixture("v2")]

  private func registry(_ aliases: ModelAlias...) throws -> NamedRegistry {
    try NamedRegistry(models, directory: ModelDirectory(aliases: aliases, wildcardPool: []))
  }

  @Test("R-630: an alias is enabled and sticks to the request unless said otherwise")
  func defaults() {
    let alias = ModelAlias(name: "fast", variants: [ModelAlias.Variant(model: "v0", weight: 1)])
    #expect(alias.isEnabled)
    #expect(alias.stickiness == .request)
    #expect(alias.problems.isEmpty)
  }

  @Test("R-630, R-631: what an alias may stick to has three names and the empty one; no other name is one")
  func stickinessNames() {
    #expect(AliasStickiness.allCases.map(\.name) == ["request", "api_key", "round_robin"])
    #expect(AliasStickiness.allCases.allSatisfy { AliasStickiness(name: $0.name) == $0 })
    #expect(AliasStickiness(name: "") == .request)
    for name in ["weird", "Request", "api-key", " request"] { #expect(AliasStickiness(name: name) == nil) }
  }

  @Test(
    "R-631: every fault of an alias is named with its place",
    arguments: [
      (ModelAlias.fixture("", ["v0": 1]), [AliasProblem.emptyName]), (.fixture("a", [:]), [.noVariants]),
      (.fixture("a", ["v0": 1, "": 2]), [.emptyModelID(place: 1)]),
      (.fixture("a", ["v0": 0]), [.weightOutOfRange(place: 0, weight: 0)]),
      (.fixture("a", ["v0": 1, "v1": -3]), [.weightOutOfRange(place: 1, weight: -3)]),
      (.fixture("a", ["v0": .max]), [.weightOutOfRange(place: 0, weight: .max)]),
      (.fixture("a", ["v0": 1, "a": 1]), [.namesItself(place: 1)]),
      (.fixture("a", ["v0": 1, "v1": 1, "v0": 2]), [.duplicateModelID(place: 2)]),
      (
        .fixture("a", ["a": 0, "a": 1], isEnabled: false),
        [
          .weightOutOfRange(place: 0, weight: 0), .namesItself(place: 0), .namesItself(place: 1),
          .duplicateModelID(place: 1),
        ]
      ),
    ])
  func problems(alias: ModelAlias, problems: [AliasProblem]) {
    #expect(alias.problems == problems)
    for problem in problems { #expect(!problem.description.isEmpty) }
    #expect(throws: InvalidDirectory(problems: problems.map { .alias(alias.name, $0) })) {
      try NamedRegistry(models, directory: ModelDirectory(aliases: [alias]))
    }
  }

  @Test("R-631: names that differ in case, or in bytes alone, are not the alias itself")
  func almostItself() {
    #expect(ModelAlias.fixture("a", ["A": 1]).problems.isEmpty)
    #expect(ModelAlias.fixture("\u{E9}", ["e\u{301}": 1]).problems.isEmpty)
  }

  @Test(
    "R-632: FNV-1a in 32 bits",
    arguments: [("", 0x811c_9dc5), ("a", 0xe40c_292c), ("foobar", 0xbf9c_f968)] as [(String, UInt32)])
  func hashVectors(text: String, hash: UInt32) {
    #expect(StableHash.fnv1a32(text) == hash)
  }

  @Test("R-632: a variant has as many buckets as its weight, in the order of the list")
  func buckets() {
    let alias = ModelAlias.fixture("a", ["v0": 2, "v1": 1, "v2": 3])
    #expect(alias.totalWeight == 6)
    #expect((0..<6).map { alias.variant(inBucket: $0)?.model } == ["v0", "v0", "v1", "v2", "v2", "v2"])
  }

  @Test("R-632: the bucket is the hash of the key modulo the sum of the weights")
  func bucketOfKey() throws {
    let alias = ModelAlias.fixture("fast", ["v0": 2, "v1": 1, "v2": 3])
    #expect(alias.bucket(forKey: "a") == 0xe40c_292c % 6)
    #expect(alias.bucket(forKey: "foobar") == 0xbf9c_f968 % 6)
    let registry = try registry(alias)
    for key in ["a", "b", "foobar", "é", "request 7"] {
      let resolution = registry.resolution(of: "fast", id: key)
      #expect(registry.ids(resolution) == [alias.variant(inBucket: alias.bucket(forKey: key))?.model])
    }
  }

  @Test("R-632: the key is the request's id, or the API key where the alias sticks to that and there is one")
  func keys() throws {
    let byRequest = ModelAlias.fixture("fast", ["v0": 1, "v1": 1, "v2": 1])
    var byKey = byRequest
    byKey.stickiness = .apiKey
    for number in 0..<40 {
      let (id, apiKey) = ("request \(number)", "key \(number)")
      func target(_ alias: ModelAlias, _ apiKey: String?) throws -> [ModelID] {
        let registry = try registry(alias)
        return registry.ids(registry.resolution(of: "fast", id: id, apiKey: apiKey))
      }
      let ofRequest = [byRequest.variants[byRequest.bucket(forKey: id)].model]
      #expect(try target(byRequest, apiKey) == ofRequest)
      #expect(try target(byKey, apiKey) == [byRequest.variants[byRequest.bucket(forKey: apiKey)].model])
      #expect(try target(byKey, nil) == ofRequest)
      #expect(try target(byKey, "") == ofRequest)
    }
  }

  @Test("R-632: over many request ids every variant is drawn as often as its weight says, within 5 sigma")
  func frequencies() throws {
    let alias = ModelAlias.fixture("fast", ["v0": 90, "v1": 9, "v2": 1])
    let registry = try registry(alias)
    let count = 20_000
    var drawn: [ModelID: Int] = [:]
    for number in 0..<count {
      drawn[try #require(registry.ids(registry.resolution(of: "fast", id: "request-\(number)")).first), default: 0] += 1
    }
    expectShares(drawn, of: alias, count)
  }

  @Test("R-632: without any key the draw is uniform over the buckets and follows from the seed, within 5 sigma")
  func drawWithoutKey() throws {
    let alias = ModelAlias.fixture("fast", ["v0": 5, "v1": 3, "v2": 2], stickiness: .apiKey)
    let registry = try registry(alias)
    let count = 20_000
    var drawn: [ModelID: Int] = [:]
    for seed in 0..<UInt64(count) {
      let resolution = registry.resolution(of: "fast", id: "", apiKey: nil, seed: seed)
      #expect(resolution == registry.resolution(of: "fast", id: "", apiKey: "", seed: seed))
      drawn[try #require(registry.ids(resolution).first), default: 0] += 1
    }
    expectShares(drawn, of: alias, count)
  }

  private func expectShares(_ drawn: [ModelID: Int], of alias: ModelAlias, _ count: Int) {
    for variant in alias.variants {
      let share = Double(variant.weight) / Double(alias.totalWeight)
      let sigma = (Double(count) * share * (1 - share)).squareRoot()
      #expect(abs(Double(drawn[variant.model] ?? 0) - Double(count) * share) <= 5 * sigma, "\(variant.model)")
    }
  }

  @Test("R-632: with a key the seed plays no part, and the chance of the pick is its share of the weights")
  func propensity() throws {
    let registry = try registry(.fixture("fast", ["v0": 90, "v1": 9, "v2": 1]))
    for number in 0..<200 {
      let found = try #require(registry.resolution(of: "fast", id: "r\(number)", seed: 1).found)
      #expect(registry.resolution(of: "fast", id: "r\(number)", seed: 2).found == found)
      let shares: [ModelID: Double] = ["v0": 0.9, "v1": 0.09, "v2": 0.01]
      #expect(shares[try #require(registry.ids(found).first)] == found.propensity)
    }
  }

  @Test("R-633: round robin gives each variant as many turns in a row as its weight, one turn a resolution")
  func roundRobin() throws {
    let registry = try registry(.fixture("fast", ["v0": 3, "v1": 1, "v2": 2], stickiness: .roundRobin))
    var turns = ReferenceTurns()
    let served = (0..<12).flatMap { number in
      registry.ids(registry.resolution(of: "fast", id: "r\(number)", turns: &turns))
    }
    let round: [ModelID] = ["v0", "v0", "v0", "v1", "v2", "v2"]
    #expect(served == round + round)
  }

  @Test("R-633: every alias counts for itself, and nothing else moves a counter on")
  func countersAreApart() throws {
    let registry = try registry(
      .fixture("one", ["v0": 1, "v1": 1], stickiness: .roundRobin), .fixture("still", ["v0": 1, "v1": 1]),
      .fixture("two", ["v0": 1, "v1": 1, "v2": 1], stickiness: .roundRobin))
    var turns = ReferenceTurns()
    func next(_ hint: String) -> [ModelID] { registry.ids(registry.resolution(of: hint, turns: &turns)) }
    #expect(next("two") == ["v0"])
    #expect(next("one") == ["v0"])
    let before = turns
    for hint in ["still", "v2", "nobody", "*", ""] { _ = next(hint) }
    #expect(turns == before)
    #expect(next("two") == ["v1"])
    #expect(next("one") == ["v1"])
    #expect(next("one") == ["v0"])
    #expect(next("two") == ["v2"])
  }

  @Test("R-633: fresh counters begin with the first variant, and a counter at its end begins again")
  func resets() throws {
    let registry = try registry(.fixture("fast", ["v0": 1, "v1": 1], stickiness: .roundRobin))
    var turns = ReferenceTurns()
    #expect(registry.ids(registry.resolution(of: "fast", turns: &turns)) == ["v0"])
    #expect(registry.ids(registry.resolution(of: "fast", turns: &turns)) == ["v1"])
    turns = ReferenceTurns()
    #expect(registry.ids(registry.resolution(of: "fast", turns: &turns)) == ["v0"])
    turns = ReferenceTurns(startingAt: .max, for: registry.resolver.directory)
    #expect(registry.ids(registry.resolution(of: "fast", turns: &turns)) == ["v1"])
    #expect(registry.ids(registry.resolution(of: "fast", turns: &turns)) == ["v0"])
  }

  @Test("R-634: a disabled or missing alias leaves the string as it was")
  func disabled() throws {
    let registry = try registry(
      .fixture("off", ["v0": 1], isEnabled: false), .fixture("v1", ["v0": 1], isEnabled: false))
    #expect(registry.meaning(of: "off") == .unknown)
    #expect(registry.meaning(of: "missing") == .unknown)
    #expect(registry.meaning(of: "v1") == .models(.exactID, ["v1"]))
    #expect(registry.resolution(of: "v1").found?.aliasFrom == nil)
  }

  @Test("R-634: a decision by an alias keeps the original string, and one by an id has none")
  func aliasFrom() throws {
    let directory = ModelDirectory(aliases: [.fixture("fast", ["v1": 1])])
    let request = RoutingRequest(inputTokens: 1, hint: " fast ")
    let decision = try #require(try answer(models, request: request, directory: directory).verdict.decision)
    #expect(decision.model == "v1")
    #expect(decision.hintStatus == .exact)
    #expect(decision.reference == ReferenceReport(kind: .alias, aliasFrom: "fast"))
    let plain = try #require(
      try answer(models, request: RoutingRequest(inputTokens: 1, hint: "v1"), directory: directory).verdict.decision)
    #expect(plain.reference == ReferenceReport(kind: .exactID))
  }

  @Test("R-602: what an alias stands for is not resolved again")
  func singleLevel() throws {
    let registry = try NamedRegistry(
      [.fixture("v0", at: "p"), .fixture("v1", at: "p"), Model(id: "x-1", provider: "p", name: "bare")],
      directory: ModelDirectory(
        aliases: [.fixture("outer", ["v1": 1]), .fixture("v1", ["v0": 1]), .fixture("lost", ["bare": 1])],
        wildcardPool: []))
    #expect(registry.meaning(of: "outer") == .models(.alias, ["v1"]))
    #expect(registry.meaning(of: "v1") == .models(.alias, ["v0"]))
    #expect(registry.meaning(of: "lost") == .models(.alias, []))
  }

  @Test("R-609, R-613, R-614: an alias for a model that is not registered is an unknown name")
  func unregisteredTarget() throws {
    let directory = ModelDirectory(aliases: [.fixture("fast", ["gone": 1])])
    let preference = try answer(
      models, request: RoutingRequest(inputTokens: 1, hint: "fast"), directory: directory)
    #expect(preference.verdict.decision?.hintStatus == .unknown)
    #expect(preference.verdict.decision?.model == "v0")
    let strict = try answer(
      models, request: RoutingRequest(inputTokens: 1, hint: ModelReference("fast", isStrict: true)),
      directory: directory)
    #expect(
      strict.verdict == .refused(Refusal(hintStatus: .unknown, cause: .modelNotFound, isPermanent: true)))
  }

  @Test("R-602: the variant that is picked serves whatever its score, and its share is the propensity")
  func pickIsPinned() throws {
    let directory = ModelDirectory(aliases: [.fixture("fast", ["weak": 3, "strong": 1])])
    let models = [Model.fixture("strong", weight: 10), .fixture("weak", weight: 1), .fixture("other", weight: 5)]
    for number in 0..<20 {
      let request = RoutingRequest(id: "r\(number)", inputTokens: 1, hint: "fast")
      let decision = try #require(
        try answer(
          models, request: request, policy: RoutingPolicy(picker: .exploring(temperature: 5)), directory: directory
        )
        .verdict.decision)
      let bucket = directory.aliases[0].bucket(forKey: request.id)
      #expect(decision.model == (bucket < 3 ? "weak" : "strong"))
      #expect(decision.propensity == (bucket < 3 ? 0.75 : 0.25))
      #expect(decision.reason == .hintExact)
    }
  }
}
