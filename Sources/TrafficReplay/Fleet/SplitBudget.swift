import RoutingCore

/// A budget cut into equal parts, one for each replica, which then need not hear of each other.
///
/// What does not divide goes to the first replicas, so the parts add up to the whole.
struct SplitBudget: Sendable {
  private(set) var spending: FleetSpending
  private let parts: [NanoDollars]
  private var own: [NanoDollars]

  init(_ limit: NanoDollars, replicas: Int) {
    spending = FleetSpending(limit: limit)
    let (part, rest) = limit.value.quotientAndRemainder(dividingBy: Int64(replicas))
    parts = (0..<replicas).map { NanoDollars(Int64($0) < rest ? part + 1 : part) ?? .zero }
    own = Array(repeating: .zero, count: replicas)
  }

  /// Whether a replica serves a request; where not, the refusal is counted.
  mutating func admits(_ replica: Int) -> Bool {
    guard own[replica] >= parts[replica] else { return true }
    spending.refuse()
    return false
  }

  /// A replica has paid for a request.
  mutating func pay(_ cost: NanoDollars, from replica: Int) {
    spending.pay(cost)
    own[replica] = own[replica].adding(cost)
  }
}
