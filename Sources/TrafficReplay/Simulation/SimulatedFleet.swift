public import RoutingCore

/// Providers that answer, fail and break down by the dice of a seed.
///
/// The figures come from measurements: a host's median time to first token is log-normal around 0.33 s with a
/// logarithmic spread of 0.89 (61 model and host pairs from two places, thefastest.ai, 2024-05-03); one host's requests
/// spread by 0.24 around it (median over 16 pairs, LLMPerf, 2023-12-19); breakdowns start 91.5 hours apart and last 55
/// minutes (Anthropic's status page, 2023-03 to 2024-08). See `Data/PROVENANCE.md`. The error rate outside breakdowns,
/// 0.2 % to 2 %, is an assumption.
public struct SimulatedFleet: Sendable {
  private var hosts: [Host]
  private var generator: SeededGenerator
  private let spreads = LogNormalTable(spread: spreadWithinHost)

  private static let medianLatency = 330.0
  private static let spreadAcrossHosts = 0.89
  private static let spreadWithinHost = 0.24
  private static let millisecondsBetweenBreakdowns = 91.5 * 3_600_000
  private static let breakdownMilliseconds = 55.0 * 60_000

  private struct Host: Sendable {
    let latency: Double
    let errorRate: Double
    var outages: OutageProcess
  }

  /// Makes a fleet for a registry's providers.
  ///
  /// With an `acceleration` of 1000, breakdowns come every five and a half minutes instead of every four days, so
  /// that a short replay sees some.
  public init(of registry: ModelRegistry, seed: UInt64, acceleration: Double = 1000) {
    self.init(
      of: registry, seed: seed,
      meanUp: SimulatedFleet.duration(SimulatedFleet.millisecondsBetweenBreakdowns / acceleration),
      meanDown: SimulatedFleet.duration(SimulatedFleet.breakdownMilliseconds / acceleration))
  }

  /// Makes a fleet whose providers break down as often and for as long as is said; both means are positive.
  public init(of registry: ModelRegistry, seed: UInt64, meanUp: Milliseconds, meanDown: Milliseconds) {
    generator = SeededGenerator(seed: seed, stream: 4)
    let acrossHosts = LogNormalTable(spread: SimulatedFleet.spreadAcrossHosts)
    hosts = registry.providers.indices.map { index in
      var dice = SeededGenerator(seed: seed, stream: 1000 + UInt64(index))
      let latency = SimulatedFleet.medianLatency * acrossHosts.factor(dice.next())
      let errorRate = 0.002 + 0.018 * dice.unit()
      return Host(
        latency: latency, errorRate: errorRate,
        outages: OutageProcess(meanUp: meanUp, meanDown: meanDown, generator: dice))
    }
  }

  /// Whether a provider is broken down; moments must not go backwards from call to call, and asking throws no dice of
  /// an attempt.
  public mutating func isDown(_ provider: ProviderHandle, at now: Moment) -> Bool {
    hosts[provider.index].outages.advance(to: now)
    return hosts[provider.index].outages.isDown
  }

  /// What comes of an attempt at a provider; moments must not go backwards from call to call.
  public mutating func attempt(at provider: ProviderHandle, now: Moment) -> AttemptOutcome {
    hosts[provider.index].outages.advance(to: now)
    let host = hosts[provider.index]
    let failed = generator.unit() < (host.outages.isDown ? 0.9 : host.errorRate)
    let spread = spreads.factor(generator.next())
    return failed ? .failure() : .success(latency: Milliseconds(host.latency * spread) ?? 0)
  }

  /// Takes as many draws as an attempt, for a request that is not attempted.
  ///
  /// With that, the luck of a request follows from its number alone, whatever became of those before it.
  public mutating func skipAttempt() {
    _ = generator.unit()
    _ = generator.next()
  }

  /// No acceleration makes nothing or infinity of a duration.
  private static func duration(_ milliseconds: Double) -> Milliseconds {
    Milliseconds(min(max(milliseconds, 1e-300), 1e300)) ?? 1
  }
}
