import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct BudgetConcurrencyTests {
  enum Operation {
    case acquire
    case release(pick: Int)
  }

  @Test("a limit below one or above a million is refused", arguments: [Int.min, -1, 0, 1_000_001, .max])
  func badLimits(limit: Int) {
    #expect(throws: InvalidBudget.concurrencyOutOfRange(limit: limit)) { try ConcurrencyLimit(limit: limit) }
  }

  @Test("a place is given back exactly once")
  func exactlyOnce() throws {
    var calls = try ConcurrencyLimit(limit: 1)
    let places = [calls.acquire(), calls.acquire()]
    #expect(places[1] == nil)
    let lease = try #require(places[0])
    try calls.release(lease)
    #expect(throws: LeaseProblem.alreadyClosed(number: 0)) { try calls.release(lease) }
    let second = calls.acquire()
    let next = try #require(second)
    #expect(next != lease)
    #expect(throws: LeaseProblem.alreadyClosed(number: 0)) { try calls.release(lease) }
    #expect(calls.inFlight == 1)
    var other = try ConcurrencyLimit(limit: 1)
    #expect(throws: LeaseProblem.unknown(number: 1)) { try other.release(next) }
  }

  @Test("never more than the limit are in flight, a place is refused only then, and failures change nothing")
  func law() throws {
    let violation = try BudgetLaw.firstViolation(
      stream: 301, length: 30,
      draw: { $0.draw(0...1) == 0 ? Operation.acquire : .release(pick: $0.draw(0...99)) },
      check: { operations in
        var calls = try ConcurrencyLimit(limit: 3)
        var leases: [(lease: ConcurrencyLease, isOut: Bool)] = []
        for operation in operations {
          let before = calls
          switch operation {
          case .acquire:
            if let lease = calls.acquire() {
              leases.append((lease, true))
            } else if before.inFlight < 3 || calls != before {
              return "refused with \(before.inFlight) in flight"
            }
          case .release(let pick):
            guard !leases.isEmpty else { continue }
            let index = pick % leases.count
            let succeeded = (try? calls.release(leases[index].lease)) != nil
            guard succeeded == leases[index].isOut else { return "\(leases[index]) released: \(succeeded)" }
            guard succeeded || calls == before else { return "a failure changed the count" }
            leases[index].isOut = false
          }
          let out = leases.count { $0.isOut }
          guard out <= 3, calls.inFlight == out else { return "\(operation): \(calls.inFlight) of \(out) in flight" }
        }
        return nil
      })
    #expect(violation == nil)
  }
}
