public import RoutingCore

/// What replicas that keep to one budget have spent, and whom they refused.
public struct FleetSpending: Hashable, Sendable {
  /// What all replicas together may spend.
  public let limit: NanoDollars
  /// What they have spent.
  public private(set) var spent = NanoDollars.zero
  /// The requests that were paid for.
  public private(set) var paid = 0
  /// The requests turned away for want of money.
  public private(set) var refused = 0
  /// Those of them turned away while the fleet as a whole had money left.
  public private(set) var refusedEarly = 0
  /// What was left when the first request was turned away; nil where none was.
  public private(set) var leftAtFirstRefusal: NanoDollars?

  init(limit: NanoDollars) {
    self.limit = limit
  }

  /// What was spent beyond the limit.
  public var overshoot: NanoDollars { spent.subtracting(limit) }
  /// What was left of the limit at the end.
  public var left: NanoDollars { limit.subtracting(spent) }

  mutating func pay(_ cost: NanoDollars) {
    spent = spent.adding(cost)
    paid += 1
  }

  mutating func refuse() {
    refused += 1
    if spent < limit { refusedEarly += 1 }
    if leftAtFirstRefusal == nil { leftAtFirstRefusal = left }
  }
}
