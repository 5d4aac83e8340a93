import RoutingCore
import RoutingTestSupport
import Testing

@testable import TrafficReplay

@Suite(.offThePool) struct FleetBudgetTests {
  private struct Request {
    let now: Moment
    let replica: Int
    let cost: NanoDollars
  }

  private struct Case {
    let replicas: Int
    let interval: Milliseconds
    let delay: Milliseconds
    let limit: NanoDollars
    let requests: [Request]

    var schedule: PublicationSchedule { PublicationSchedule(replicas: replicas, interval: interval, delay: delay) }

    init(_ dice: inout Dice) {
      replicas = dice.number(1...6)
      interval = Milliseconds(Double(dice.pick([0, 0, 1, 10, 300]))) ?? 0
      delay = Milliseconds(Double(dice.pick([0, 0, 5, 100, 1000, 100_000]))) ?? 0
      limit = NanoDollars(Int64(dice.number(0...4_000))) ?? .zero
      var now = Moment.zero
      requests = (0..<150).map { [replicas] _ in
        now = now.advanced(byMilliseconds: Double(dice.number(0...40)))
        return Request(
          now: now, replica: dice.number(0...replicas - 1), cost: NanoDollars(Int64(dice.number(0...100))) ?? .zero)
      }
    }

    /// All that may be spent while what is spent is not heard of: the most that is asked for within a delay and an interval.
    var mostUnheard: Int64 {
      requests.map { last in
        requests.filter {
          let age = last.now.milliseconds(since: $0.now)
          return age >= 0 && age <= delay.value + interval.value
        }.reduce(0) { $0 + $1.cost.value }
      }.max() ?? 0
    }
  }

  private func shared(_ test: Case) -> (spending: FleetSpending, paid: [Bool]) {
    var budget = SharedBudget(test.limit, replicas: test.replicas, schedule: test.schedule)
    let paid = test.requests.map { request in
      let admits = budget.admits(request.replica, at: request.now)
      if admits { budget.pay(request.cost, from: request.replica, at: request.now) }
      return admits
    }
    return (budget.spending, paid)
  }

  /// The first tick of a replica from a moment on, counted tick by tick.
  private func tick(_ test: Case, of replica: Int, from moment: Moment) -> Double {
    guard test.interval > 0 else { return moment.milliseconds(since: .zero) }
    var tick = test.interval.value * Double(replica) / Double(test.replicas)
    while tick < moment.milliseconds(since: .zero) - 1e-6 { tick += test.interval.value }
    return tick
  }

  @Test("a replica stops when its own spending and what was published long enough ago reach the limit")
  func plain() {
    for seed in 0..<60 as Range<UInt64> {
      var dice = Dice(seed: 0xB0D6 << 16 | seed)
      let test = Case(&dice)
      var spent: [(replica: Int, told: Double, cost: Int64)] = []
      var total: Int64 = 0
      var expected: [Bool] = []
      for request in test.requests {
        let now = request.now.milliseconds(since: .zero)
        let known = spent.filter { $0.replica == request.replica || $0.told + test.delay.value <= now + 1e-6 }
          .reduce(0) { $0 + $1.cost }
        expected.append(known < test.limit.value)
        guard known < test.limit.value else { continue }
        total += request.cost.value
        spent.append((request.replica, tick(test, of: request.replica, from: request.now), request.cost.value))
      }
      let (spending, paid) = shared(test)
      #expect(paid == expected, "seed \(seed)")
      #expect(spending.spent.value == total)
      #expect(spending.paid + spending.refused == test.requests.count)
    }
  }

  @Test("a shared budget is overshot by at most what is spent in a delay and an interval, and one request")
  func bound() {
    var overshoots = 0
    for seed in 0..<100 as Range<UInt64> {
      var dice = Dice(seed: 0xB0D7 << 16 | seed)
      let test = Case(&dice)
      let spending = shared(test).spending
      let most = test.requests.map(\.cost.value).max() ?? 0
      #expect(spending.overshoot.value <= test.mostUnheard + most, "seed \(seed)")
      #expect(spending.refusedEarly == 0)
      if test.replicas == 1 { #expect(spending.overshoot.value < max(most, 1)) }
      overshoots += spending.overshoot.value > most ? 1 : 0
    }
    #expect(overshoots > 10, "some are overshot by more than a request")
  }

  @Test("at an even rate the overshoot is what the others spend in the delay and part of an interval")
  func steady() {
    let replicas = 8
    let schedule = PublicationSchedule(replicas: replicas, interval: 1_000, delay: 10_000)
    // A request of one n$ every millisecond, in turns: 1,000 n$ a second.
    var budget = SharedBudget(100_000, replicas: replicas, schedule: schedule)
    for number in 0..<130_000 {
      let now = Moment(milliseconds: Double(number))
      guard budget.admits(number % replicas, at: now) else { continue }
      budget.pay(1, from: number % replicas, at: now)
    }
    // Seven eighths of the spending are others': of 10 s at least and 11 s at most.
    #expect(budget.spending.overshoot.value >= 8_750 - 10)
    #expect(budget.spending.overshoot.value <= 9_625 + 10)
  }

  @Test("the parts of a split budget add up to it, and each is overshot by less than a request")
  func split() {
    for seed in 0..<100 as Range<UInt64> {
      var dice = Dice(seed: 0xB0D8 << 16 | seed)
      let test = Case(&dice)
      var budget = SplitBudget(test.limit, replicas: test.replicas)
      var own = Array(repeating: Int64(0), count: test.replicas)
      var stopped = Set<Int>()
      var early = 0
      var left: Int64?
      for request in test.requests {
        let (part, rest) = test.limit.value.quotientAndRemainder(dividingBy: Int64(test.replicas))
        let mayGoOn = own[request.replica] < (request.replica < rest ? part + 1 : part)
        let goesOn = budget.admits(request.replica)
        #expect(goesOn == mayGoOn, "seed \(seed)")
        guard goesOn else {
          stopped.insert(request.replica)
          let unspent = test.limit.value - own.reduce(0, +)
          early += unspent > 0 ? 1 : 0
          left = left ?? max(unspent, 0)
          continue
        }
        own[request.replica] += request.cost.value
        budget.pay(request.cost, from: request.replica)
      }
      let most = test.requests.map(\.cost.value).max() ?? 0
      #expect(budget.spending.spent.value == own.reduce(0, +))
      #expect(budget.spending.overshoot.value <= Int64(test.replicas) * most)
      #expect(budget.spending.refusedEarly == early)
      #expect(budget.spending.leftAtFirstRefusal?.value == left)
      if stopped.count == test.replicas {
        #expect(own.reduce(0, +) >= test.limit.value, "seed \(seed): all have stopped, so all is spent")
      }
      for replica in stopped { #expect(own[replica] < test.limit.value / Int64(test.replicas) + 1 + max(most, 1)) }
    }
  }

  @Test("a budget of nothing pays for nothing")
  func nothing() {
    var shared = SharedBudget(.zero, replicas: 2, schedule: PublicationSchedule(replicas: 2, interval: 1, delay: 1))
    var split = SplitBudget(.zero, replicas: 2)
    #expect(shared.admits(1, at: .zero) == false)
    #expect(split.admits(0) == false)
    #expect(shared.spending.refused == 1)
    #expect(split.spending.leftAtFirstRefusal == .zero)
  }
}
