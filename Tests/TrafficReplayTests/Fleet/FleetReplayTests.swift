import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct FleetReplayTests {
  private func report(
    _ router: CompiledRouter, _ settings: FleetSettings, seed: UInt64 = 1, count: Int
  ) -> FleetReport {
    var replay = FleetReplay(over: router, settings: settings, seed: seed)
    replay.replay(count)
    return replay.report
  }

  @Test("one replica is the plain loop with one book, to the last bit, however late others would hear of it")
  func oneReplica() throws {
    let router = try FleetFixture.router()
    var plain = StreamReplay(over: router, seed: 5, requestsPerSecond: 300)
    plain.replay(3_000)
    for (delay, interval) in [(0.0, 0.0), (7, 1000), (120_000, 1)] {
      let settings = FleetSettings(
        delay: try #require(Milliseconds(delay)), publicationInterval: try #require(Milliseconds(interval)),
        requestsPerSecond: 300, meanUp: 329_400, meanDown: 3_300)
      let report = report(router, settings, seed: 5, count: 3_000)
      #expect(report.requestsByModel == plain.report.models.map(\.requests))
      #expect(report.refused == plain.report.refusals)
      #expect(report.failed == plain.report.failures)
      #expect(report.cost == plain.report.cost, "to the last bit")
      #expect(report.failed > 0)
      #expect(report.refused > 0)
    }
  }

  private static let fleets: [(replicas: Int, delay: Milliseconds, interval: Milliseconds)] = [
    (2, 0, 0), (3, 300, 0), (3, 0, 1000), (4, 2500, 700), (5, 20_000, 3000),
  ]

  @Test("a fleet decides and notices as one that copies whole books at every tick", arguments: fleets)
  func agrees(replicas: Int, delay: Milliseconds, interval: Milliseconds) throws {
    let router = try FleetFixture.router()
    let settings = FleetSettings(
      replicas: replicas, delay: delay, publicationInterval: interval, requestsPerSecond: 8, meanUp: 30_000,
      meanDown: 40_000)
    let plain = PlainFleet(over: router, settings, seed: 3, count: 1_000)
    let report = report(router, settings, seed: 3, count: 1_000)
    #expect(report.requestsByModel == plain.requestsByModel)
    #expect(report.cost == plain.cost, "to the last bit")
    #expect(abs(report.reward - plain.reward) < 1e-9)
    #expect([report.served, report.failed, report.refused] == [plain.served, plain.failed, plain.refused])
    let broken = plain.steps.count { step in step.sentTo.map(step.broken.contains) ?? false }
    #expect(report.attemptsAtBroken == broken)
    let told = report.breakdowns.map {
      PlainFleet.Breakdown(
        provider: $0.provider.index, start: $0.start, attempts: $0.attempts, unaware: $0.unawareAttempts,
        lastUnaware: $0.lastUnawareAttempt, isNoticedByAll: $0.isNoticedByAll)
    }
    #expect(told == plain.breakdowns(providers: router.registry.providers.count))
    #expect(told.count > 3)
    #expect(told.contains { $0.unaware < $0.attempts }, "somebody noticed and probed")
  }

  /// Three models so far apart in price that the average latency, the one reading that does not merge exactly, decides
  /// nothing.
  private func steep() throws -> CompiledRouter {
    let models = [0.001, 0.05, 0.1].enumerated().map { place, price in
      Model(
        id: ModelID("m\(place)"), provider: ProviderID("p\(place)"), weight: 10,
        prices: PriceSheet(inputPerThousandTokens: price, outputPerThousandTokens: price))
    }
    return CompiledRouter(
      try ModelRegistry(models: models, providers: models.map { Provider(id: $0.provider) }))
  }

  @Test("replicas that publish and read at every request, without delay, decide as one")
  func sharedAtOnce() throws {
    let router = try steep()
    var settings = FleetSettings(
      publicationInterval: 0, healthInterval: 0, requestsPerSecond: 10, mode: .cheap, meanUp: 15_000, meanDown: 10_000)
    let one = report(router, settings, count: 600)
    #expect(one.requestsByModel.allSatisfy { $0 > 0 }, "breakdowns move requests: \(one.requestsByModel)")
    for replicas in [2, 5] {
      settings.replicas = replicas
      let many = report(router, settings, count: 600)
      #expect(many.requestsByModel == one.requestsByModel)
      #expect(many.cost == one.cost)
      #expect(many.reward == one.reward)
      #expect(
        [many.served, many.failed, many.refused, many.attemptsAtBroken]
          == [one.served, one.failed, one.refused, one.attemptsAtBroken])
    }
    settings.delay = 5_000
    #expect(report(router, settings, count: 600).requestsByModel != one.requestsByModel, "a delay is felt")
  }

  @Test("every request is served, fails or is refused, and every way to keep a budget accounts for all of them")
  func conservation() throws {
    let router = try FleetFixture.router()
    for seed in 1...3 as ClosedRange<UInt64> {
      let settings = FleetSettings(
        replicas: 4, delay: 1_000, requestsPerSecond: 20, budget: 100_000_000, meanUp: 20_000, meanDown: 8_000)
      let report = report(router, settings, seed: seed, count: 800)
      #expect(report.requests == 800)
      #expect(report.served + report.failed + report.refused == 800)
      #expect(report.requestsByModel.reduce(0, +) == report.served + report.failed)
      #expect(report.unawareAttempts <= report.attemptsAtBroken)
      #expect(report.attemptsAtBroken <= report.served + report.failed)
      for budget in [try #require(report.sharedBudget), try #require(report.splitBudget)] {
        #expect(budget.refused > 0, "the budget is used up")
        #expect(budget.paid + budget.refused <= 800)
        #expect(budget.paid <= report.served)
        #expect(budget.refused >= 800 - report.failed - report.refused - budget.paid)
        #expect(budget.spent > .zero)
        #expect(budget.overshoot == .zero || budget.left == .zero)
      }
      #expect(report.sharedBudget?.refusedEarly == 0, "who knows too little refuses nobody")
    }
  }

  @Test("R-001: the same seed gives the same report, in whatever portions it is replayed, and another seed another")
  func repeatable() throws {
    let router = try FleetFixture.router()
    let settings = FleetSettings(
      replicas: 3, delay: 500, requestsPerSecond: 20, budget: 1_000_000_000, meanUp: 20_000, meanDown: 8_000)
    let whole = report(router, settings, count: 900)
    var portions = FleetReplay(over: router, settings: settings, seed: 1)
    for count in [1, 399, 0, 500] { portions.replay(count) }
    #expect(portions.report == whole)
    #expect(report(router, settings, seed: 2, count: 900) != whole)
  }

  @Test("providers break down at the same moments in every fleet of a seed")
  func sameLuck() throws {
    let router = try FleetFixture.router()
    let reports = [(1, 0), (2, 100), (6, 5_000)].map { replicas, delay in
      let settings = FleetSettings(
        replicas: replicas, delay: Milliseconds(delay) ?? 0, requestsPerSecond: 20, meanUp: 20_000, meanDown: 8_000)
      return report(router, settings, count: 800)
    }
    for other in reports.dropFirst() {
      #expect(
        other.breakdowns.count + other.untriedBreakdowns == reports[0].breakdowns.count + reports[0].untriedBreakdowns)
      #expect(other.end == reports[0].end)
    }
    #expect(reports[1].requestsByModel != reports[2].requestsByModel)
  }

  @Test("the end of representable time and absurd settings are survived")
  func absurd() throws {
    let router = try FleetFixture.router()
    let settings = FleetSettings(
      replicas: 3, delay: 1e300, publicationInterval: 1e300,
      healthInterval: 0, requestsPerSecond: 1e-7, budget: .maximum, meanUp: 1e-300,
      meanDown: 1e300)
    let report = report(router, settings, count: 200)
    #expect(report.served + report.failed + report.refused == 200)
    #expect(FleetReplay(over: router, settings: settings, seed: 1).report.failedShare == 0)
  }
}
