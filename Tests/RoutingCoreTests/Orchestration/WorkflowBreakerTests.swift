import RoutingCore
import RoutingTestSupport
import Testing

/// When a workflow engine is left alone.
@Suite(.offThePool) struct WorkflowBreakerTests {
  private static func at(_ milliseconds: Double) -> Moment { Moment(milliseconds: milliseconds) }

  /// Which of some requests pass, one after the other.
  private static func passing(_ breaker: inout WorkflowBreaker, at times: Double...) -> [Bool] {
    times.map { breaker.admits(at: at($0)) }
  }

  private static var open: WorkflowBreaker {
    var breaker = WorkflowBreaker()
    for _ in 0..<3 { breaker.recordFailure(at: .zero) }
    return breaker
  }

  @Test("O-503: three failures in a row open it")
  func opening() {
    var breaker = WorkflowBreaker()
    for failures in 1...2 {
      breaker.recordFailure(at: .zero)
      #expect(breaker.state == .closed(failures: failures))
      let passed = Self.passing(&breaker, at: 0)
      #expect(passed == [true])
    }
    breaker.recordFailure(at: .zero)
    #expect(breaker.state == .open(until: Self.at(30_000)))
    let passed = Self.passing(&breaker, at: 0)
    #expect(passed == [false])
  }

  @Test("O-503: a success in between starts the count anew")
  func interrupted() {
    var breaker = WorkflowBreaker()
    for _ in 0..<10 {
      breaker.recordFailure(at: .zero)
      breaker.recordFailure(at: .zero)
      breaker.recordSuccess()
    }
    #expect(breaker.state == .closed(failures: 0))
  }

  @Test("O-503: after thirty seconds one probe passes, and no other beside it")
  func probing() {
    var breaker = Self.open
    let passed = Self.passing(&breaker, at: 29_999, 30_000, 30_000, 59_999)
    #expect(passed == [false, true, false, false])
  }

  @Test("O-503: a probe that succeeds closes it, one that fails opens it again")
  func probeEnds() {
    var breaker = Self.open
    _ = breaker.admits(at: Self.at(30_000))
    var other = breaker
    breaker.recordSuccess()
    #expect(breaker.state == .closed(failures: 0))
    other.recordFailure(at: Self.at(31_000))
    #expect(other.state == .open(until: Self.at(61_000)))
  }

  @Test("a probe that is never told of is given up")
  func lostProbe() {
    var breaker = Self.open
    let passed = Self.passing(&breaker, at: 40_000, 69_999, 70_000)
    #expect(passed == [true, false, true])
  }

  @Test("results of workflows that began before it opened change nothing")
  func stragglers() {
    var breaker = Self.open
    breaker.recordSuccess()
    breaker.recordFailure(at: Self.at(20_000))
    #expect(breaker == Self.open)
  }
}
