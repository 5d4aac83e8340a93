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
      vendor: chance(0.4) ? pick(["Acme", "globex", "P1"]) : nil)
  }

  package mutating func reading() -> HealthReading {
    HealthReading(
      isAvailable: chance(0.9), state: pick([.healthy, .healthy, .degraded, .down]), latency: latency(),
      tailLatency: chance(0.3) ? latency() : nil, errorRate: errorRate(), isRateLimited: chance(0.07),
      credentialsAreLocked: chance(0.05))
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
    return Model(
      id: ModelID("\(pick(["m", "é", "z", "M"]))\(index)"), provider: ProviderID(provider),
      name: chance(0.3) ? pick(["alpha", "beta"]) : nil, weight: chance(0.5) ? 5 : number(0...10),
      contextWindow: TokenCount(pick(windows)),
      prices: PriceSheet(
        inputPerThousandTokens: price(), outputPerThousandTokens: price(), perUnit: chance(0.3) ? price() : 0),
      kinds: chance(0.85) ? .chat : ModelKindSet([pick(ModelKind.allCases), pick(ModelKind.allCases)]),
      capabilities: capabilities(), region: chance(0.2) ? Region(pick(["eu", "us"])) : nil, isEnabled: chance(0.93))
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

  package mutating func request(models: [Model]) -> RoutingRequest {
    let kind: ModelKind = chance(0.85) ? .chat : pick(ModelKind.allCases)
    let hint: ModelID? =
      chance(0.3) ? (chance(0.2) || models.isEmpty ? "nobody" : models[generator.index(below: models.count)].id) : nil
    return RoutingRequest(
      kind: kind, inputTokens: TokenCount(clamping: tokens()), outputTokens: TokenCount(clamping: tokens()),
      units: pick([-1, 0, 1, 4, 1 << 40]), isStreaming: chance(0.3),
      requires: chance(0.6) ? [] : CapabilitySet([pick(Capability.allCases), pick(Capability.allCases)]), hint: hint)
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
      constraints: chance(0.6) ? RoutingConstraints() : constraints(models: models),
      unknownCapabilities: pick(UnknownCapabilityReading.allCases),
      scoring: ScoringParameters(
        normalization: pick(Normalization.allCases), latencyFloor: pick([0, 100]), failureFloor: pick([0, 0.05]),
        degradedPenalty: pick([0, 0.5, 1]), unknownLatency: pick(UnknownLatencyReading.allCases)),
      explorationTemperature: chance(0.8) ? 0 : pick([.nan, -1, 0.3, 5, .infinity, 1e-300]))
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
      providers: names(["p0", "p1", "p2", "acme", "globex"]),
      regions: chance(0.5)
        ? NameFilter() : .regions(allow: names(["EU", "us"]).allow, deny: chance(0.3) ? ["US"] : []))
  }

  mutating func names(_ pool: [String]) -> NameFilter {
    NameFilter(
      allow: chance(0.5) ? [] : [pick(pool), pick(pool + ["*"])], deny: chance(0.6) ? [] : [pick(pool)])
  }
}
