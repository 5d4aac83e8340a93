import RoutingCore
import RoutingTestSupport
import Testing

/// Records of a decision that can be changed by hand, and decided again.
private struct Situation {
  var models: [Model]
  var health: [ProviderID: HealthReading] = [:]
  var policy = RoutingPolicy()
  var request = RoutingRequest(inputTokens: 1000)

  func engine() throws -> RoutingEngine {
    try RoutingEngine(
      registry: ModelRegistry(
        models: models, providers: Set(models.map(\.provider)).sorted().map { Provider(id: $0) }))
  }

  func record() throws -> DecisionRecord {
    let engine = try engine()
    return engine.record(
      for: request, policy: policy, health: HealthSnapshot(of: engine.registry, readings: health))
  }

  func changes(inFavourOf model: ModelID) throws -> [SingleChange] {
    let engine = try engine()
    return engine.smallestChanges(
      inFavourOf: model, request, policy: policy, health: HealthSnapshot(of: engine.registry, readings: health))
  }

  /// The situation with one number set, as a person would set it.
  func applying(_ lever: SingleChange.Lever, _ value: Double, to id: ModelID) throws -> Situation {
    var changed = self
    let place = try #require(models.firstIndex { $0.id == id })
    let provider = models[place].provider
    switch lever {
    case .priceFactor: changed.models[place].prices = Situation.scaled(models[place].prices, by: value)
    case .weight: changed.models[place].weight = Int(value)
    case .contextWindow: changed.models[place].contextWindow = TokenCount(Int(value))
    case .latency:
      var reading = health[provider] ?? HealthReading()
      reading.latencyConfidence = 1
      if policy.latencyMeasure == .tail {
        reading.latencyPercentiles.p95 = Milliseconds(value)
      } else {
        reading.latency = Milliseconds(value)
      }
      changed.health[provider] = reading
    case .errorRate: changed.health[provider, default: HealthReading()].errorRate = try #require(Fraction(value))
    case .maximumCost: changed.policy.maximumCost = Dollars(value)
    case .minimumWeight: changed.policy.minimumWeight = Int(value)
    }
    return changed
  }

  private static func scaled(_ sheet: PriceSheet, by factor: Double) -> PriceSheet {
    var scaled = sheet
    scaled.inputPerThousandTokens *= factor
    scaled.outputPerThousandTokens *= factor
    scaled.perUnit *= factor
    scaled.cachedInputPerThousandTokens = sheet.cachedInputPerThousandTokens.map { $0 * factor }
    scaled.batchInputPerThousandTokens = sheet.batchInputPerThousandTokens.map { $0 * factor }
    scaled.batchOutputPerThousandTokens = sheet.batchOutputPerThousandTokens.map { $0 * factor }
    for place in scaled.tiers.indices {
      scaled.tiers[place].inputPerThousandTokens = sheet.tiers[place].inputPerThousandTokens.map { $0 * factor }
      scaled.tiers[place].outputPerThousandTokens = sheet.tiers[place].outputPerThousandTokens.map { $0 * factor }
      scaled.tiers[place].cachedInputPerThousandTokens =
        sheet.tiers[place].cachedInputPerThousandTokens.map { $0 * factor }
    }
    for place in scaled.perUnitByResolution.indices { scaled.perUnitByResolution[place].perUnit *= factor }
    return scaled
  }

  /// Whether a change had the effect that it promises.
  func shows(_ effect: SingleChange.Effect, for id: ModelID) throws -> Bool {
    let record = try record()
    switch effect {
    case .wins: return record.verdict.decision?.model == id
    case .mayServe: return record.ranked.contains { $0.model == id }
    }
  }
}

@Suite(.offThePool) struct SingleChangeTests {
  private let rival = Model.fixture("rival", at: "p1", weight: 8)

  /// The changes for `m`, as lever, what is and what would have to be.
  private func changes(_ model: Model, _ policy: RoutingPolicy) throws -> [String] {
    try Situation(models: [rival, model], policy: policy).changes(inFavourOf: "m").map { change in
      #expect(change.effect == .mayServe)
      return "\(change.lever.name) \(change.have) \(change.need)"
    }
  }

  @Test("a model over budget may serve with a higher budget, of exactly its cost, or at lower prices")
  func budget() throws {
    let situation = Situation(
      models: [rival, .fixture("m", at: "p2", input: 0.25)], policy: RoutingPolicy(maximumCost: 0.0625))
    let changes = try situation.changes(inFavourOf: "m")
    #expect(changes.map(\.lever) == [.priceFactor, .maximumCost], "a quarter of the price is the smaller change")
    #expect(changes.last?.have == 0.0625 && changes.last?.need == 0.25 && changes.last?.effect == .mayServe)
    #expect(changes.first?.have == 1)
    #expect(abs((changes.first?.need ?? 0) - 0.25) < 1e-12)
    #expect(changes.map(\.size).sorted() == changes.map(\.size))
  }

  @Test("a model below the minimum weight may serve with more weight or a lower minimum")
  func minimumWeight() throws {
    #expect(
      try changes(.fixture("m", at: "p2", weight: 3), RoutingPolicy(minimumWeight: 7)).sorted()
        == ["min_weight 7.0 3.0", "weight 3.0 7.0"])
    #expect(
      try changes(.fixture("m", at: "p2", weight: 3), RoutingPolicy(minimumWeight: 11)) == ["min_weight 11.0 3.0"],
      "no weight reaches 11")
  }

  @Test("a model whose window is too small may serve with a window of the prompt and its headroom")
  func window() throws {
    #expect(
      try changes(.fixture("m", at: "p2", window: 1000), RoutingPolicy()) == ["max_context_tokens 1000.0 1150.0"])
  }

  @Test("a model above a price cap may serve at lower prices, all caps at once")
  func priceCap() throws {
    let caps = MaximumPrices(inputPerThousandTokens: 0.5, outputPerThousandTokens: 0.25)
    let situation = Situation(
      models: [rival, .fixture("m", at: "p2", input: 1, output: 1)],
      policy: RoutingPolicy(maximumCost: nil, preferences: RoutingPreferences(maximumPrices: caps)))
    let changes = try situation.changes(inFavourOf: "m")
    #expect(changes.map(\.lever) == [.priceFactor])
    #expect(abs((changes.first?.need ?? 0) - 0.25) < 1e-12)
    let free = MaximumPrices(inputPerThousandTokens: 0)
    var strict = situation
    strict.policy.preferences.maximumPrices = free
    let none = try strict.changes(inFavourOf: "m")
    #expect(none.allSatisfy { $0.need == 0 }, "nothing but a price of nothing will do")
  }

  @Test("a model that fails two filters, one that no number helps, the winner and an unknown one have no change")
  func none() throws {
    let weak = Model.fixture("m", at: "p2", weight: 3, window: 10)
    #expect(try changes(weak, RoutingPolicy(minimumWeight: 7)).isEmpty)
    var off = Model.fixture("m", at: "p2")
    off.isEnabled = false
    #expect(try changes(off, RoutingPolicy()).isEmpty)
    let denial = RoutingConstraints(models: NameFilter(deny: ["m"]))
    #expect(try changes(.fixture("m", at: "p2"), RoutingPolicy(constraints: denial)).isEmpty)
    let situation = Situation(models: [rival, .fixture("m", at: "p2")])
    #expect(try situation.changes(inFavourOf: "rival").isEmpty)
    #expect(try situation.changes(inFavourOf: "nobody").isEmpty)
    var down = situation
    down.health = ["p2": HealthReading(isAvailable: false)]
    #expect(try down.changes(inFavourOf: "m").isEmpty)
    let preferred = Situation(
      models: [rival, .fixture("m", at: "p2")],
      policy: RoutingPolicy(preferences: RoutingPreferences(preferred: Preferred(models: ["rival"]))))
    #expect(try preferred.changes(inFavourOf: "m").isEmpty, "no number beats a wish")
  }

  @Test("a model behind another by weight alone wins with as much weight, one whole step at a time")
  func winningWeight() throws {
    let situation = Situation(models: [rival, .fixture("m", at: "p2", weight: 5)])
    let changes = try situation.changes(inFavourOf: "m")
    #expect(changes.map(\.lever) == [.weight])
    #expect(changes.first?.have == 5 && changes.first?.need == 8, "at equal weight the lower id wins")
    #expect(changes.first?.effect == .wins)
    #expect(changes.first?.size == 0.3)
  }

  @Test("a model that fails two filters has no change, even where one number would mend both")
  func twoFilters() throws {
    let caps = RoutingPreferences(maximumPrices: MaximumPrices(inputPerThousandTokens: 0.5))
    let dear = Model.fixture("m", at: "p2", input: 1)
    #expect(try changes(dear, RoutingPolicy(maximumCost: nil, preferences: caps)).count == 1)
    #expect(try changes(dear, RoutingPolicy(maximumCost: 0.5, preferences: caps)).isEmpty)
  }

  @Test("R-506: where the tail of the latency is scored, the tail is what would have to change")
  func tail() throws {
    let slow = HealthReading(latency: 10, latencyPercentiles: PercentileReadings(p95: 4000))
    let situation = Situation(
      models: [rival, .fixture("m", at: "p2", weight: 8)],
      health: ["p1": HealthReading(latency: 1000, latencyPercentiles: PercentileReadings(p95: 1000)), "p2": slow],
      policy: RoutingPolicy(strategy: .latencyFirst))
    let change = try #require(try situation.changes(inFavourOf: "m").first { $0.lever == .latency })
    #expect(change.have == 4000)
    #expect(abs(change.need - 1000) < 1e-6)
    let changed = try situation.applying(.latency, change.need, to: "m")
    #expect(try changed.shows(.wins, for: "m"))
  }

  /// How large a change is: the share of what it changes, and tenths for weights.
  private func size(_ change: SingleChange) -> Double {
    switch change.lever {
    case .weight, .minimumWeight: abs(change.need - change.have) / 10
    default: abs(change.need - change.have) / change.have
    }
  }

  @Test("every lever has a name of its own")
  func leverNames() {
    #expect(
      SingleChange.Lever.allCases.map(\.name) == [
        "price_factor", "weight", "latency_ms", "error_rate", "max_context_tokens", "max_budget_usd", "min_weight",
      ])
  }

  // MARK: - Laws

  private func randomSituation(_ dice: inout Dice, isPlain: Bool) -> Situation {
    var models: [Model] = []
    var health: [ProviderID: HealthReading] = [:]
    for number in 0..<dice.number(2...4) {
      let provider = ProviderID("p\(number)")
      var model = Model.fixture(
        ModelID("m\(number)"), at: provider, weight: dice.number(0...10), window: dice.pick([nil, nil, 1000, 1200]),
        input: dice.logUniform(1e-4, 0.03), output: dice.logUniform(1e-4, 0.05))
      if dice.chance(0.3) { model.prices.cachedInputPerThousandTokens = dice.logUniform(1e-5, 0.01) }
      if dice.chance(0.2) { model.prices.batchInputPerThousandTokens = model.prices.inputPerThousandTokens / 2 }
      if dice.chance(0.3) {
        model.prices.tiers = [PriceTier(aboveInputTokens: 500, inputPerThousandTokens: dice.logUniform(1e-4, 0.03))]
      }
      models.append(model)
      var reading = HealthReading(
        latency: Milliseconds(dice.logUniform(20, 15_000)), errorRate: Fraction(dice.generator.unit() / 2) ?? 0)
      if dice.chance(0.3) { reading.latencyPercentiles.p95 = Milliseconds(dice.logUniform(20, 15_000)) }
      if !isPlain {
        if dice.chance(0.3) { reading.latency = nil }
        if dice.chance(0.2) { reading.state = .degraded }
        if dice.chance(0.2) { reading.latencyConfidence = 0.5 }
      }
      health[provider] = reading
    }
    var caps = MaximumPrices()
    if dice.chance(0.15) { caps.inputPerThousandTokens = 0.01 }
    let policy = RoutingPolicy(
      mode: dice.chance(0.7) ? dice.pick(RoutingMode.allCases) : nil,
      strategy: dice.chance(0.5) ? dice.pick(RoutingStrategy.allCases) : nil,
      maximumCost: dice.pick([nil, 0.05, 0.02]), minimumWeight: dice.chance(0.7) ? 0 : dice.number(1...8),
      preferences: RoutingPreferences(maximumPrices: caps),
      scoring: ScoringParameters(normalization: isPlain ? .absolute : dice.pick(Normalization.allCases)))
    let request = RoutingRequest(
      inputTokens: 1000, cachedInputTokens: dice.pick([0, 400]), outputTokens: 500, isBatch: dice.chance(0.2))
    return Situation(models: models, health: health, policy: policy, request: request)
  }

  private static let cases = Law.defaultCases * 2 / 3

  @Test("every change works when it is made by hand, in any random situation")
  func changesWork() throws {
    var dice = Dice(seed: 0xC4A1)
    var seen: Set<String> = []
    for number in 0..<SingleChangeTests.cases {
      let situation = randomSituation(&dice, isPlain: false)
      let model = dice.pick(situation.models).id
      let changes = try situation.changes(inFavourOf: model)
      #expect(changes.map(\.size) == changes.map(\.size).sorted())
      for change in changes {
        #expect(change.size == size(change))
        seen.insert("\(change.effect) \(change.lever)")
        let changed = try situation.applying(change.lever, change.need, to: model)
        guard try changed.shows(change.effect, for: model) else {
          Issue.record("case \(number), \(model): \(change) does not work in \(situation)")
          return
        }
      }
    }
    let all = [
      "wins priceFactor", "wins weight", "wins latency", "wins errorRate", "mayServe priceFactor", "mayServe weight",
      "mayServe contextWindow", "mayServe maximumCost", "mayServe minimumWeight",
    ]
    #expect(seen == Set(all) || Law.defaultCases < 1500)
  }

  @Test("under absolute scales a change that is one in a thousand smaller, or one whole number, does not suffice")
  func changesAreSmall() throws {
    var dice = Dice(seed: 0xC4A2)
    for number in 0..<SingleChangeTests.cases {
      let situation = randomSituation(&dice, isPlain: true)
      let model = dice.pick(situation.models).id
      for change in try situation.changes(inFavourOf: model) {
        let nearly: Double
        switch change.lever {
        case .weight, .contextWindow: nearly = change.need - 1
        case .minimumWeight: nearly = change.need + 1
        case .priceFactor, .latency, .errorRate, .maximumCost:
          nearly = change.have + 0.999 * (change.need - change.have)
        }
        let changed = try situation.applying(change.lever, nearly, to: model)
        guard try !changed.shows(change.effect, for: model) else {
          Issue.record("case \(number), \(model): \(nearly) would do for \(change) in \(situation)")
          return
        }
      }
    }
  }
}
