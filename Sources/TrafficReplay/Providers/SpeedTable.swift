import RoutingCore

/// How fast each model of a registry answers in a world, ready to draw from.
///
/// What a provider of which nothing is known is like follows from the seed and its id alone, so that other providers
/// which come or go do not change it.
struct SpeedTable: Sendable {
  private let speeds: [Speed]
  private let tables: [LogNormalTable]

  private struct Speed: Sendable {
    let firstToken: Double
    let firstTokenTable: Int
    let tokenInterval: Double
    let tokenIntervalTable: Int
    let firstTokenSpread: Double
  }

  init(of registry: ModelRegistry, in world: ProviderWorld, seed: UInt64) {
    var tables: [LogNormalTable] = []
    var places: [Double: Int] = [:]
    func place(of spread: Double) -> Int {
      if let place = places[spread] { return place }
      tables.append(LogNormalTable(spread: spread))
      places[spread] = tables.count - 1
      return tables.count - 1
    }
    let defaults = world.defaults
    let firstTokens = LogNormalTable(spread: defaults.firstTokenAcrossProviders.spread)
    let intervals = LogNormalTable(spread: defaults.tokenIntervalAcrossProviders.spread)
    let profiles = Dictionary(world.profiles.map { ($0.provider, $0) }, uniquingKeysWith: { first, _ in first })
    speeds = registry.models.map { model in
      let profile = profiles[model.provider]
      var dice = SeededGenerator(seed: seed, stream: StableHash.hash(model.provider.text))
      let firstToken = defaults.firstTokenAcrossProviders.median * firstTokens.factor(dice.next())
      let interval = defaults.tokenIntervalAcrossProviders.median * intervals.factor(dice.next())
      let speed = profile?.speedOfModels[model.id] ?? profile?.speed
      let firstTokenSpread = speed?.firstToken.spread ?? defaults.firstTokenSpread
      return Speed(
        firstToken: speed?.firstToken.median ?? firstToken, firstTokenTable: place(of: firstTokenSpread),
        tokenInterval: speed?.tokenInterval.median ?? interval,
        tokenIntervalTable: place(of: speed?.tokenInterval.spread ?? defaults.tokenIntervalSpread),
        firstTokenSpread: firstTokenSpread)
    }
    self.tables = tables
  }

  /// The time to the first token that 64 random bits stand for, in milliseconds.
  func firstToken(of model: ModelHandle, _ bits: UInt64) -> Double {
    let speed = speeds[model.index]
    return speed.firstToken * tables[speed.firstTokenTable].factor(bits)
  }

  /// The time between two tokens that 64 random bits stand for, in milliseconds.
  func tokenInterval(of model: ModelHandle, _ bits: UInt64) -> Double {
    let speed = speeds[model.index]
    return speed.tokenInterval * tables[speed.tokenIntervalTable].factor(bits)
  }

  /// The mean of each model's time to the first token over a time, where more than that counts as that; from 0 to 1.
  ///
  /// The mean over 1,024 equally likely strata, each taken at its middle.
  func meanShares(of time: Milliseconds) -> [Double] {
    var factors: [Double: [Double]] = [:]
    return speeds.map { speed in
      let spread = speed.firstTokenSpread
      let ours = factors[spread] ?? SpeedTable.quantiles(spread: spread)
      factors[spread] = ours
      return ours.reduce(0) { $0 + min(speed.firstToken * $1 / time.value, 1) } / Double(ours.count)
    }
  }

  private static func quantiles(spread: Double) -> [Double] {
    let count = 1024
    return (0..<count).map { place in
      let chance = (Double(place) + 0.5) / Double(count)
      let distance = NormalQuantile.distance(ofTail: min(chance, 1 - chance))
      return ElementaryFunctions.exp(spread * (chance < 0.5 ? -distance : distance))
    }
  }
}
