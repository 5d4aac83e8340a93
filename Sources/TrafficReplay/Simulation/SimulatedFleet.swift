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
  private let acceleration: Double
  private let spreads = LogNormalTable(spread: spreadWithinHost)

  private static let medianLatency = 330.0
  private static let spreadAcrossHosts = 0.89
  private static let spreadWithinHost = 0.24
  private static let millisecondsBetweenBreakdowns = 91.5 * 3_600_000
  private static let breakdownMilliseconds = 55.0 * 60_000

  private struct Host: Sendable {
    let latency: Double
    let errorRate: Double
    var isBroken = false
    var changesAt: Moment
    var dice: SeededGenerator
  }

  /// Makes a fleet for a registry's providers.
  ///
  /// With an `acceleration` of 1000, breakdowns come every five and a half minutes instead of every four days, so
  /// that a short replay sees some.
  public init(of registry: ModelRegistry, seed: UInt64, acceleration: Double = 1000) {
    self.acceleration = acceleration
    generator = SeededGenerator(seed: seed, stream: 4)
    let acrossHosts = LogNormalTable(spread: SimulatedFleet.spreadAcrossHosts)
    hosts = registry.providers.indices.map { index in
      var dice = SeededGenerator(seed: seed, stream: 1000 + UInt64(index))
      let latency = SimulatedFleet.medianLatency * acrossHosts.factor(dice.next())
      let errorRate = 0.002 + 0.018 * dice.unit()
      let firstBreakdown = SimulatedFleet.exponential(
        mean: SimulatedFleet.millisecondsBetweenBreakdowns / acceleration, using: &dice)
      return Host(
        latency: latency, errorRate: errorRate, changesAt: Moment(milliseconds: firstBreakdown), dice: dice)
    }
  }

  /// What comes of an attempt at a provider; moments must not go backwards from call to call.
  public mutating func attempt(at provider: ProviderHandle, now: Moment) -> AttemptOutcome {
    advance(provider.index, to: now)
    let host = hosts[provider.index]
    let failed = generator.unit() < (host.isBroken ? 0.9 : host.errorRate)
    let spread = spreads.factor(generator.next())
    return failed ? .failure() : .success(latency: Milliseconds(host.latency * spread) ?? 0)
  }

  private mutating func advance(_ index: Int, to now: Moment) {
    guard hosts[index].changesAt <= now else { return }
    let cycle = SimulatedFleet.millisecondsBetweenBreakdowns + SimulatedFleet.breakdownMilliseconds
    if now.milliseconds(since: hosts[index].changesAt) > 100 * cycle / acceleration {
      // So long ago that nothing is left of it, and walking there could take for ever: begin anew from the share of
      // time that hosts are broken. Exponential durations have no memory, so the rest of this one is as long as any.
      hosts[index].isBroken = hosts[index].dice.unit() < SimulatedFleet.breakdownMilliseconds / cycle
      scheduleChange(index, after: now)
    }
    // At the end of representable time a change cannot move any later, and would never come to pass.
    while hosts[index].changesAt <= now, hosts[index].changesAt < Moment(nanoseconds: .max) {
      hosts[index].isBroken.toggle()
      scheduleChange(index, after: hosts[index].changesAt)
    }
  }

  private mutating func scheduleChange(_ index: Int, after moment: Moment) {
    let mean =
      hosts[index].isBroken ? SimulatedFleet.breakdownMilliseconds : SimulatedFleet.millisecondsBetweenBreakdowns
    // At least a microsecond, so that no acceleration makes the walk endless.
    let duration = max(SimulatedFleet.exponential(mean: mean / acceleration, using: &hosts[index].dice), 0.001)
    hosts[index].changesAt = moment.advanced(byMilliseconds: duration)
  }

  private static func exponential(mean: Double, using dice: inout SeededGenerator) -> Double {
    -mean * ElementaryFunctions.log(1 - dice.unit())
  }
}
