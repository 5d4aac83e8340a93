import RoutingCore
import RoutingTestSupport
import Testing

/// What users of provider routing ask for, one wish at a time.
@Suite(.offThePool) struct PreferencesTests {
  private func policy(
    _ preferences: RoutingPreferences, _ constraints: RoutingConstraints = RoutingConstraints(),
    reading: UnknownCapabilityReading = .asSupported
  ) -> RoutingPolicy {
    RoutingPolicy(
      maximumCost: nil, constraints: constraints, preferences: preferences, unknownCapabilities: reading)
  }

  /// Why the only model may not serve.
  private func reason(
    _ model: Model, at provider: Provider = Provider(id: "p"), _ policy: RoutingPolicy,
    request: RoutingRequest = RoutingRequest(inputTokens: 100)
  ) throws -> ExclusionReason? {
    try answer([model], providers: [provider], request: request, policy: policy).excluded.first?.reason
  }

  /// Four models of one price at providers of their own, `a` of the highest weight and so first by score.
  private let models = [
    Model.fixture("a", at: "p1", weight: 9), .fixture("b", at: "p2", weight: 8), .fixture("c", at: "p3", weight: 7),
    .fixture("d", at: "p4", weight: 6),
  ]
  private let providers = [
    Provider(id: "p1", region: "us"), Provider(id: "p2", region: "EU", vendor: "Acme"),
    Provider(id: "p3", region: "ap", vendor: "Acme"), Provider(id: "p4"),
  ]

  private func order(_ preferences: RoutingPreferences, health: [ProviderID: HealthReading] = [:]) throws -> [String] {
    try answer(models, providers: providers, policy: policy(preferences), health: health).ranked.map(\.model.text)
  }

  // MARK: - What goes first

  @Test("R-707: models that match earlier entries go first, the others keep the order of their scores")
  func prefer() throws {
    #expect(try order(RoutingPreferences()) == ["a", "b", "c", "d"])
    #expect(try order(RoutingPreferences(preferred: Preferred(models: ["d", "b"]))) == ["d", "b", "a", "c"])
    #expect(try order(RoutingPreferences(preferred: Preferred(providers: ["acme"]))) == ["b", "c", "a", "d"])
    #expect(try order(RoutingPreferences(preferred: Preferred(providers: ["p3", "acme"]))) == ["c", "b", "a", "d"])
    #expect(try order(RoutingPreferences(preferred: Preferred(regions: ["AP", "eu"]))) == ["c", "b", "a", "d"])
    #expect(try order(RoutingPreferences(preferred: Preferred(models: ["nobody"]))) == ["a", "b", "c", "d"])
  }

  @Test("R-707: the model list counts before the provider list, and that before the region list")
  func dimensions() throws {
    let all = Preferred(models: ["d"], providers: ["acme"], regions: ["ap"])
    #expect(try order(RoutingPreferences(preferred: all)) == ["d", "c", "b", "a"])
    let places = models.map { model in
      all.tier(of: model, at: providers.first { $0.id == model.provider } ?? Provider(id: "x"))
    }
    #expect(places == [7, 5, 4, 3])
    #expect(Preferred().tier(of: models[0], at: providers[0]) == 0)
  }

  @Test("a preference moves nobody in or out, and a model that may not serve stays out however much it is wished for")
  func preferIsNoConstraint() throws {
    let wish = RoutingPreferences(preferred: Preferred(models: ["a"]))
    let denial = RoutingConstraints(models: NameFilter(deny: ["a"]))
    let record = try answer(models, providers: providers, policy: policy(wish, denial))
    #expect(record.verdict.decision?.model == "b")
    #expect(record.excluded == [Exclusion(model: "a", reason: .modelExcluded)])
  }

  @Test("without fallbacks and with an order of providers, only those serve, one behind the other")
  func closedOrder() throws {
    let closed = RoutingPreferences(preferred: Preferred(providers: ["p4", "acme"]), allowsFallbacks: false)
    let record = try answer(models, providers: providers, policy: policy(closed))
    #expect(record.verdict.decision?.model == "d")
    #expect(record.verdict.decision?.fallbacks == ["b", "c"])
    #expect(record.excluded == [Exclusion(model: "a", reason: .providerExcluded)])
    let open = RoutingPreferences(preferred: Preferred(providers: ["p4", "acme"]))
    let decision = try answer(models, providers: providers, policy: policy(open)).verdict.decision
    #expect(decision?.fallbacks == ["b", "c", "a"])
  }

  @Test("without fallbacks and without an order, the chosen model serves alone")
  func noFallbacks() throws {
    let alone = RoutingPreferences(preferred: Preferred(models: ["c"]), allowsFallbacks: false)
    let record = try answer(models, providers: providers, policy: policy(alone))
    #expect(record.verdict.decision?.model == "c")
    #expect(record.verdict.decision?.fallbacks == [])
    #expect(record.ranked.count == 4)
  }

  @Test("only and ignore keep providers in and out, by id and vendor")
  func onlyAndIgnore() throws {
    func left(_ filter: NameFilter) throws -> [String] {
      let bounds = policy(RoutingPreferences(), RoutingConstraints(providers: filter))
      return try answer(models, providers: providers, policy: bounds).ranked.map(\.model.text)
    }
    #expect(try left(NameFilter(allow: ["p1", "acme"])) == ["a", "b", "c"])
    #expect(try left(NameFilter(deny: ["acme", "p4"])) == ["a"])
    #expect(try left(NameFilter(allow: ["acme"], deny: ["p2"])) == ["c"])
  }

  // MARK: - What must hold

  @Test("required parameters must all be taken; what nobody said follows the policy")
  func requiredParameters() throws {
    let wish = RoutingPreferences(requiresParameters: true)
    let request = RoutingRequest(inputTokens: 1, parameters: ParameterSet([.seed, .topK]))
    var model = Model.fixture("m")
    #expect(try reason(model, policy(wish), request: request) == nil)
    #expect(
      try reason(model, policy(wish, reading: .asUnsupported), request: request)
        == .parametersUnsupported(ParameterSet([.seed, .topK])))
    model.parameters = ParameterSet([.seed])
    #expect(try reason(model, policy(wish), request: request) == .parametersUnsupported(ParameterSet([.topK])))
    #expect(try reason(model, policy(RoutingPreferences()), request: request) == nil, "nobody asked")
    model.parameters = ParameterSet([.seed, .topK, .stop])
    #expect(try reason(model, policy(wish, reading: .asUnsupported), request: request) == nil)
    model.parameters = []
    #expect(try reason(model, policy(wish), request: RoutingRequest(inputTokens: 1)) == nil)
  }

  @Test("a list price above its cap keeps a model out, one at the cap does not, and each kind has its own cap")
  func maximumPrices() throws {
    let model = Model(
      id: "m", provider: "p",
      prices: PriceSheet(inputPerThousandTokens: 0.01, outputPerThousandTokens: 0.02, perUnit: 0.03))
    let caps: [(MaximumPrices, PriceSheet.Component, Double)] = [
      (MaximumPrices(inputPerThousandTokens: Dollars(0.01.nextDown)), .input, 0.01),
      (MaximumPrices(outputPerThousandTokens: Dollars(0.02.nextDown)), .output, 0.02),
      (MaximumPrices(perUnit: 0), .unit, 0.03),
    ]
    for (cap, component, price) in caps {
      #expect(!cap.isEmpty)
      let refusal = try #require(try reason(model, policy(RoutingPreferences(maximumPrices: cap))))
      guard case .priceAboveMaximum(component, have: price, need: _) = refusal else {
        Issue.record("\(refusal)")
        continue
      }
    }
    let equal = MaximumPrices(inputPerThousandTokens: 0.01, outputPerThousandTokens: 0.02, perUnit: 0.03)
    #expect(try reason(model, policy(RoutingPreferences(maximumPrices: equal))) == nil)
    #expect(MaximumPrices().isEmpty)
    #expect(MaximumPrices(perUnit: 1).firstExcess(of: model.prices) == nil)
  }

  @Test("caps are about plain prices, not about those of a tier, a cache or a batch")
  func capsArePlain() throws {
    let model = Model(
      id: "m", provider: "p",
      prices: PriceSheet(
        inputPerThousandTokens: 0.01, cachedInputPerThousandTokens: 0.005, batchInputPerThousandTokens: 0.005,
        tiers: [PriceTier(aboveInputTokens: 0, inputPerThousandTokens: 9)]))
    let cap = RoutingPreferences(maximumPrices: MaximumPrices(inputPerThousandTokens: 0.01))
    #expect(try reason(model, policy(cap)) == nil)
  }

  @Test("only the quantisations asked for serve; what nobody said follows the policy")
  func quantizations() throws {
    let wish = RoutingPreferences(quantizations: [.fp8, .bf16])
    var model = Model.fixture("m")
    #expect(try reason(model, policy(wish)) == nil)
    #expect(try reason(model, policy(wish, reading: .asUnsupported)) == .quantizationExcluded(have: nil))
    #expect(try reason(model, policy(RoutingPreferences(), reading: .asUnsupported)) == nil, "empty means any")
    for quantization in Quantization.allCases {
      model.quantization = quantization
      let isWanted = [.fp8, .bf16].contains(quantization)
      for reading in UnknownCapabilityReading.allCases {
        #expect(
          try reason(model, policy(wish, reading: reading))
            == (isWanted ? nil : .quantizationExcluded(have: quantization)))
      }
    }
  }

  @Test(
    "what a host does with prompts must be known to be harmless, and a model's word goes before its provider's",
    arguments: [
      (nil, nil, true), (nil, false, false), (nil, true, true), (false, true, false), (true, false, true),
      (false, nil, false),
    ] as [(Bool?, Bool?, Bool)])
  func dataHandling(ofModel: Bool?, ofProvider: Bool?, isExcluded: Bool) throws {
    for reading in UnknownCapabilityReading.allCases {
      var model = Model.fixture("m")
      var provider = Provider(id: "p")
      model.dataHandling.trainsOnPrompts = ofModel
      provider.dataHandling.trainsOnPrompts = ofProvider
      let noTraining = policy(RoutingPreferences(deniesTraining: true), reading: reading)
      #expect(try reason(model, at: provider, noTraining) == (isExcluded ? .mayTrainOnPrompts : nil))
      model.dataHandling = DataHandling(retainsPrompts: ofModel)
      provider.dataHandling = DataHandling(retainsPrompts: ofProvider)
      let noRetention = policy(RoutingPreferences(requiresZeroRetention: true), reading: reading)
      #expect(try reason(model, at: provider, noRetention) == (isExcluded ? .mayRetainPrompts : nil))
      #expect(try reason(model, at: provider, policy(RoutingPreferences(), reading: reading)) == nil)
    }
  }

  @Test("R-201: a capability that nobody mentioned counts as the policy says")
  func unknownCapability() throws {
    let request = RoutingRequest(inputTokens: 1, requires: CapabilitySet([.vision]))
    #expect(try reason(.fixture("m"), policy(RoutingPreferences()), request: request) == nil)
    #expect(
      try reason(.fixture("m"), policy(RoutingPreferences(), reading: .asUnsupported), request: request)
        == .capabilityMissing(CapabilitySet([.vision])))
  }

  // MARK: - What should hold

  @Test(
    "a host slower than wished at the percentile goes behind all others, and stays a fallback",
    arguments: Percentile.allCases)
  func slowLatency(percentile: Percentile) throws {
    var slow = HealthReading()
    slow.latencyPercentiles[percentile] = 500.5
    let wish = RoutingPreferences(maximumLatency: PercentileBound(500, at: percentile))
    #expect(try order(wish, health: ["p1": slow, "p2": slow]) == ["c", "d", "a", "b"])
    slow.latencyPercentiles[percentile] = 500
    #expect(try order(wish, health: ["p1": slow]) == ["a", "b", "c", "d"], "at the limit is not beyond it")
    var others = HealthReading(
      latency: 9000,
      latencyPercentiles: PercentileReadings(
        p50: 9000, p75: 9000, p90: 9000, p95: 9000, p99: 9000))
    others.latencyPercentiles[percentile] = nil
    let health: [ProviderID: HealthReading] = ["p1": others, "p2": others, "p3": others, "p4": others]
    #expect(try order(wish, health: health) == ["a", "b", "c", "d"], "unknown is not slow")
  }

  @Test(
    "a host of less throughput than wished at the percentile goes behind all others", arguments: Percentile.allCases)
  func slowThroughput(percentile: Percentile) throws {
    var slow = HealthReading()
    slow.tokenTimePercentiles[percentile] = 20.5
    let wish = RoutingPreferences(minimumThroughput: PercentileBound(50, at: percentile))
    #expect(try order(wish, health: ["p1": slow]) == ["b", "c", "d", "a"])
    slow.tokenTimePercentiles[percentile] = 20
    #expect(try order(wish, health: ["p1": slow]) == ["a", "b", "c", "d"], "50 tokens a second are enough")
    slow.tokenTimePercentiles[percentile] = 0
    #expect(try order(wish, health: ["p1": slow]) == ["a", "b", "c", "d"])
    #expect(try order(RoutingPreferences(), health: ["p1": slow]) == ["a", "b", "c", "d"])
  }

  @Test("slow hosts go behind even where they are preferred, in the order of preference among themselves")
  func slowAndPreferred() throws {
    let slow = HealthReading(latencyPercentiles: PercentileReadings(p50: 900))
    let wish = RoutingPreferences(
      preferred: Preferred(models: ["d", "c"]), maximumLatency: PercentileBound<Millisecond>(500))
    #expect(try order(wish, health: ["p4": slow, "p1": slow]) == ["c", "b", "d", "a"])
  }

  @Test("where every host is slow, the best of them serves")
  func allSlow() throws {
    let slow = HealthReading(latencyPercentiles: PercentileReadings(p50: 900))
    let wish = RoutingPreferences(maximumLatency: PercentileBound<Millisecond>(500))
    let health: [ProviderID: HealthReading] = ["p1": slow, "p2": slow, "p3": slow, "p4": slow]
    #expect(try order(wish, health: health) == ["a", "b", "c", "d"])
  }

  // MARK: - Sorting

  @Test("sorting by price, latency or throughput replaces the score, whatever the mode")
  func sorting() throws {
    let models = [
      Model.fixture("a", at: "p1", weight: 1, output: 0.03), .fixture("b", at: "p2", weight: 9, output: 0.01),
      .fixture("c", at: "p3", weight: 5, output: 0.02),
    ]
    let health: [ProviderID: HealthReading] = [
      "p1": HealthReading(latency: 20, tokenTimePercentiles: PercentileReadings(p50: 20), errorRate: 1),
      "p2": HealthReading(latency: 30, tokenTimePercentiles: PercentileReadings(p50: 10)),
      "p3": HealthReading(latency: 10, tokenTimePercentiles: PercentileReadings(p50: 30)),
    ]
    func sorted(_ key: SortKey, _ mode: RoutingMode?) throws -> [String] {
      let policy = RoutingPolicy(
        mode: mode, maximumCost: 0.01, defaulted: [], preferences: RoutingPreferences(sort: key),
        scoring: ScoringParameters(normalization: .absolute, latencyFloor: 0))
      var unlimited = policy
      unlimited.maximumCost = nil
      return try answer(models, policy: unlimited, health: health).ranked.map(\.model.text)
    }
    for mode in [nil, RoutingMode.highConfidence, .thompson] {
      #expect(try sorted(.price, mode) == ["b", "c", "a"])
      #expect(try sorted(.latency, mode) == ["c", "a", "b"])
      #expect(try sorted(.throughput, mode) == ["b", "a", "c"])
    }
  }

  @Test("what is preferred goes before what is sorted")
  func sortedTiers() throws {
    let wish = RoutingPreferences(preferred: Preferred(models: ["d"]), sort: .latency)
    let health: [ProviderID: HealthReading] = [
      "p1": HealthReading(latency: 30), "p2": HealthReading(latency: 10), "p3": HealthReading(latency: 20),
      "p4": HealthReading(latency: 40),
    ]
    #expect(try order(wish, health: health) == ["d", "b", "c", "a"])
  }
}
