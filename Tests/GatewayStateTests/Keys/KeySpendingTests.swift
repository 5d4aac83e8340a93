import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct KeySpendingTests {
  private static func record(budget: Double, resetAt: Int? = nil) throws -> APIKeyRecord {
    var record = APIKeyRecord(
      id: "k", draft: try APIKeyDraft(name: "n"), prefix: "p",
      hash: SecretHash(algorithm: "a", salt: [], digest: [1]), now: 0)
    (record.monthlyBudget, record.budgetResetAt) = (budget, resetAt)
    return record
  }

  private static func moment(_ text: String) throws -> Int { try #require(UTCDate.milliseconds(of: text)) }

  @Test("H-039: a budget is reached where spending is as high, and none is never reached")
  func reached() throws {
    let spending = KeySpending()
    let now = try Self.moment("2026-11-22T00:00:00Z")
    #expect(!spending.check(try Self.record(budget: 1), now: now).isReached)
    for _ in 0..<10 { spending.add(0.1, key: "k", at: now) }
    #expect(spending.check(try Self.record(budget: 1), now: now) == KeyBudget(budget: 1, spent: 1))
    #expect(spending.check(try Self.record(budget: 1), now: now).isReached)
    #expect(!spending.check(try Self.record(budget: 1.000001), now: now).isReached)
    #expect(!spending.check(try Self.record(budget: 0), now: now).isReached)
    for cost in [Double.nan, .infinity, -1] { spending.add(cost, key: "k", at: now) }
    #expect(spending.spent(key: "k", now: now) == 1)
    #expect(spending.spent(key: "other", now: now) == 0)
    spending.remove(key: "k")
    #expect(spending.spent(key: "k", now: now) == 0)
  }

  @Test("H-039: spending begins anew with the month in UTC")
  func months() throws {
    let spending = KeySpending()
    let last = try Self.moment("2026-11-30T23:59:59.999Z")
    spending.add(2, key: "k", at: last)
    #expect(spending.spent(key: "k", now: last) == 2)
    #expect(spending.spent(key: "k", now: last + 1) == 0)
    spending.add(3, key: "k", at: last + 1)
    #expect(spending.spent(key: "k", now: last + 1) == 3)
    // A late entry of the month before counts no more.
    spending.add(5, key: "k", at: last)
    #expect(spending.spent(key: "k", now: last + 1) == 3)
  }

  @Test(
    "H-039: a month that a clock shows by mistake takes nothing from the right one, and a reset nothing from later ones"
  )
  func wrongMonth() throws {
    let spending = KeySpending()
    let now = try Self.moment("2026-11-22T00:00:00Z")
    let ahead = try Self.moment("2026-12-22T00:00:00Z")
    for (cost, moment) in [(1.0, now), (2, ahead), (3, now)] { spending.add(cost, key: "k", at: moment) }
    #expect(spending.spent(key: "k", now: now) == 4)
    #expect(spending.spent(key: "k", now: ahead) == 2)
    spending.reset(key: "k", at: now + 1)
    #expect(spending.spent(key: "k", now: now) == 0)
    #expect(spending.spent(key: "k", now: ahead) == 2)
  }

  @Test("H-039, H-513: spending is the sum of logged costs since the later of month and reset, in any order of the log")
  func sums() throws {
    let start = try Self.moment("2026-11-01T00:00:00Z")
    let now = try Self.moment("2026-11-22T00:00:00Z")
    var dice = Dice(seed: 9)
    for _ in 0..<200 {
      let reset = dice.chance(0.7) ? start + dice.number(-1_000_000_000...2_000_000_000) : nil
      var log = (0..<dice.number(0...30)).map { _ in
        (cost: Double(dice.number(0...1000)) / 1000, at: dice.number(start - 2_000_000_000...now))
      }
      // Exact in thousandths.
      let expected = log.filter { $0.at >= max(start, reset ?? start) }.reduce(0) {
        $0 + Int(($1.cost * 1000).rounded())
      }
      let replayed = KeySpending(records: [try Self.record(budget: 1, resetAt: reset)])
      for _ in 0..<log.count * 2 where log.count > 1 {
        log.swapAt(dice.number(0...log.count - 1), dice.number(0...log.count - 1))
      }
      for entry in log { replayed.add(entry.cost, key: "k", at: entry.at) }
      #expect(Int((replayed.spent(key: "k", now: now) * 1000).rounded()) == expected)
      // The same as it happens, with the reset in its place.
      let live = KeySpending()
      for entry in log.filter({ $0.at < reset ?? .min }).sorted(by: { $0.at < $1.at }) {
        live.add(entry.cost, key: "k", at: entry.at)
      }
      if let reset { live.reset(key: "k", at: reset) }
      for entry in log.filter({ $0.at >= reset ?? .min }).sorted(by: { $0.at < $1.at }) {
        live.add(entry.cost, key: "k", at: entry.at)
      }
      #expect(live.spent(key: "k", now: now) == replayed.spent(key: "k", now: now))
    }
  }
}
