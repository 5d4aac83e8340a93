import RoutingCore
import RoutingTestSupport
import Testing

/// Random requests over random registries, to which random things happen.
@Suite(.offThePool) struct DispatchLawTests {
  /// A request on a random registry, with or without races, budgets and providers that are down.
  private static func bed(_ random: RoutingCase, _ dice: inout Dice) -> DispatchBed {
    var bed = DispatchBed(at: [])
    (bed.models, bed.providers, bed.directory) = (random.models, random.providers, random.directory)
    (bed.request, bed.policy, bed.seed) = (random.request, random.policy, random.seed)
    bed.policy.deadline = dice.pick([nil, 0, 1, 50, 3000, 40_000, 200_000])
    bed.request.isStreaming = dice.chance(0.3)
    bed.parameters.retries = dice.pick([0, 1, 2, 5])
    bed.parameters.maximumModels = dice.pick([1, 2, 5, 5])
    bed.parameters.hedgeAfter = dice.pick([0, 0, 1, 400])
    bed.maximumTokens = dice.pick([nil, 1, 500, 100_000])
    bed.failover = dice.chance(0.1) ? .none : .toOthers
    if dice.chance(0.6) {
      bed.scopes = [.key("k")]
      bed.limits = [BudgetLimit(scope: .key("k"), amount: dice.pick([0, 10_000_000, .maximum]))]
    }
    return bed
  }

  private static func violation(_ random: RoutingCase) throws -> String? {
    var dice = Dice(seed: random.seed &+ 1)
    let bed = bed(random, &dice)
    var traffic = try bed.traffic()
    for place in bed.providers.indices {
      traffic.update { book in
        for _ in 0..<dice.pick([0, 0, 1, 4, 5]) {
          book.record(.failure(), at: ProviderHandle(index: place), now: .zero)
        }
      }
      if dice.chance(0.1) { traffic.limit(bed.providers[place].id, until: Moment(milliseconds: 500)) }
    }
    var run = try bed.run(traffic)
    let rules = DispatchRules(bed, run.machine.plan)
    var former = run
    run.start()
    for _ in 0..<200 {
      if let violation = rules.violation(from: former, to: run) { return "\(violation): \(run.log)" }
      former = run
      if run.outcome != nil { return nil }
      step(&run, &dice)
    }
    return "it never ends: \(run.log)"
  }

  /// Something happens, now or a little later.
  private static func step(_ run: inout DispatchRun, _ dice: inout Dice) {
    guard let attempt = run.machine.attemptsUnderWay.randomElement(using: &dice.generator) else { return run.wake() }
    if run.wakeAt != nil, dice.chance(0.4) { return run.wake() }
    let later = run.now.advanced(byMilliseconds: dice.pick([0, 1, 80, 700]))
    // What has a deadline is given up at it, unless an answer is arriving.
    guard later < attempt.deadline || run.opened != nil else { return run.timeOut(attempt.number) }
    if let moment = run.wakeAt, later > moment { return run.wake() }
    run.now = later
    switch dice.pick([0, 1, 1, 1, 2, 3, 3, 4]) {
    case 0: run.answer(attempt.number)
    case 1: run.fail(dice.pick(FailureClass.allCases), attempt.number)
    case 2: run.firstByte(attempt.number)
    case 3:
      run.fail(
        AttemptFailureReport(
          .rateLimited, retryAfter: dice.pick([nil, 0, 100, 4000, 1e300])),
        attempt.number)
    default: if dice.chance(0.1) { run.cancel() } else { run.timeOut(attempt.number) }
    }
  }

  @Test("R-1062, R-1063, R-1202: over random registries no event breaks a rule, and every request ends")
  func noRuleBreaks() throws {
    #expect(try Law.firstViolation(stream: 61, Self.violation) == nil)
  }
}
