public import RoutingCore

/// What one tick of a router did.
public struct TickReport: Hashable, Sendable {
  /// Outcomes that went into the health of their providers.
  public internal(set) var folded = 0
  /// Outcomes of providers that have left the registry since.
  public internal(set) var orphaned = 0
  /// Entries whose worker's ring was full, so that they took a lock on the way; a shorter time between ticks avoids it.
  public internal(set) var spilled = 0
  /// Outcomes that were collected and wait for the next tick, because of the limit.
  public internal(set) var backlog = 0
  /// The age of the oldest outcome folded, or nil where none was: how stale the health was before this tick.
  public internal(set) var staleness: Milliseconds?
  /// Changes of state, in the order in which they came about.
  public internal(set) var transitions: [HealthTransition] = []
  /// The number of the publication that this tick made.
  public internal(set) var generation: UInt64 = 0
}
