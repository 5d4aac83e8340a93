/// What one limit has counted, in its latest window and in all.
///
/// The window only moves forward. Were an earlier moment to bring an earlier window back, that window would have
/// forgotten what it spent, and a clock that jumps to and fro could spend it again.
struct BudgetCounter: Hashable, Sendable {
  let limit: BudgetLimit
  /// The latest window that was touched; the least number before any was.
  private(set) var window = Int64.min
  private var spent = NanoDollars.zero
  private var reserved = NanoDollars.zero
  private var reservedEarlier = NanoDollars.zero
  private var spentInAll = NanoDollars.zero

  init(limit: BudgetLimit) {
    self.limit = limit
  }

  /// Begins the window that holds `now`, unless it is the latest or lies before it.
  mutating func advance(to now: Moment) {
    let next = limit.window(at: now)
    guard next > window else { return }
    window = next
    reservedEarlier = reservedEarlier.adding(reserved)
    reserved = .zero
    spent = .zero
  }

  /// How the limit stands at `now`, or in the latest window where `now` lies before it.
  func standing(at now: Moment) -> BudgetStanding {
    var counter = self
    counter.advance(to: now)
    return BudgetStanding(
      limit: limit, spent: counter.spent, reserved: counter.reserved, reservedEarlier: counter.reservedEarlier,
      spentInAll: counter.spentInAll, resetsAt: limit.period.map { $0.end(ofWindow: counter.window) })
  }

  /// Holds `amount` in the latest window; the caller has seen that it fits, and so no sum here can overflow.
  mutating func hold(_ amount: NanoDollars) {
    reserved = reserved.adding(amount)
  }

  /// Frees `amount` in the window where it was held.
  mutating func free(_ amount: NanoDollars, heldIn window: Int64) {
    if window == self.window {
      reserved = reserved.subtracting(amount)
    } else {
      reservedEarlier = reservedEarlier.subtracting(amount)
    }
  }

  /// Charges `amount` to `window`; a window that is over keeps no sum of its own, only its share in that of all.
  mutating func charge(_ amount: NanoDollars, to window: Int64) {
    if window == self.window { spent = spent.adding(amount) }
    spentInAll = spentInAll.adding(amount)
  }
}
