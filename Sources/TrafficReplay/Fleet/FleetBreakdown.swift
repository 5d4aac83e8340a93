public import RoutingCore

/// What became of one breakdown of a provider, from its first request to the end of it.
public struct FleetBreakdown: Hashable, Sendable {
  /// The provider that broke down.
  public let provider: ProviderHandle
  /// The first arrival of a request, anywhere in the fleet, at which the provider was broken.
  public let start: Moment
  /// The attempts sent there while it was broken.
  public internal(set) var attempts = 0
  /// Those of them sent by replicas that had not noticed.
  public internal(set) var unawareAttempts = 0
  /// The last of those, or the start where there was none.
  public internal(set) var lastUnawareAttempt: Moment
  /// Whether all replicas that sent an attempt had noticed before it ended.
  public internal(set) var isNoticedByAll = true

  init(of provider: ProviderHandle, at start: Moment) {
    self.provider = provider
    self.start = start
    lastUnawareAttempt = start
  }

  /// How long requests went there that were no probes: until every replica's health book and what it had heard kept them
  /// away, or until the breakdown ended.
  public var timeUntilNoticed: Milliseconds { Milliseconds(lastUnawareAttempt.milliseconds(since: start)) ?? 0 }
}
