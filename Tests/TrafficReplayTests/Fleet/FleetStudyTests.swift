import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct FleetStudyTests {
  private let settings = FleetSettings(
    requestsPerSecond: 20, budget: 300_000_000, meanUp: 20_000, meanDown: 8_000)

  private func study(_ replicas: [Int], _ delays: [Milliseconds], seeds: Int, seed: UInt64 = 3) throws -> FleetStudy {
    var study = FleetStudy(
      over: try FleetFixture.router(), replicaCounts: replicas, delays: delays, settings: settings, requests: 500,
      seeds: seeds,
      seed: seed)
    while study.runNext() {}
    return study
  }

  @Test("a point is the mean over the seeds of replays that are made one by one")
  func points() throws {
    let study = try study([3, 1], [0, 4_000], seeds: 2)
    #expect(study.runCount == 6)
    #expect(study.runsDone == 6)
    #expect(study.points.map(\.replicas) == [3, 3, 1, 1])
    #expect(study.points.map(\.delay) == [0, 4_000, 0, 4_000])
    for (place, point) in study.points.enumerated() {
      let reports = try [3, 4].map { seed in try report(point.replicas, point.delay, seed: seed) }
      let alone = try [3, 4].map { seed in try report(1, 0, seed: seed) }
      #expect(point.failedShare == SeedMean(reports.map { Double($0.failed) / 500 }), "point \(place)")
      #expect(point.brokenShare == SeedMean(reports.map { Double($0.attemptsAtBroken) / 500 }))
      #expect(point.reward == SeedMean(reports.map { $0.reward / 500 }))
      #expect(point.regret == SeedMean(zip(alone, reports).map { ($0.reward / 500) - ($1.reward / 500) }))
      #expect(point.overshoot == SeedMean(reports.map { $0.sharedBudget?.overshoot.dollars.value }))
      let share = try #require(point.overshootShare?.mean)
      #expect(abs(share - (try #require(point.overshoot?.mean)) / 0.3) < 1e-9)
      #expect(point.splitOvershoot == SeedMean(reports.map { $0.splitBudget?.overshoot.dollars.value }))
      #expect(point.seedsOutOfMoney == reports.count { $0.sharedBudget?.left == .zero })
      #expect(point.unawareAttemptsPerBreakdown?.count == reports.count { !$0.breakdowns.isEmpty })
    }
    #expect(study.points[2].regret == SeedMean([0, 0]), "one replica is what others are held against")
    #expect(study.points[1].regret != study.points[0].regret)
  }

  private func report(_ replicas: Int, _ delay: Milliseconds, seed: UInt64, count: Int = 500) throws -> FleetReport {
    var settings = settings
    settings.replicas = replicas
    settings.delay = delay
    var replay = FleetReplay(over: try FleetFixture.router(), settings: settings, seed: seed)
    replay.replay(count)
    return replay.report
  }

  @Test("the times until breakdowns were noticed are told by their mean and their nearest rank")
  func times() throws {
    let report = try report(3, 4_000, seed: 3, count: 1_500)
    let times = report.breakdowns.map { $0.lastUnawareAttempt.milliseconds(since: $0.start) }.sorted()
    #expect(times.count > 2)
    #expect(abs(try #require(report.meanTimeUntilNoticed) - times.reduce(0, +) / Double(times.count)) < 1e-9)
    let rank = (Double(times.count) * 0.95).rounded(.up)
    #expect(report.tailTimeUntilNoticed == times[Int(rank) - 1])
    let unaware = report.breakdowns.map { Double($0.unawareAttempts) }.reduce(0, +) / Double(times.count)
    #expect(report.unawareAttemptsPerBreakdown == unaware)
    let attempts = report.breakdowns.map { Double($0.attempts) }.reduce(0, +) / Double(times.count)
    #expect(report.attemptsPerBreakdown == attempts)
    #expect(abs(report.dollarsPerSecond * report.end.milliseconds(since: .zero) - report.cost * 1000) < 1e-9)
  }

  @Test("R-001: the same seed gives the same study, and a study that has not run says nothing")
  func repeatable() throws {
    #expect(try study([2], [0, 900], seeds: 2).points == study([2], [0, 900], seeds: 2).points)
    #expect(try study([2], [900], seeds: 1).points != study([2], [900], seeds: 1, seed: 4).points)
    var waiting = FleetStudy(
      over: try FleetFixture.router(), replicaCounts: [2], delays: [0], settings: FleetSettings(), requests: 10,
      seeds: 1, seed: 1)
    #expect(waiting.points.map(\.failedShare) == [nil])
    #expect(waiting.runNext() == true)
    #expect(waiting.points.map(\.failedShare) == [nil], "one replica alone comes first")
    #expect(waiting.runNext() == true)
    #expect(waiting.runNext() == false)
    #expect(waiting.points[0].overshoot == nil, "without a budget")
    #expect(waiting.points[0].meanTimeUntilNoticed == nil, "without a breakdown")
  }

  @Test("a mean over seeds has the standard error of the textbook, and leaves out seeds without a figure")
  func seedMean() throws {
    // Mean 5; squares 9+1+1+1+0+0+4+16 = 32, so a variance of 32/7 and a standard error of √(32/7/8).
    let figure = try #require(SeedMean([2, 4, 4, 4, nil, 5, 5, 7, 9]))
    #expect(figure.mean == 5)
    #expect(figure.count == 8)
    #expect(abs(try #require(figure.standardError) - 0.755_928_946_018_454_5) < 1e-15)
    #expect(SeedMean([7, nil])?.standardError == nil)
    #expect(SeedMean([7, nil])?.mean == 7)
    #expect(SeedMean([nil]) == nil)
    #expect(SeedMean([]) == nil)
  }
}
