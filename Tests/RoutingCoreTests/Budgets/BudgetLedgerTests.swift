import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct BudgetLedgerTests {
  private static let daily = BudgetLimit(scope: .key("k"), amount: 10, period: .day)
  private static let inAll = BudgetLimit(scope: .key("k"), amount: 15)
  private static let team = BudgetLimit(scope: .team("t"), amount: 4, period: .hour)

  private func ledger() throws -> BudgetLedger {
    try BudgetLedger(limits: [Self.team, Self.daily, Self.inAll])
  }

  @Test("limits are sorted by scope and from the longest window down, in whatever order they are given")
  func limitOrder() throws {
    #expect(try ledger().limits == [Self.inAll, Self.daily, Self.team])
    #expect(try BudgetLedger(limits: [Self.inAll, Self.team, Self.daily]) == ledger())
  }

  @Test("two limits of a scope for one period are refused", arguments: [BudgetPeriod.day, nil])
  func duplicates(period: BudgetPeriod?) throws {
    let limits = [1, 2].map { BudgetLimit(scope: .tag("x"), amount: .of($0), period: period) }
    #expect(throws: InvalidBudget.duplicateLimit(.tag("x"), period)) { try BudgetLedger(limits: limits) }
  }

  @Test("a reservation holds its amount under every limit until it is settled for what was spent")
  func settle() throws {
    var ledger = try ledger()
    let reservation = try ledger.reserve(4, in: [.team("t"), .key("k")], now: .zero)
    #expect(ledger.standings(of: .key("k"), now: .zero).map(\.reserved) == [4, 4])
    #expect(ledger.standings(of: .team("t"), now: .zero).map(\.remaining) == [0])
    try ledger.settle(reservation, actual: 3, now: .zero)
    #expect(ledger.standings(of: .key("k"), now: .zero).map(\.spent) == [3, 3])
    #expect(ledger.standings(of: .key("k"), now: .zero).map(\.remaining) == [12, 7])
    #expect(ledger.standings(of: .team("t"), now: .zero).map(\.remaining) == [1])
    #expect(ledger.standings(now: .zero).map(\.remaining) == [12, 7, 1])
    #expect(ledger.openReservations.isEmpty)
  }

  @Test("a refusal tells the scope, the limit, how it stands, what was asked and when it resets")
  func refusal() throws {
    var ledger = try ledger()
    let first = try ledger.reserve(2, in: [.team("t")], now: .zero)
    try ledger.settle(first, actual: 1, now: .zero)
    _ = try ledger.reserve(2, in: [.team("t")], now: .zero)
    let error = try #require(throws: BudgetExceeded.self) {
      try ledger.reserve(2, in: [.key("k"), .team("t")], now: .ms(5))
    }
    #expect(error.scope == .team("t"))
    #expect(error.limit == Self.team)
    #expect(error.spent == 1)
    #expect(error.reserved == 2)
    #expect(error.asked == 2)
    #expect(error.resetsAt == .ms(3_600_000))
    #expect(ledger.standings(of: .key("k"), now: .zero).allSatisfy { $0.reserved == .zero })
  }

  @Test("of several exceeded limits the one that resets last is told")
  func longestIsTold() throws {
    var ledger = try ledger()
    let error = try #require(throws: BudgetExceeded.self) { try ledger.reserve(16, in: [.key("k")], now: .zero) }
    #expect(error.limit == Self.inAll)
    #expect(error.resetsAt == nil)
  }

  @Test("a reservation is closed exactly once, and only by its own ledger")
  func exactlyOnce() throws {
    var ledger = try ledger()
    let reservation = try ledger.reserve(1, in: [.key("k")], now: .zero)
    try ledger.release(reservation)
    let closed = ledger
    #expect(throws: LeaseProblem.alreadyClosed(number: 0)) { try ledger.release(reservation) }
    #expect(throws: LeaseProblem.alreadyClosed(number: 0)) { try ledger.settle(reservation, actual: 1, now: .zero) }
    var other = try BudgetLedger(limits: [Self.team])
    #expect(throws: LeaseProblem.unknown(number: 0)) { try other.release(reservation) }
    _ = try other.reserve(1, in: [.team("t")], now: .ms(1))
    #expect(throws: LeaseProblem.unknown(number: 0)) { try other.release(reservation) }
    #expect(ledger == closed)
  }

  @Test("what was reserved in one window and settled in a later one is charged to the first, and kept in the sum")
  func lateSettlement() throws {
    var ledger = try ledger()
    let tomorrow = Moment.ms(86_400_000)
    let reservation = try ledger.reserve(6, in: [.key("k")], now: .zero)
    _ = try ledger.reserve(7, in: [.key("k")], now: tomorrow)
    #expect(ledger.standings(of: .key("k"), now: tomorrow)[1].reservedEarlier == 6)
    try ledger.settle(reservation, actual: 8, now: tomorrow)
    let standings = ledger.standings(of: .key("k"), now: tomorrow)
    #expect(standings.map(\.spent) == [8, 0])
    #expect(standings.map(\.reserved) == [7, 7])
    #expect(standings.map(\.reservedEarlier) == [0, 0])
    #expect(standings.map(\.spentInAll) == [8, 8])
  }

  @Test("an overshoot is charged in full, and then nothing fits, not even a free call")
  func overshoot() throws {
    var ledger = try ledger()
    let reservation = try ledger.reserve(4, in: [.team("t")], now: .zero)
    try ledger.settle(reservation, actual: 9, now: .zero)
    #expect(ledger.standings(of: .team("t"), now: .zero)[0].spent == 9)
    #expect(ledger.standings(of: .team("t"), now: .zero)[0].remaining == 0)
    #expect(throws: BudgetExceeded.self) { try ledger.reserve(0, in: [.team("t")], now: .zero) }
    #expect(throws: Never.self) { try ledger.reserve(4, in: [.team("t")], now: .ms(3_600_000)) }
  }

  @Test("a clock that goes back finds no fresh money and loses none")
  func backwards() throws {
    var ledger = try ledger()
    _ = try ledger.reserve(4, in: [.team("t")], now: .ms(3_600_000))
    for moment in [Moment.zero, .ms(-1), Moment(nanoseconds: .min), .ms(3_600_000)] {
      #expect(throws: BudgetExceeded.self) { try ledger.reserve(1, in: [.team("t")], now: moment) }
      #expect(ledger.standings(of: .team("t"), now: moment)[0].reserved == 4)
    }
  }

  @Test("the ends of time do not trap", arguments: [Int64.min, .min + 1, .max - 1, .max])
  func endsOfTime(nanoseconds: Int64) throws {
    var ledger = try ledger()
    let now = Moment(nanoseconds: nanoseconds)
    let reservation = try ledger.reserve(4, in: [.team("t"), .key("k")], now: now)
    #expect(ledger.standings(of: .team("t"), now: now)[0].remaining == 0)
    let end = try #require(ledger.standings(of: .team("t"), now: now)[0].resetsAt)
    #expect(nanoseconds < 0 ? end > now && end < .zero : end == Moment(nanoseconds: .max))
    #expect(throws: BudgetExceeded.self) { try ledger.reserve(1, in: [.team("t")], now: now) }
    try ledger.settle(reservation, actual: .maximum, now: now)
    #expect(ledger.standings(of: .team("t"), now: now)[0].spent == .maximum)
  }

  @Test("reservations of callers that died are released in the order they were made")
  func expiry() throws {
    var ledger = try ledger()
    let made = try [30, 10, 20, 40].map { try ledger.reserve(1, in: [.key("k")], now: .ms($0)) }
    let expired = [ledger.expire(before: .ms(30)), ledger.expire(before: .ms(30))]
    #expect(expired == [[made[1], made[2]], []])
    #expect(ledger.openReservations == [made[0], made[3]])
    #expect(ledger.standings(of: .key("k"), now: .ms(40)).map(\.reserved) == [2, 2])
    #expect(throws: LeaseProblem.alreadyClosed(number: 1)) { try ledger.settle(made[1], actual: 1, now: .zero) }
  }

  @Test("a scope without limits may spend at will, and one with a limit of nothing may not spend")
  func noLimitAndNothing() throws {
    var ledger = try BudgetLedger(limits: [BudgetLimit(scope: .tag("none"), amount: 0)])
    #expect(throws: Never.self) { try ledger.reserve(.maximum, in: [.tag("free")], now: .zero) }
    #expect(throws: Never.self) { try ledger.reserve(0, in: [.tag("none")], now: .zero) }
    #expect(throws: BudgetExceeded.self) { try ledger.reserve(1, in: [.tag("none")], now: .zero) }
    #expect(ledger.standings(of: .tag("free"), now: .zero).isEmpty)
  }

  @Test("a ledger of 500 scopes loses no counter")
  func manyScopes() throws {
    let scopes = (0..<500).map { BudgetScope.key("key-\($0)") }
    var ledger = try BudgetLedger(limits: scopes.map { BudgetLimit(scope: $0, amount: 1000, period: .day) })
    let all = try ledger.reserve(1, in: scopes.reversed(), now: .zero)
    let each = try scopes.enumerated().map { try ledger.reserve(.of($0.offset + 1), in: [$0.element], now: .zero) }
    try ledger.settle(all, actual: 2, now: .zero)
    for reservation in each { try ledger.settle(reservation, actual: reservation.amount, now: .zero) }
    for (index, scope) in scopes.enumerated() {
      let standing = try #require(ledger.standings(of: scope, now: .zero).first)
      #expect(standing.spent == .of(index + 3))
      #expect(standing.reserved == .zero)
    }
  }
}
