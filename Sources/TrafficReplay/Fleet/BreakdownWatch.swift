import RoutingCore

/// Follows which replicas have noticed which breakdowns.
///
/// A replica has noticed once a reading that it decides with keeps requests away from the provider. What it sends there
/// afterwards, when the cooldown is over, are probes.
struct BreakdownWatch: Sendable {
  /// The breakdowns that are over and during which somebody was sent there unaware.
  private(set) var tried: [FleetBreakdown] = []
  /// How many are over during which nobody was.
  private(set) var untried = 0
  private var current: [Watched?]

  private struct Watched: Sendable {
    var breakdown: FleetBreakdown
    var hasNoticed: [Bool]
    var hasSent: [Bool]
  }

  init(providers: Int) {
    current = Array(repeating: nil, count: providers)
  }

  /// Whether a breakdown of the provider is under way.
  func isDown(_ provider: ProviderHandle) -> Bool { current[provider.index] != nil }

  /// A provider has broken down; some replicas may keep away from it already.
  mutating func began(_ provider: ProviderHandle, at now: Moment, replicas: [FleetReplica]) {
    current[provider.index] = Watched(
      breakdown: FleetBreakdown(of: provider, at: now), hasNoticed: replicas.map { !$0.sends(to: provider) },
      hasSent: Array(repeating: false, count: replicas.count))
  }

  /// A provider works again.
  mutating func ended(_ provider: ProviderHandle) {
    guard var watched = current[provider.index] else { return }
    current[provider.index] = nil
    guard watched.breakdown.unawareAttempts > 0 else {
      untried += 1
      return
    }
    watched.breakdown.isNoticedByAll = zip(watched.hasSent, watched.hasNoticed).allSatisfy { !$0 || $1 }
    tried.append(watched.breakdown)
  }

  /// A replica decides with a new reading.
  mutating func hasRead(_ replica: FleetReplica, number: Int) {
    for place in current.indices where current[place] != nil && !replica.sends(to: ProviderHandle(index: place)) {
      current[place]?.hasNoticed[number] = true
    }
  }

  /// A replica sends an attempt; returns whether it goes, unaware, to a provider that is broken.
  mutating func sent(to provider: ProviderHandle, from number: Int, now: Moment) -> Bool {
    guard var watched = current[provider.index] else { return false }
    watched.breakdown.attempts += 1
    let isUnaware = !watched.hasNoticed[number]
    if isUnaware {
      watched.breakdown.unawareAttempts += 1
      watched.breakdown.lastUnawareAttempt = now
      watched.hasSent[number] = true
    }
    current[provider.index] = watched
    return isUnaware
  }
}
