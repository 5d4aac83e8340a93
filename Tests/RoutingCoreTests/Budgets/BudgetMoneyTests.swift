import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct BudgetMoneyTests {
  @Test("a budget of NaN, of infinity or of less than nothing cannot be made")
  func impossibleAmounts() {
    for impossible in [Double.nan, .infinity, -.infinity, -0.01] { #expect(Dollars(impossible) == nil) }
    #expect(Double("nan").flatMap { Dollars($0) } == nil)
    #expect(Double("-1").flatMap { Dollars($0) } == nil)
    #expect(NanoDollars(-1 as Int64) == nil)
    #expect(NanoDollars(0 as Int64) == NanoDollars.zero)
  }

  @Test(
    "dollars are rounded up to billionths, and saturate",
    arguments: [
      (0, 0), (0.1, 100_000_000), (1, 1_000_000_000), (1e-9, 1), (1e-10, 1), (1.5e-9, 2),
      (Double.leastNonzeroMagnitude, 1), (9e9, 9_000_000_000_000_000_000), (1e10, Int64.max),
      (Double.greatestFiniteMagnitude, Int64.max),
    ] as [(Double, Int64)])
  func conversion(dollars: Double, expected: Int64) throws {
    #expect(NanoDollars(roundingUp: try #require(Dollars(dollars))).value == expected)
  }

  @Test("no amount reads back as less than it was, nor as a billionth too much")
  func conversionNeverLoses() throws {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<10_000 {
      let scale = [1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 9e9][generator.index(below: 7)]
      let dollars = try #require(Dollars(generator.unit() * scale))
      let back = NanoDollars(roundingUp: dollars).dollars
      #expect(back >= dollars)
      #expect(back.value - dollars.value <= 1e-9 + dollars.value * 0x1p-51)
    }
  }

  @Test("sums saturate at the top and differences at nothing")
  func arithmetic() {
    #expect(NanoDollars.maximum.adding(1) == .maximum)
    #expect((2 as NanoDollars).adding(3) == 5)
    #expect((2 as NanoDollars).subtracting(3) == .zero)
    #expect((3 as NanoDollars).subtracting(2) == 1)
    #expect((3 as NanoDollars).description == "3 n$")
  }

  @Test("scopes are sorted by kind and then by bytes, and look-alikes stay apart")
  func scopeOrder() {
    let sorted: [BudgetScope] = [
      .key("B"), .key("a"), .key("e\u{301}"), .key("\u{e9}"), .team("a"), .provider("a"), .tag("a"),
    ]
    #expect(sorted.reversed().sorted() == sorted)
    #expect(BudgetScope.key("e\u{301}") != .key("\u{e9}"))
    #expect(Set(sorted + sorted).count == sorted.count)
    #expect(BudgetScope.provider("p").description == "provider 'p'")
  }

  @Test("a window is from a millisecond to a hundred years long")
  func periods() throws {
    for length in [Int64.min, -1, 0, BudgetPeriod.longest + 1, .max] {
      #expect(throws: InvalidBudget.periodOutOfRange(milliseconds: length)) { try BudgetPeriod(milliseconds: length) }
    }
    #expect(try BudgetPeriod(milliseconds: 86_400_000) == .day)
    #expect(try BudgetPeriod(milliseconds: BudgetPeriod.longest) > .day)
    #expect(BudgetPeriod.minute < .hour)
  }
}
