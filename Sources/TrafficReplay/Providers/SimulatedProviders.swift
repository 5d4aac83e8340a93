import RoutingCore

/// The providers of a registry on virtual time, as a world describes them.
///
/// The draws of an attempt follow from the seed, the number of its request and the number of the attempt: whatever a
/// policy chooses, and whichever part of a trace is replayed, a request meets the same luck. Breakdowns by chance follow
/// from the seed alone. Moments must not go backwards from call to call.
struct SimulatedProviders: Sendable {
  private var hosts: [SimulatedHost]
  private var vendors: [VendorOutages]
  private let speeds: SpeedTable
  /// Nil for a model whose provider the registry does not have; no policy may choose it.
  private let hostOfModel: [Int?]
  private let seed: UInt64

  /// How many tokens a prefix block of a trace has, as in Mooncake's.
  static let tokensPerBlock = 512

  init(of registry: ModelRegistry, in world: ProviderWorld, seed: UInt64) {
    self.seed = seed
    speeds = SpeedTable(of: registry, in: world, seed: seed)
    hostOfModel = registry.modelHandles.map { registry.provider(of: $0)?.index }
    let given = Dictionary(world.profiles.map { ($0.provider, $0) }, uniquingKeysWith: { first, _ in first })
    let profiles = registry.providers.map { given[$0.id] ?? ProviderProfile(of: $0.id) }
    let groups = VendorGroups(of: profiles, defaults: world.defaults)
    vendors = groups.outages(seed: seed)
    hosts = zip(profiles, groups.places).map { profile, place in
      var dice = SeededGenerator(seed: seed, stream: StableHash.hash(profile.provider.text) &+ 1)
      return SimulatedHost(profile, defaults: world.defaults, dice: dice.unit(), vendor: place)
    }
  }

  /// What comes of an attempt; attempts of a request are numbered from 0.
  mutating func attempt(
    _ number: Int, of request: UInt64, _ lengths: AttemptLengths, at model: ModelHandle, now: Moment
  ) -> SimulatedAttempt {
    var dice = SeededGenerator(seed: seed, stream: StableHash.mix(request, UInt64(number)))
    let (chance, firstBits, intervalBits) = (dice.unit(), dice.next(), dice.next())
    guard let place = hostOfModel[model.index] else { return .rejected }
    let errorRate = errorRate(of: place, at: now)
    if hosts[place].rate != nil {
      guard let lease = try? hosts[place].rate?.reserve(.zero, now: now) else { return .rejected }
      // Requests are what is counted, so nothing is left to be known of this one.
      try? hosts[place].rate?.settle(lease, actual: .zero)
    }
    let fails = chance < errorRate
    let firstToken = speeds.firstToken(of: model, firstBits)
    let interval = speeds.tokenInterval(of: model, intervalBits)
    let service = fails ? firstToken : firstToken + interval * Double(max(lengths.outputTokens - 1, 0))
    var wait = 0.0
    if hosts[place].queue != nil {
      let beginning = hosts[place].queue?.admit(at: now, service: SimulatedProviders.duration(service))
      guard let beginning else { return .rejected }
      wait = max(beginning.milliseconds(since: now), 0)
    }
    if fails { return .failed(after: SimulatedProviders.duration(wait + firstToken)) }
    let hits = hosts[place].cache?.use(lengths.prefixBlocks, of: model, at: now) ?? 0
    return .answered(
      SimulatedAttempt.Answer(
        wait: SimulatedProviders.duration(wait), firstToken: SimulatedProviders.duration(firstToken),
        tokenInterval: SimulatedProviders.duration(interval),
        cachedTokens: min(hits * SimulatedProviders.tokensPerBlock, lengths.inputTokens)))
  }

  /// The chance that an attempt fails now, for each provider of the registry.
  mutating func errorRates(at now: Moment, into rates: inout [Double]) {
    rates.removeAll(keepingCapacity: true)
    for place in hosts.indices { rates.append(errorRate(of: place, at: now)) }
  }

  /// The mean of each model's time to the first token over a time, where more than that counts as that.
  func meanShares(of time: Milliseconds) -> [Double] { speeds.meanShares(of: time) }

  private mutating func errorRate(of place: Int, at now: Moment) -> Double {
    var isDown = false
    if let vendor = hosts[place].vendor { isDown = vendors[vendor.group].isDown(vendor.region, at: now) }
    return hosts[place].errorRate(at: now, isDown: isDown)
  }

  /// What is drawn is positive and finite, but a world may have it as large as it likes.
  private static func duration(_ milliseconds: Double) -> Milliseconds {
    Milliseconds(min(milliseconds, 1e15)) ?? 0
  }
}
