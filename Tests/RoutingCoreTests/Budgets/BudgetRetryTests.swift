import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct BudgetRetryTests {
  enum Operation {
    /// `step` is in milliseconds.
    case request(step: Int)
    case retry(step: Int)

    static func draw(_ dice: inout SeededGenerator) -> Operation {
      let step = dice.draw(0...9) == 0 ? dice.draw(-150...700) : dice.draw(0...60)
      return dice.draw(0...2) < 2 ? .request(step: step) : .retry(step: step)
    }
  }

  @Test("a share of nothing, a negative minimum and absurd numbers are refused")
  func badNumbers() throws {
    for share in [0, 0.000_999] as [Fraction] {
      #expect(throws: InvalidBudget.retryShareTooLow(share)) { try RetryBudget(share: share) }
      #expect(throws: InvalidBudget.retryShareTooLow(share)) { try RetryBudget.hedges(share: share) }
    }
    for minimum in [Int.min, -1, 1_000_001, .max] {
      #expect(throws: InvalidBudget.retryMinimumOutOfRange(perSecond: minimum)) {
        try RetryBudget(minimumPerSecond: minimum)
      }
    }
    for lifetime in [Int.min, 0, 999, 60_001, .max] {
      #expect(throws: InvalidBudget.retryLifetimeOutOfRange(milliseconds: lifetime)) {
        try RetryBudget(lifetimeMilliseconds: lifetime)
      }
    }
    for impossible in [Double.nan, -0.1, 1.5] { #expect(Fraction(impossible) == nil) }
    let largest = try RetryBudget(share: 0.001, minimumPerSecond: 1_000_000, lifetimeMilliseconds: 60_000)
    #expect(largest.balance(now: .zero) == 60_000_000)
  }

  @Test("by default a hundred retries in ten seconds are allowed, and one more for every five requests")
  func finagleDefault() throws {
    var budget = try RetryBudget()
    #expect(budget.balance(now: .zero) == 100)
    for _ in 0..<5 { budget.deposit(now: .zero) }
    #expect(budget.balance(now: .zero) == 101)
    for _ in 0..<4 { budget.deposit(now: .zero) }
    #expect(budget.balance(now: .zero) == 101)
  }

  @Test(
    "hedges have the share of the requests and no more",
    arguments: [(1, 100, 100), (0.5, 100, 50), (0.3, 1000, 299), (0.1, 100, 10), (0.001, 1000, 1)]
      as [(Fraction, Int, Int)])
  func hedges(share: Fraction, requests: Int, retries: Int) throws {
    var budget = try RetryBudget.hedges(share: share)
    var allowed = budget.withdraw(now: .zero) ? 1 : 0
    for _ in 0..<requests { budget.deposit(now: .zero) }
    for _ in 0...requests where budget.withdraw(now: .zero) { allowed += 1 }
    #expect(allowed == retries)
  }

  @Test("credit leaks away after its lifetime, and so does debt")
  func leak() throws {
    var budget = try RetryBudget(share: 1, minimumPerSecond: 1, lifetimeMilliseconds: 1000)
    budget.deposit(now: .zero)
    #expect(budget.balance(now: .ms(999)) == 2)
    #expect(budget.balance(now: .ms(1000)) == 1)
    #expect(budget.balance(now: .ms(500)) == 2)
    let granted = [1000, 1999, 2000].map { budget.withdraw(now: .ms($0)) }
    #expect(granted == [true, false, true])
  }

  @Test("a clock that goes back finds no credit, and the ends of time do not trap")
  func strangeTimes() throws {
    var budget = try RetryBudget(share: 1, minimumPerSecond: 1, lifetimeMilliseconds: 1000)
    for now in [Moment(nanoseconds: .min), .ms(-5000), .ms(5000), Moment(nanoseconds: .max)] {
      let moments = [now, Moment(nanoseconds: .min), now.advanced(byMilliseconds: -1), now]
      let granted = moments.map { budget.withdraw(now: $0) }
      #expect(granted == [true, false, false, false])
    }
  }

  /// Runs a budget of a quarter, with a lifetime of a second, next to a list of all that was ever allowed.
  private func violation(_ operations: [Operation], minimum: Int) throws -> String? {
    var budget = try RetryBudget(share: 0.25, minimumPerSecond: minimum, lifetimeMilliseconds: 1000)
    var requests: [Int] = []
    var retries: [Int] = []
    var now = 0
    var latest = Int.min
    for operation in operations {
      switch operation {
      case .request(let step):
        now += step
        latest = max(latest, Int((Double(now) / 100).rounded(.down)))
        requests.append(latest)
        budget.deposit(now: .ms(now))
      case .retry(let step):
        now += step
        let slice = max(latest, Int((Double(now) / 100).rounded(.down)))
        let most = requests.count { $0 > slice - 10 } + 4 * minimum
        let mayPass = 4 * (retries.count { $0 > slice - 10 } + 1) <= most
        guard budget.withdraw(now: .ms(now)) == mayPass else { return "\(operation): allowed was \(!mayPass)" }
        guard mayPass else { continue }
        latest = slice
        retries.append(latest)
      }
      guard minimum > 0 || 4 * retries.count <= requests.count else { return "more than a quarter was retried" }
    }
    return nil
  }

  @Test(
    "at every retry the retries of a lifetime are at most the share of its requests plus the reserve, and no fewer",
    arguments: [0, 1, 3])
  func law(minimum: Int) throws {
    let found = try BudgetLaw.firstViolation(
      stream: 401 + UInt64(minimum), length: 40, draw: Operation.draw,
      check: { try violation($0, minimum: minimum) })
    #expect(found == nil)
  }

  @Test("a refused retry changes nothing")
  func refusalChangesNothing() throws {
    var budget = try RetryBudget.hedges(share: 0.5)
    budget.deposit(now: .zero)
    let before = budget
    let granted = budget.withdraw(now: .ms(5000))
    #expect(!granted)
    #expect(budget == before)
  }
}
