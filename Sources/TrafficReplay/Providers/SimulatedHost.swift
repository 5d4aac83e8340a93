import RoutingCore

/// One simulated provider: what it is like, and how it stands.
struct SimulatedHost: Sendable {
  /// The share of attempts that fail while it is up.
  let errorRate: Double
  /// The share that fails while it is down by chance.
  let outageErrorRate: Double
  /// In order of their beginnings.
  let downtimes: [Downtime]
  /// Which of the vendors' outages befall it, and as which region.
  let vendor: (group: Int, region: Int)?
  var queue: ServerQueue?
  var rate: RateWindow?
  var cache: PrefixCache?

  init(_ profile: ProviderProfile, defaults: ProviderDefaults, dice: Double, vendor: (group: Int, region: Int)?) {
    let rates = defaults.errorRates
    errorRate = profile.errorRate ?? rates.lowerBound + (rates.upperBound - rates.lowerBound) * dice
    outageErrorRate = (profile.outages ?? defaults.outages)?.errorRate ?? 0
    downtimes = profile.downtimes
    self.vendor = vendor
    queue = profile.capacity.map { ServerQueue(slots: max($0.slots, 1), longestLine: $0.longestLine) }
    rate = profile.requestsPerMinute.flatMap { limit in
      (try? RateLimit(requests: limit, tokens: nil, period: .minute)).map { RateWindow(limit: $0) }
    }
    cache = profile.prefixCacheLifetime.map { PrefixCache(lifetime: $0) }
  }

  /// The chance that an attempt at a moment fails.
  func errorRate(at now: Moment, isDown: Bool) -> Double {
    let own = isDown ? max(outageErrorRate, errorRate) : errorRate
    guard !downtimes.isEmpty else { return own }
    let scripted = downtimes.lazy.filter { $0.start <= now && now < $0.end }.map(\.errorRate).max() ?? 0
    return max(own, scripted)
  }
}
