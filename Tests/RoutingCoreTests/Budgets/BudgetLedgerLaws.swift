import RoutingCore
import RoutingTestSupport
import Testing

/// What must hold of a ledger however calls interleave, with a clock that mostly goes forward.
@Suite(.offThePool) struct BudgetLedgerLaws {
  private func firstViolation(
    stream: UInt64, check: (LedgerRun, LedgerOperation, LedgerOutcome) throws -> String?
  ) throws -> String? {
    try BudgetLaw.firstViolation(stream: stream, length: 16, draw: LedgerOperation.draw) { operations in
      try LedgerRun.violation(operations, check: check)
    }
  }

  @Test("what is reserved is settled, released or still open, exactly once, and every sum is that of its calls")
  func conservation() throws {
    let violation = try firstViolation(stream: 101) { run, _, _ in
      let open = run.model.calls.filter { $0.fate == .open }.map(\.reservation)
      guard run.ledger.openReservations == open else { return "open are \(run.ledger.openReservations)" }
      for (place, standing) in run.ledger.standings(now: .ms(run.model.now)).enumerated() {
        let window = run.model.window(place)
        let expected = [
          run.model.spent(place) { $0 == window }, run.model.reserved(place) { $0 == window },
          run.model.reserved(place) { $0 < window }, run.model.spent(place) { _ in true },
        ]
        let found = [standing.spent, standing.reserved, standing.reservedEarlier, standing.spentInAll]
        guard found == expected.map(NanoDollars.of) else { return "\(standing), expected \(expected)" }
      }
      return nil
    }
    #expect(violation == nil)
  }

  @Test("a reservation is granted exactly where it leaves every limit whole, and only settlements overshoot one")
  func limitsHold() throws {
    let violation = try firstViolation(stream: 102) { run, operation, outcome in
      if case .reserve(let amount, let mask, _) = operation, case .refused = outcome {
        return run.model.fits(amount, mask: mask) ? "refused needlessly" : nil
      }
      var granted: [Int] = []
      if case .reserve(_, let mask, _) = operation { granted = LedgerModel.places(mask) }
      for (place, standing) in run.ledger.standings(now: .ms(run.model.now)).enumerated() {
        let overshoot = granted.contains(place) ? 0 : run.model.overshoot(place)
        let most = standing.limit.amount.adding(.of(overshoot))
        guard standing.spent.adding(standing.reserved) <= most else { return "\(standing), at most \(most)" }
      }
      return nil
    }
    #expect(violation == nil)
  }

  @Test("a refusal is true, and what fails changes nothing")
  func failuresChangeNothing() throws {
    let violation = try firstViolation(stream: 104) { run, operation, outcome in
      switch outcome {
      case .refused(let error):
        guard run.ledger == run.before else { return "a refusal changed the ledger" }
        guard case .reserve(let amount, _, _) = operation, error.asked == .of(amount) else { return "asked \(error)" }
        guard error.spent.adding(error.reserved).adding(error.asked) > error.limit.amount else { return "\(error)" }
        return error.resetsAt.map { $0 > .ms(run.model.now) } ?? true ? nil : "resets in the past"
      case .notClosed(let problem):
        guard run.ledger == run.before else { return "a failed closing changed the ledger" }
        guard case .alreadyClosed = problem else { return "\(problem)" }
        return nil
      default: return nil
      }
    }
    #expect(violation == nil)
  }

  @Test("the order of scopes does not matter, nor how often they are named")
  func scopeOrderDoesNotMatter() throws {
    var dice = SeededGenerator(seed: 105)
    let violation = try firstViolation(stream: 105) { run, operation, outcome in
      guard case .reserve(let amount, let mask, _) = operation else { return nil }
      var scopes = LedgerModel.chosen(mask)
      scopes.append(scopes[0])
      scopes.shuffle(using: &dice)
      var other = run.before
      do throws(BudgetExceeded) {
        _ = try other.reserve(.of(amount), in: scopes, now: .ms(run.model.now))
      } catch {
        guard case .refused(let first) = outcome, first == error else { return "another refusal: \(error)" }
      }
      return other == run.ledger ? nil : "\(scopes) gave another ledger"
    }
    #expect(violation == nil)
  }

  @Test("what is expired was open, is older than asked, and comes in the order it was made")
  func expiry() throws {
    let violation = try firstViolation(stream: 106) { run, operation, outcome in
      guard case .expire(let age) = operation, case .expired(let expired) = outcome else { return nil }
      let limit = Moment.ms(run.model.now - age)
      let expected = run.before.openReservations.filter { $0.madeAt < limit }
      return expired == expected ? nil : "expired \(expired)"
    }
    #expect(violation == nil)
  }
}
