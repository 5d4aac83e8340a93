package import RoutingCore

/// Draws the values of a random case.
package struct Dice {
  package var generator: SeededGenerator

  package init(seed: UInt64) {
    generator = SeededGenerator(seed: seed, stream: 0xD1CE)
  }

  package mutating func chance(_ probability: Double) -> Bool { generator.unit() < probability }
  package mutating func pick<T>(_ values: [T]) -> T { values[generator.index(below: values.count)] }
  package mutating func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + generator.index(below: range.count)
  }

  /// A number between the bounds, uniform in its logarithm.
  package mutating func logUniform(_ low: Double, _ high: Double) -> Double {
    low * ElementaryFunctions.exp(generator.unit() * ElementaryFunctions.log(high / low))
  }

  mutating func provider(number: Int) -> Provider {
    Provider(
      id: ProviderID("p\(number)"), isEnabled: chance(0.9), canStream: chance(0.8),
      region: chance(0.5) ? Region(pick(["EU", "us", "ap"])) : nil,
      vendor: chance(0.4) ? pick(["Acme", "globex", "P1"]) : nil, dataHandling: dataHandling())
  }

  mutating func dataHandling() -> DataHandling {
    chance(0.6)
      ? DataHandling()
      : DataHandling(retainsPrompts: pick([nil, true, false]), trainsOnPrompts: pick([nil, true, false]))
  }

  package mutating func reading() -> HealthReading {
    HealthReading(
      isAvailable: chance(0.9), state: pick([.healthy, .healthy, .degraded, .down]), latency: latency(),
      latencyPercentiles: chance(0.5) ? PercentileReadings() : percentiles(),
      tokenTimePercentiles: chance(0.6) ? PercentileReadings() : percentiles(),
      latencyConfidence: chance(0.7) ? 1 : Fraction(pick([0, 0.5, generator.unit()])) ?? 1, errorRate: errorRate(),
      isRateLimited: chance(0.07), credentialsAreLocked: chance(0.05), isEjected: chance(0.07),
      ramp: chance(0.7) ? 1 : Fraction(pick([0, 0.1, generator.unit()])) ?? 1,
      requestsInFlight: chance(0.5) ? 0 : number(0...80))
  }

  mutating func percentiles() -> PercentileReadings {
    PercentileReadings(p50: latency(), p75: latency(), p90: latency(), p95: latency(), p99: latency())
  }

  mutating func latency() -> Milliseconds? {
    if chance(0.3) { return nil }
    return Milliseconds(pick([0, 50, 100, 100, 250, 0x1p-1030, 1e300, generator.unit() * 3000]))
  }

  mutating func errorRate() -> Fraction {
    Fraction(pick([0, 0, 0.01, 0.05, 0.5, 1, 0x1p-1074, generator.unit()])) ?? 0
  }

  mutating func windows() -> [Int] {
    switch number(0...3) {
    case 0: [0]
    case 1: [0, 100, 4096, 8192, 128_000]
    case 2: [100, 101, 115, 116, 1000]
    default: (0..<150).map { _ in number(1...200_000) }
    }
  }

  mutating func price() -> Double {
    switch number(0...9) {
    case 0, 1: 0
    case 2, 3: pick([0.001, 0.002, 0.01])
    case 4: pick([0x1p-1074, 1e-300, 1e-250, 1e100])
    default: logUniform(1e-5, 0.2)
    }
  }

  package mutating func model(number index: Int, providerCount: Int, windows: [Int]) -> Model {
    let provider = chance(0.05) ? "unregistered" : "p\(number(0...max(providerCount - 1, 0)))"
    let prefix = chance(0.2) ? pick(["p0/", "lab/", "lab/x/"]) : ""
    return Model(
      id: ModelID("\(prefix)\(pick(["m", "é", "z", "M"]))\(index)"), provider: ProviderID(provider),
      name: chance(0.3) ? pick(["alpha", "beta"]) : nil, weight: chance(0.5) ? 5 : number(0...10),
      contextWindow: TokenCount(pick(windows)),
      prices: prices(),
      kinds: chance(0.85) ? .chat : ModelKindSet([pick(ModelKind.allCases), pick(ModelKind.allCases)]),
      capabilities: capabilities(), parameters: chance(0.4) ? nil : parameters(),
      quantization: chance(0.5) ? nil : pick(Quantization.allCases), dataHandling: dataHandling(),
      region: chance(0.2) ? Region(pick(["eu", "us"])) : nil, trafficWeight: pick([0, 1, 1, 3.5, 1e300]),
      isEnabled: chance(0.93))
  }

  mutating func prices() -> PriceSheet {
    var sheet = PriceSheet(
      inputPerThousandTokens: price(), outputPerThousandTokens: price(), perUnit: chance(0.3) ? price() : 0)
    if chance(0.3) { sheet.cachedInputPerThousandTokens = price() }
    if chance(0.2) { sheet.batchInputPerThousandTokens = price() }
    if chance(0.2) { sheet.batchOutputPerThousandTokens = price() }
    if chance(0.2) {
      sheet.tiers = [0, 100, 4000].filter { _ in chance(0.5) }.map { threshold in
        PriceTier(
          aboveInputTokens: TokenCount(clamping: threshold), inputPerThousandTokens: chance(0.8) ? price() : nil,
          outputPerThousandTokens: chance(0.5) ? price() : nil,
          cachedInputPerThousandTokens: chance(0.3) ? price() : nil)
      }
    }
    if chance(0.2) {
      sheet.perUnitByResolution = ["720p", "1080p"].map { ResolutionPrice(resolution: $0, perUnit: price()) }
    }
    return sheet
  }

  mutating func parameters() -> ParameterSet {
    ParameterSet(RequestParameter.allCases.filter { _ in chance(0.7) })
  }

  mutating func directory(models: [Model]) -> ModelDirectory {
    guard chance(0.6), !models.isEmpty else { return ModelDirectory(wildcardPool: []) }
    let targets = [pick(models).id, pick(models).id, "nobody"]
    var distinct: [ModelID] = []
    for target in targets where !distinct.contains(target) { distinct.append(target) }
    var directory = ModelDirectory(
      aliases: ["fast", pick(["alpha", pick(models).id.text + "-a"])].map { name in
        ModelAlias(
          name: name, variants: distinct.map { ModelAlias.Variant(model: $0, weight: number(1...9)) },
          isEnabled: chance(0.8), stickiness: pick(AliasStickiness.allCases))
      })
    directory.plans = [pick(["crew", "beta"])].map { name in
      ModelPlan(
        name: name, members: (0..<number(1...4)).map { _ in pick([pick(models).id.text, "alpha", "p0/beta", "zzz"]) },
        mode: pick([nil, .cheap, .highConfidence, .thompson]), isEnabled: chance(0.9))
    }
    directory.wildcardPool =
      chance(0.3) ? [] : [pick(models).id.text, pick(models).name, "nobody", pick(models).id.text]
    return directory
  }

  mutating func arms(models: [Model]) -> ThompsonArms? {
    if chance(0.3) { return nil }
    var arms = ThompsonArms(sampling: .exact)
    for model in models where chance(0.6) {
      arms[model.id, pick(TokenBucket.allCases)] = BetaDistribution(
        alpha: pick([1, 0, 0.3, 2, 100, 1 + 50 * generator.unit()]), beta: pick([1, -1, 0.5, 3, 100, 0x1p-20]))
    }
    return arms
  }

  mutating func capabilities() -> CapabilityKnowledge {
    var knowledge = CapabilityKnowledge()
    for capability in Capability.allCases {
      switch number(0...3) {
      case 0: knowledge.unsupported.formUnion(CapabilitySet([capability]))
      case 1, 2: knowledge.supported.formUnion(CapabilitySet([capability]))
      default: break
      }
    }
    return knowledge
  }

  package mutating func request(
    models: [Model], directory: ModelDirectory = ModelDirectory(wildcardPool: [])
  ) -> RoutingRequest {
    let kind: ModelKind = chance(0.85) ? .chat : pick(ModelKind.allCases)
    return RoutingRequest(
      id: pick(["", "r\(number(0...99))"]), apiKey: pick([nil, "", "k1"]), kind: kind,
      inputTokens: TokenCount(clamping: tokens()),
      cachedInputTokens: chance(0.7) ? .zero : TokenCount(clamping: tokens()),
      outputTokens: TokenCount(clamping: tokens()), units: pick([-1, 0, 1, 4, 1 << 40]),
      resolution: chance(0.6) ? nil : pick(["720p", "1080p", "8k"]), isBatch: chance(0.15), isStreaming: chance(0.3),
      requires: chance(0.6) ? [] : CapabilitySet([pick(Capability.allCases), pick(Capability.allCases)]),
      parameters: chance(0.6) ? [] : ParameterSet([pick(RequestParameter.allCases), pick(RequestParameter.allCases)]),
      hint: chance(0.45) ? ModelReference(hint(models, directory), isStrict: chance(0.4)) : nil,
      affinity: chance(0.6) ? nil : AffinityKey(session: "s\(number(0...9))"))
  }

  /// Every form of a reference, known and unknown.
  mutating func hint(_ models: [Model], _ directory: ModelDirectory) -> String {
    let model = models.isEmpty ? Model.fixture("m0") : pick(models)
    return pick([
      model.id.text, model.id.text, model.name, "alpha", "beta", "nobody", "*", " \(model.id) ", "", "p0/alpha",
      "P0/beta", "ACME/alpha", "globex/\(model.name)", "\(model.provider)/\(model.name)",
      "\(model.provider)/\(model.id)", "elsewhere/alpha", "p1/nobody", "fast", "crew", "/alpha", "alpha/",
      directory.aliases.last?.name ?? "fast",
      String(model.id.text.split(separator: "/").last ?? "x"),
    ])
  }

  mutating func tokens() -> Int {
    switch number(0...9) {
    case 0: 0
    case 1: pick([1, 86, 87, 100, 870, 3562, 7123])
    case 2: pick([Int.max, 1 << 53, 1 << 40])
    default: Int(logUniform(1, 200_000))
    }
  }

  mutating func policy(models: [Model], providers: [Provider], request: RoutingRequest) -> RoutingPolicy {
    RoutingPolicy(
      mode: chance(0.8) ? pick(RoutingMode.allCases) : nil,
      strategy: chance(0.5) ? pick(RoutingStrategy.allCases) : nil,
      maximumCost: budget(models: models, request: request),
      deadline: pick([nil, 0, 0x1p-1074, 500, 20_000]), minimumWeight: chance(0.6) ? 0 : number(-1...12),
      defaulted: DefaultedFields(rawValue: UInt8(number(0...7))),
      constraints: chance(0.6) ? RoutingConstraints() : constraints(models: models),
      preferences: chance(0.5) ? RoutingPreferences() : preferences(models: models),
      unknownCapabilities: pick(UnknownCapabilityReading.allCases),
      scoring: ScoringParameters(
        normalization: pick(Normalization.allCases), latencyFloor: pick([0, 100]), failureFloor: pick([0, 0.05]),
        degradedPenalty: pick([0, 0.5, 1]), unknownLatency: pick(UnknownLatencyReading.allCases)),
      picker: picker(), affinity: chance(0.7) ? nil : affinityRule())
  }

  mutating func picker() -> Picker {
    let temperature = pick([.nan, -1, 0.05, 0.3, 5, .infinity, 1e-300])
    return pick([
      .best, .best, .best, .exploring(temperature: temperature), .softmax(temperature: temperature), .weighted,
      .inverseSquarePrice, .twoChoices,
    ])
  }

  mutating func affinityRule() -> AffinityRule {
    AffinityRule(scoreSlack: pick([0, 0.1, 2]), loadSlack: pick([0, 8, 32]), loadRatio: pick([0, 1.1]))
  }

  mutating func preferences(models: [Model]) -> RoutingPreferences {
    let names = models.isEmpty ? ["m0"] : [pick(models).id.text, "alpha", "beta"]
    return RoutingPreferences(
      preferred: chance(0.5)
        ? Preferred()
        : Preferred(
          models: chance(0.5) ? [] : [pick(names), pick(names)],
          providers: chance(0.5) ? [] : [pick(["p1", "acme"]), "p0"],
          regions: chance(0.6) ? [] : ["US", "eu"]),
      allowsFallbacks: chance(0.8), requiresParameters: chance(0.3),
      maximumPrices: chance(0.7)
        ? MaximumPrices()
        : MaximumPrices(
          inputPerThousandTokens: pick([nil, 0.001, 0.01]), outputPerThousandTokens: pick([nil, 0.002, 0.05]),
          perUnit: pick([nil, 0, 0.01])),
      quantizations: chance(0.8) ? [] : [pick(Quantization.allCases), .fp8, .bf16], deniesTraining: chance(0.1),
      requiresZeroRetention: chance(0.1),
      minimumThroughput: chance(0.7) ? nil : PercentileBound(pick([0, 10, 1e300]), at: pick(Percentile.allCases)),
      maximumLatency: chance(0.7) ? nil : PercentileBound(pick([0, 100, 500]), at: pick(Percentile.allCases)),
      sort: chance(0.7) ? nil : pick(SortKey.allCases))
  }

  /// None, a round one, or exactly what one of the models costs.
  mutating func budget(models: [Model], request: RoutingRequest) -> Dollars? {
    switch number(0...3) {
    case 0: return nil
    case 1: return pick([0, 0.05, 0.001, 0x1p-1074])
    case 2: return Dollars(logUniform(1e-5, 10))
    default:
      guard !models.isEmpty else { return nil }
      return CostEstimator.cost(of: request, at: pick(models).prices)
    }
  }

  mutating func constraints(models: [Model]) -> RoutingConstraints {
    RoutingConstraints(
      models: names(models.isEmpty ? ["m0"] : [pick(models).id.text, pick(models).name, "alpha"]),
      providers: names(["p0", "p1", "p2", "acme", "Globex"]),
      regions: chance(0.5)
        ? NameFilter()
        : .regions(
          allow: chance(0.5) ? [] : [pick(["EU", "us"]), pick(["EU", "us", "*"])], deny: chance(0.3) ? ["US"] : []))
  }

  mutating func names(_ pool: [String]) -> NameFilter {
    let filter = NameFilter(
      allow: chance(0.5) ? [] : [pick(pool), pick(pool + ["*"])], deny: chance(0.6) ? [] : [pick(pool)])
    return chance(0.8) ? filter : filter.narrowed(by: NameFilter(allow: pool))
  }
}
