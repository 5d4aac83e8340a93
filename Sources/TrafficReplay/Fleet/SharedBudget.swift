import RoutingCore

/// One budget for all replicas, each of which knows its own spending at once and that of the others late.
///
/// What a replica has spent in all only grows and only it writes it, so sums of the latest that is known of each may be
/// told late and twice (a grow-only counter: Shapiro and others, "Conflict-free replicated data types", 2011). A replica
/// serves while what it knows lies below the limit. Whatever is paid for beyond the limit was allowed without knowing of
/// what others spent within the delay and one interval before, so that is all that the limit can be overshot by, and the
/// last request.
struct SharedBudget: Sendable {
  private(set) var spending: FleetSpending
  private var own: [NanoDollars]
  /// What the others see of each.
  private var heard: [NanoDollars]
  private var isExhausted: [Bool]
  private var news: DelayedNews<NanoDollars>

  init(_ limit: NanoDollars, replicas: Int, schedule: PublicationSchedule) {
    spending = FleetSpending(limit: limit)
    own = Array(repeating: .zero, count: replicas)
    heard = own
    isExhausted = Array(repeating: false, count: replicas)
    news = DelayedNews(schedule, replicas: replicas)
  }

  /// Whether a replica serves a request at `now`; where not, the refusal is counted.
  mutating func admits(_ replica: Int, at now: Moment) -> Bool {
    if !isExhausted[replica] {
      var known = own[replica]
      for other in own.indices where other != replica {
        while let cost = news.next(from: other, at: now) { heard[other] = heard[other].adding(cost) }
        known = known.adding(heard[other])
      }
      isExhausted[replica] = known >= spending.limit
    }
    if isExhausted[replica] { spending.refuse() }
    return !isExhausted[replica]
  }

  /// A replica has paid for a request.
  mutating func pay(_ cost: NanoDollars, from replica: Int, at now: Moment) {
    spending.pay(cost)
    own[replica] = own[replica].adding(cost)
    if own.count > 1 { news.tell(cost, from: replica, at: now) }
  }
}
