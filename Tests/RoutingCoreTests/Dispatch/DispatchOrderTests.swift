import RoutingCore
import RoutingTestSupport
import Testing

/// All orders of events for small requests: nothing that can happen breaks a rule.
@Suite(.offThePool) struct DispatchOrderTests {
  /// Tries everything that can happen next, again and again until the request is over.
  private struct Explorer {
    let rules: DispatchRules
    let failures: [FailureClass]
    private(set) var endings = 0
    private(set) var events = 0
    private(set) var kinds: Set<String> = []

    init(_ rules: DispatchRules, failures: [FailureClass]) {
      self.rules = rules
      self.failures = failures
    }

    /// The first rule that is broken, with the way there; nil where none is.
    mutating func explore(_ run: DispatchRun) -> String? {
      for (name, event) in choices(run) {
        events += 1
        var next = run
        event(&next)
        if let violation = rules.violation(from: run, to: next) {
          return "\(violation) after \(name): \(next.log.joined(separator: ", "))"
        }
        if next.outcome == nil {
          if let violation = explore(next) { return violation }
        } else {
          endings += 1
          kinds.insert(next.log[next.log.count - 1])
          if let violation = late(next) { return violation }
        }
      }
      return nil
    }

    private typealias Choice = (name: String, event: (inout DispatchRun) -> Void)

    private func choices(_ run: DispatchRun) -> [Choice] {
      var choices: [Choice] = []
      for attempt in run.machine.attemptsUnderWay {
        let number = attempt.number
        choices.append(("answer \(number)", { $0.answer(number) }))
        for failure in failures { choices.append(("\(failure.name) \(number)", { $0.fail(failure, number) })) }
        if run.opened != nil { continue }
        choices.append(("timeout \(number)", { $0.timeOut(number) }))
        if rules.bed.request.isStreaming { choices.append(("first byte \(number)", { $0.firstByte(number) })) }
      }
      if run.wakeAt != nil { choices.append(("wake", { $0.wake() })) }
      choices.append(("cancel", { $0.cancel() }))
      return choices
    }

    /// What comes too late changes nothing.
    private func late(_ run: DispatchRun) -> String? {
      var next = run
      for attempt in run.sent {
        next.answer(attempt.number)
        next.fail(.transient, attempt.number)
        next.firstByte(attempt.number)
      }
      next.take(next.machine.timerFired(now: next.now, &next.traffic))
      next.cancel()
      return next.log == run.log && next.traffic == run.traffic ? nil : "what came late had an effect"
    }
  }

  private static func explore(_ bed: DispatchBed, _ failures: [FailureClass], down: [Int] = []) throws -> Explorer {
    var traffic = try bed.traffic()
    traffic.update { book in
      for provider in down {
        for _ in 0..<5 { book.record(.failure(), at: ProviderHandle(index: provider), now: .zero) }
      }
    }
    var run = try bed.run(traffic)
    let rules = DispatchRules(bed, run.machine.plan)
    let idle = run
    run.start()
    #expect(rules.violation(from: idle, to: run) == nil)
    var explorer = Explorer(rules, failures: failures)
    #expect(explorer.explore(run) == nil)
    return explorer
  }

  private static let spending = ([BudgetScope.key("k")], [BudgetLimit(scope: .key("k"), amount: 3_000_000)])

  @Test("one model, all classes of failure, two retries, a shorter answer and a limited budget")
  func oneModel() throws {
    var bed = DispatchBed(at: [0], windows: [4096])
    (bed.scopes, bed.limits) = Self.spending
    let explorer = try Self.explore(bed, FailureClass.allCases)
    #expect(explorer.endings > 200)
    #expect(explorer.kinds.contains("fail budget_exceeded") && explorer.kinds.contains("answer m0 reduced-max-tokens"))
  }

  @Test("two models at two types of provider, all classes, one retry, a deadline")
  func twoModels() throws {
    var bed = DispatchBed(at: [0, 1], windows: [1400, 4096], types: [.openAI, .anthropic])
    bed.parameters.retries = 1
    bed.policy.deadline = 45_000
    (bed.scopes, bed.limits) = Self.spending
    let explorer = try Self.explore(bed, FailureClass.allCases)
    #expect(explorer.endings > 3000)
    #expect(
      explorer.kinds.isSuperset(of: [
        "answer m1 escalated-context-overflow", "fail deadline", "fail request", "fail rate_limited",
        "answer m0 retried-transient",
      ]))
  }

  @Test("three models in a race, two of them at one provider")
  func race() throws {
    var bed = DispatchBed(at: [0, 0, 1], types: [.openAI, .anthropic])
    bed.parameters.hedgeAfter = 200
    bed.parameters.retries = 1
    (bed.scopes, bed.limits) = ([.key("k")], [BudgetLimit(scope: .key("k"), amount: 9_000_000)])
    let explorer = try Self.explore(bed, [.transient, .rateLimited, .badRequest, .budgetExceeded])
    #expect(explorer.endings > 3000)
    #expect(explorer.kinds.contains("answer m2 hedged-dispatch"))
  }

  @Test("three models in order, without retries")
  func threeModels() throws {
    var bed = DispatchBed(at: [0, 1, 0], windows: [1400, 4096, 9000], types: [.openAI, .anthropic])
    bed.parameters.retries = 0
    (bed.scopes, bed.limits) = ([.key("k")], [BudgetLimit(scope: .key("k"), amount: 9_000_000)])
    let explorer = try Self.explore(bed, FailureClass.allCases)
    #expect(explorer.kinds.contains("answer m2 escalated-context-overflow"))
  }

  @Test("a stream over two models")
  func stream() throws {
    var bed = DispatchBed(at: [0, 1], windows: [4096, nil])
    bed.request.isStreaming = true
    (bed.scopes, bed.limits) = Self.spending
    let explorer = try Self.explore(bed, FailureClass.allCases)
    #expect(explorer.endings > 1000)
    #expect(explorer.kinds.isSuperset(of: ["fail stream_error", "answer m1 stream-fallback"]))
  }

  @Test("one model that may serve, and three that are a last resort")
  func lastResort() throws {
    var bed = DispatchBed(at: [0, 1, 2, 2], windows: [nil, nil, 1100, 900])
    bed.parameters.retries = 0
    (bed.scopes, bed.limits) = ([.key("k")], [BudgetLimit(scope: .key("k"), amount: 9_000_000)])
    let explorer = try Self.explore(bed, FailureClass.allCases, down: [1])
    #expect(explorer.kinds.contains("answer m1 last-resort-fallback"))
    #expect(explorer.kinds.contains("answer m2 last-resort-fallback"))
    #expect(!explorer.kinds.contains { $0.hasPrefix("answer m3") })
  }
}
