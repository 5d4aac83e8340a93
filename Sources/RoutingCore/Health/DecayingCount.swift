/// A count in which old events weigh less: one half-life ago counts half.
///
/// Reading projects the count to any later moment without changing it, so a read never alters what the next read sees.
public struct DecayingCount: Hashable, Sendable {
  private var weight = 0.0
  /// The latest event, which means nothing while the count is zero.
  private(set) var asOf = Moment.zero

  /// Makes an empty count.
  public init() {}

  /// The count at `now`; a moment before the last event reads as that event's own.
  public func value(at now: Moment, halfLife: Milliseconds) -> Double {
    guard weight > 0 else { return 0 }
    let age = max(now.milliseconds(since: asOf), 0)
    return halfLife.value > 0 ? weight * ElementaryFunctions.exp2(-age / halfLife.value) : weight
  }

  /// Adds an event at `now`; one that arrives out of order counts in full.
  public mutating func add(_ amount: Double, at now: Moment, halfLife: Milliseconds) {
    let old = value(at: now, halfLife: halfLife)
    asOf = weight > 0 ? max(asOf, now) : now
    weight = old + amount
  }
}
