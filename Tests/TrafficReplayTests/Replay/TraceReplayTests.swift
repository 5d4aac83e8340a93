import RoutingCore
import RoutingFormats
import ShippedCatalogue
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct TraceReplayTests {
  private func replay(
    _ records: [TraceRecord], policy: RoutingPolicy = RoutingPolicy(),
    _ change: (inout ReplaySettings) -> Void = { _ in }
  ) throws -> TraceReplay {
    var settings = ReplaySettings(seed: 1)
    settings.exclusions = .all
    change(&settings)
    let router = CompiledRouter(try ShippedCatalogue.document().registry().registry)
    var replay = TraceReplay(over: router, policy: policy, settings)
    for record in records { replay.replay(record) }
    return replay
  }

  private let records = (0..<300).map {
    TraceRecord(
      arrival: Moment(milliseconds: 1.7e12 + Double($0) * 40), inputTokens: TokenCount(clamping: 100 + $0 * 30),
      outputTokens: 200)
  }

  @Test("every request is served by one model or refused, and costs add up")
  func sums() throws {
    let report = try replay(records).report
    #expect(report.requests == 300)
    #expect(report.models.reduce(0) { $0 + $1.requests } == 300 - report.refusals)
    #expect(abs(report.models.reduce(0) { $0 + $1.cost } - report.cost) < 1e-9)
    #expect(report.latency.count == 300 - UInt64(report.failures + report.refusals))
    let counts = report.rankedExclusions.map(\.count)
    #expect(counts == counts.sorted(by: >))
  }

  @Test("R-404, R-405: cost is reckoned with the length the trace recorded, not with the estimate")
  func recordedLengths() throws {
    var longer = records
    for index in longer.indices { longer[index].outputTokens = 2000 }
    let (short, long) = (try replay(records), try replay(longer))
    #expect(short.report.models.map(\.requests) == long.report.models.map(\.requests), "decisions do not see it")
    #expect(long.report.cost > short.report.cost)
  }

  @Test("R-508: a failed attempt costs nothing")
  func failuresAreFree() throws {
    let only = RoutingPolicy(
      maximumCost: nil, constraints: RoutingConstraints(models: NameFilter(allow: ["openai/gpt-5.4"])))
    let alike = (0..<3000).map {
      TraceRecord(arrival: Moment(milliseconds: Double($0) * 40), inputTokens: 1000, outputTokens: 200)
    }
    let replay = try replay(alike, policy: only)
    let model = try #require(replay.registry.handle(ofModel: "openai/gpt-5.4"))
    let request = RoutingRequest(inputTokens: 1000, outputTokens: 200)
    let price = CostEstimator.cost(of: request, at: replay.registry[model].prices).value
    let report = replay.report
    #expect(report.failures > 0)
    let successes = Double(report.requests - report.refusals - report.failures)
    #expect(abs(report.cost - successes * price) < 1e-9 * report.cost)
  }

  @Test("R-131: a trace that names a model gets it")
  func hints() throws {
    var hinted = records
    for index in hinted.indices { hinted[index].modelHint = "openai/gpt-5.4" }
    let replay = try replay(hinted, policy: RoutingPolicy(maximumCost: nil))
    let model = try #require(replay.registry.handle(ofModel: "openai/gpt-5.4"))
    #expect(replay.report.models[model.index].requests > 250)
  }

  @Test("where nothing is allowed, every request is refused and every model has a reason")
  func refusals() throws {
    let policy = RoutingPolicy(constraints: RoutingConstraints(models: NameFilter(allow: ["no such model"])))
    let report = try replay(records, policy: policy).report
    #expect(report.refusals == 300)
    #expect(report.exclusions["model_excluded"] != nil)
    #expect(report.exclusions.values.reduce(0, +) == 300 * report.models.count)
  }

  @Test("time that steps back, stands still or leaps a century does no harm", .timeLimit(.minutes(60)))
  func oddTimes() throws {
    let times: [Int64] = [0, .min, .max, 5, 5, -1, 3_000_000_000_000_000_000]
    let odd = times.map { TraceRecord(arrival: Moment(nanoseconds: $0), inputTokens: 10, outputTokens: 10) }
    #expect(try replay(odd).report.requests == odd.count)
  }
}
