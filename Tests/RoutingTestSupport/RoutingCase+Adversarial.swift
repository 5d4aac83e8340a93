package import RoutingCore

extension RoutingCase {
  /// A case whose numbers are chosen to break what a faster path may assume: prices one bit apart, prices against each
  /// other, prices at either end of what a registry takes, everybody alike, and up to 600 models.
  package init(adversarialSeed seed: UInt64) {
    self.init(seed: seed)
    var dice = Dice(seed: seed &+ 0xBAD)
    providers = (0..<dice.pick([1, 1, 2, 5, 40])).map { number in
      Provider(id: ProviderID("p\(number)"), isEnabled: dice.chance(0.97), canStream: dice.chance(0.9))
    }
    health = dice.readings(of: providers, style: dice.number(0...4))
    models = dice.adversarialModels(providerCount: providers.count)
    directory = ModelDirectory(wildcardPool: [])
    if dice.chance(0.3), let member = models.first {
      directory.plans = [
        ModelPlan(name: "crew", members: [member.id.text, "nobody"], mode: dice.pick([nil, .cheap, .planning]))
      ]
    }
    request.hint = nil
    arms = nil
    turn = 0
  }
}

/// How the prices of a registry relate to each other.
private enum PriceStyle: CaseIterable {
  case equal, lastBit, nearTheReach, opposed, proportional, extreme, few, wide
}

extension Dice {
  mutating func adversarialModels(providerCount: Int) -> [Model] {
    let count = pick([1, 2, 3, 8, 33, 64, 120, 200, 350, 600])
    let style = pick(PriceStyle.allCases)
    let unitStyle = pick(PriceStyle.allCases)
    let weights = pick([[5], [0], [10], [0, 10], Array(0...10)])
    let windows = pick([[0], [0], [4096, 8192, 128_000, 1 << 50], Array(1...90).map { $0 * 100 }])
    let tierThreshold = chance(0.15) ? 1000 : nil
    let base = pick([1.0, 0.003, 1e-260, 1e90, logUniform(1e-6, 1)])
    return (0..<count).map { number in
      let price = pair(style, number, of: count, base: base)
      var sheet = PriceSheet(
        inputPerThousandTokens: price.0, outputPerThousandTokens: price.1,
        perUnit: pair(unitStyle, number, of: count, base: base).0)
      if let tierThreshold, chance(0.5) {
        let dearer = pair(style, count - number, of: count, base: base)
        sheet.tiers = [
          PriceTier(
            aboveInputTokens: TokenCount(clamping: tierThreshold), inputPerThousandTokens: dearer.0,
            outputPerThousandTokens: dearer.1)
        ]
      }
      let provider = chance(0.02) ? "unregistered" : "p\(self.number(0...providerCount - 1))"
      // Ids fall as often as they rise with the number, so that ties of prices are settled against the order.
      return Model(
        id: ModelID("m\(chance(0.5) ? number : 9999 - number)-\(number)"), provider: ProviderID(provider),
        weight: pick(weights), contextWindow: TokenCount(clamping: pick(windows)), prices: sheet,
        kinds: pick([.chat, .chat, .chat, ModelKindSet([.chat, .image])]),
        capabilities: chance(0.7) ? CapabilityKnowledge() : capabilities(), isEnabled: chance(0.98))
    }
  }

  private mutating func pair(_ style: PriceStyle, _ number: Int, of count: Int, base: Double) -> (Double, Double) {
    switch style {
    case .equal: return (base, base)
    case .lastBit: return (bits(above: base, self.number(0...5)), bits(above: base, self.number(0...5)))
    case .nearTheReach:
      let step = pick([0x1p-52, 0x1p-49, 0x1p-48, 0x1p-47, 0x1p-44, 0x1p-30])
      return (base * (1 + step * Double(self.number(0...3))), chance(0.5) ? base : base * pick([1, 1 + step, 1024]))
    case .opposed: return (base * Double(number + 1), base * Double(count - number))
    case .proportional: return (base * Double(self.number(0...9)), 3 * base * Double(self.number(0...9)))
    case .extreme:
      let extremes = [0, 0x1p-1074, 1e-300, 1e-270, 1.1e-270, 1e-250, 1e100, 1, 0.5]
      return (pick(extremes), pick(extremes))
    case .few: return (pick([0, 0.001, 0.002, 0.01]), pick([0, 0.001, 0.002, 0.01]))
    case .wide: return (logUniform(1e-6, 0.2), logUniform(1e-6, 0.2))
    }
  }

  private func bits(above value: Double, _ steps: Int) -> Double {
    (0..<steps).reduce(value) { value, _ in value.nextUp }
  }

  /// Readings that differ in everything, in nothing, in one number only, or that leave nobody within reach.
  package mutating func readings(of providers: [Provider], style: Int) -> [ProviderID: HealthReading] {
    var readings: [ProviderID: HealthReading] = [:]
    for provider in providers {
      switch style {
      case 0: readings[provider.id] = HealthReading(latency: 100, errorRate: 0.01)
      case 1: readings[provider.id] = HealthReading(latency: 100, errorRate: pick([0, 0x1p-1074, 0.01]))
      case 2: readings[provider.id] = HealthReading(isAvailable: false)
      case 3:
        readings[provider.id] = HealthReading(
          state: pick([.healthy, .degraded]), latency: pick([0, 80, 100, 120]), errorRate: pick([0, 0.01, 0.5]))
      default: if chance(0.8) { readings[provider.id] = reading() }
      }
    }
    return readings
  }
}
