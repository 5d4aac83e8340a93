import RoutingTestSupport
import Testing

@testable import GatewayState
@testable import RoutingCore

@Suite(.offThePool) struct TrafficRecorderTests {
  private static let now = 1_700_000_000_000

  /// A recorder, and everything it tells.
  private struct Bed {
    let metrics = MetricsRegistry()
    let statistics = RequestStatistics()
    let timeSeries = TimeSeriesStore()
    let events = EventBus()
    let recorder: TrafficRecorder

    init(secrets: [String] = []) {
      recorder = TrafficRecorder(
        metrics: metrics, statistics: statistics, timeSeries: timeSeries, events: events,
        ids: LogIDSource(CountingRandom()), redactor: SecretRedactor(secrets: secrets))
    }

    /// What a request left in every sink.
    func record(_ request: FinishedRequest) async throws -> Trace {
      let subscription = try events.subscribe()
      let changes = recorder.record(request)
      events.close()
      var told: [GatewayEvent] = []
      while let item = await subscription.next() {
        if case .event(let event) = item { told.append(event) }
      }
      var points: [String: [Double]] = [:]
      for metric in timeSeries.metrics {
        let series = timeSeries.series(TimeSeriesQuery(metric))
        points[metric.name] = series.flatMap { $0.points.map(\.value) }
      }
      return Trace(
        log: changes.compactMap { Self.entry($0, of: .requests).flatMap(RequestLogEntry.init) },
        rewards: changes.compactMap { Self.entry($0, of: .rewards).flatMap(RewardLogEntry.init) },
        changes: changes.count, events: told, points: points,
        statistics: statistics.report(now: TrafficRecorderTests.now), metrics: try ExpositionReader(metrics.text))
    }

    private static func entry(_ change: StateChange, of log: StateLog) -> StateLogEntry? {
      guard case .append(log, let entry) = change else { return nil }
      return entry
    }
  }

  private struct Trace {
    let log: [RequestLogEntry]
    let rewards: [RewardLogEntry]
    let changes: Int
    let events: [GatewayEvent]
    let points: [String: [Double]]
    let statistics: StatisticsReport
    let metrics: ExpositionReader
  }

  private static func attempt(
    _ model: ModelID, _ provider: ProviderID, _ result: AttemptRecord.Result, latency: Milliseconds = 100,
    cost: Dollars = 0
  ) -> AttemptRecord {
    AttemptRecord(
      number: 0, model: model, provider: provider, cause: .first, result: result, status: nil, message: nil,
      startedAt: .zero, latency: latency, estimatedCost: 0.01, cost: cost)
  }

  private static func request(_ result: FinishedRequest.Result, status: Int = 200) -> FinishedRequest {
    FinishedRequest(
      requestID: "r1", milliseconds: now, mode: "cheap", statusCode: status, latency: 250, result: result,
      estimatedTokens: 1500, latencyBudget: 2000, key: .init(id: "k1", name: "kay"), aliasFrom: "best")
  }

  /// The first of two failed, the second answered.
  private static var answered: FinishedRequest {
    var request = request(.failed(.init(errorClass: "", message: "")))
    request.take(
      DispatchSummary(
        model: "b", provider: "q", reason: .routedByWeight(7), hintStatus: .absent, cost: 0.05, hedgeCost: 0.02,
        attempts: [attempt("a", "p", .failed(.transient)), attempt("b", "q", .answered, latency: 200, cost: 0.05)],
        latency: 240), usage: TokenUsage(inputTokens: 1400, outputTokens: 60))
    return request
  }

  /// Both failed, and the second counted tokens all the same.
  private static var failed: FinishedRequest {
    var request = request(.failed(.init(errorClass: "", message: "")), status: 502)
    request.take(
      DispatchFailure(
        kind: .exhausted(.other),
        attempts: [attempt("a", "p", .timedOut), attempt("b", "q", .failed(.other), cost: 0.03)]))
    return request
  }

  @Test("H-120: an answered request is in every log, metric, series and aggregate once, and told of once")
  func success() async throws {
    let trace = try await Bed().record(Self.answered)
    #expect(trace.log.count == 1 && trace.rewards.count == 2 && trace.changes == 3)
    let entry = try #require(trace.log.first)
    #expect(entry.model == "b" && entry.provider == "q" && entry.statusCode == 200 && entry.errorClass == nil)
    #expect(entry.cost == 0.05 && entry.latency == 250 && entry.inputTokens == 1400 && entry.outputTokens == 60)
    #expect(entry.requestID == "r1" && entry.apiKeyID == "k1" && entry.aliasFrom == "best")
    #expect(trace.points == ["latency": [250], "cost": [0.05], "tokens": [1460]])
    #expect(
      trace.events == [
        GatewayEvent(
          milliseconds: Self.now,
          .routeSuccess(
            RouteSuccess(
              model: "b", provider: "q", latency: 250, cost: 0.05, reason: "routed-weight-7", mode: "cheap",
              requestID: "r1", apiKeyName: "kay", inputTokens: 1400, outputTokens: 60)))
      ])
    let aggregate = try #require(trace.statistics.global[.minute])
    #expect(aggregate.requestCount == 1 && aggregate.errorCount == 0 && aggregate.totalTokens == 1460)
    #expect(trace.statistics.byModel.map(\.name) == ["b"] && trace.statistics.byAPIKey.map(\.name) == ["k1"])
    #expect(trace.metrics.value("tokenhub_requests_total", "cheap", "b", "q", "ok") == 1)
    #expect(trace.metrics.value("tokenhub_request_latency_ms_count", "cheap", "b", "q") == 1)
    #expect(trace.metrics.value("tokenhub_cost_usd_total", "b", "q") == 0.05)
    #expect(trace.metrics.value("tokenhub_tokens_total", "b", "q", "input") == 1400)
    #expect(trace.metrics.value("tokenhub_tokens_total", "b", "q", "output") == 60)
    #expect(trace.metrics.value("tokenhub_hedge_cost_usd_total") == 0.02)
    #expect(trace.metrics["tokenhub_requests_total"]?.samples.count == 1)
    #expect(trace.metrics["tokenhub_request_errors_total"]?.samples.isEmpty == true)
  }

  @Test("H-120: a failed request is told of once as well, and its log names the model attempted last")
  func failure() async throws {
    let trace = try await Bed().record(Self.failed)
    #expect(trace.log.count == 1 && trace.rewards.count == 2 && trace.changes == 3)
    let entry = try #require(trace.log.first)
    #expect(entry.model == "b" && entry.provider == "q" && entry.statusCode == 502 && entry.errorClass == "other")
    #expect(entry.inputTokens == 0 && entry.outputTokens == 0)
    #expect(trace.points == ["latency": [250], "errors": [1]])
    #expect(
      trace.events == [
        GatewayEvent(
          milliseconds: Self.now,
          .routeError(
            RouteError(
              latency: 250, errorClass: "other", message: "all providers failed", model: "b", provider: "q",
              mode: "cheap", requestID: "r1")))
      ])
    #expect(trace.statistics.global[.minute]?.errorCount == 1)
    #expect(trace.metrics.value("tokenhub_requests_total", "cheap", "b", "q", "error") == 1)
    #expect(trace.metrics.value("tokenhub_request_errors_total", "cheap", "b", "q", "502") == 1)
    #expect(trace.metrics.value("tokenhub_request_latency_ms_count", "cheap", "b", "q") == 1)
    #expect(trace.metrics["tokenhub_tokens_total"]?.samples.isEmpty == true)
  }

  @Test("R-508: what providers counted of a failed request is its cost")
  func failureCost() async throws {
    let trace = try await Bed().record(Self.failed)
    #expect(trace.log.first?.cost == 0.03)
    #expect(trace.statistics.global[.minute]?.totalCost == 0.03)
    #expect(trace.metrics.value("tokenhub_cost_usd_total", "b", "q") == 0.03)
  }

  @Test("a request that nobody was asked for has no model, in no log and no label")
  func nobody() async throws {
    var request = Self.request(.failed(.init(errorClass: "", message: "")), status: 502)
    request.take(DispatchFailure(kind: .noEligibleModels))
    request.skips = [.init(provider: "p", reason: "health_down"), .init(provider: "q", reason: "no_adapter")]
    let trace = try await Bed().record(request)
    #expect(trace.log.first?.model == nil && trace.log.first?.errorClass == "no_eligible_models")
    #expect(trace.rewards.isEmpty && trace.statistics.byModel.isEmpty)
    #expect(trace.metrics.value("tokenhub_requests_total", "cheap", "none", "none", "error") == 1)
    #expect(trace.metrics.value("tokenhub_provider_skips_total", "p", "health_down") == 1)
    #expect(trace.metrics.value("tokenhub_provider_skips_total", "q", "no_adapter") == 1)
  }

  @Test("H-121: log, rewards, statistics and event name the mode in effect")
  func mode() async throws {
    var request = Self.answered
    request.mode = "high_confidence"
    let trace = try await Bed().record(request)
    #expect(trace.log.map(\.mode) == ["high_confidence"])
    #expect(Set(trace.rewards.map(\.mode)) == ["high_confidence"])
    #expect(trace.statistics.byMode.map(\.name) == ["high_confidence"])
    #expect(trace.events.map { $0.json["mode"] } == ["high_confidence"])
    #expect(trace.metrics.value("tokenhub_requests_total", "high_confidence", "b", "q", "ok") == 1)
  }

  @Test("R-810, R-811, R-812: every attempt has its reward, counted with the latency budget in effect")
  func rewards() async throws {
    let trace = try await Bed().record(Self.answered)
    let (first, second) = (try #require(trace.rewards.first), try #require(trace.rewards.last))
    #expect(first.model == "a" && first.provider == "p" && first.reward == 0 && first.errorClass == "transient")
    // 0.3·(1 − 0.05/0.1) + 0.3·(1 − 200/2000) + 0.4
    #expect(second.model == "b" && second.provider == "q" && abs(second.reward - 0.82) < 1e-12)
    #expect(second.isSuccess && second.latency == 200 && second.cost == 0.05)
    #expect(second.latencyBudget == 2000 && second.estimatedTokens == 1500 && second.bucket == .medium)
  }

  @Test(
    "R-813: an attempt that was cancelled or the client's fault has no reward, any other failure has one of 0",
    arguments: [
      (AttemptRecord.Result.cancelled, false), (.failed(.badRequest), false), (.brokeOff(.badRequest), false),
      (.failed(.transient), true), (.failed(.rateLimited), true), (.failed(.contextOverflow), true),
      (.failed(.authentication), true), (.failed(.budgetExceeded), true), (.failed(.other), true),
      (.timedOut, true), (.brokeOff(.transient), true),
    ])
  func unrewarded(result: AttemptRecord.Result, isRewarded: Bool) async throws {
    var request = Self.failed
    request.attempts = [FinishedAttempt(Self.attempt("a", "p", result))]
    let trace = try await Bed().record(request)
    #expect(trace.rewards.map(\.reward) == (isRewarded ? [0] : []))
    #expect(trace.rewards.allSatisfy { $0.errorClass == result.name })
    #expect(trace.log.count == 1)
  }

  @Test("H-612: the bytes of a stream are a point, also of one that broke off")
  func streamBytes() async throws {
    for var request in [Self.answered, Self.failed] {
      request.streamBytes = 4096
      #expect(try await Bed().record(request).points["stream_bytes"] == [4096])
    }
  }

  @Test("H-015: the message of a failure is told without secrets, those known and those that look like one")
  func secrets() async throws {
    var request = Self.failed
    request.result = .failed(.init(errorClass: "auth", message: "key hunter22 and sk-abcdefghijklmnop refused"))
    let trace = try await Bed(secrets: ["hunter22"]).record(request)
    let text = try #require(trace.events.first).json.text
    #expect(!text.contains("hunter22") && !text.contains("abcdefghijklmnop") && text.contains("refused"))
  }

  @Test("H-912: what a client calls a model is in the log and never the value of a label")
  func clientWords() async throws {
    for request in [Self.answered, Self.failed] {
      let trace = try await Bed().record(request)
      #expect(trace.log.map(\.aliasFrom) == ["best"])
      #expect(trace.metrics.families.flatMap(\.samples).allSatisfy { !$0.labels.contains { $0[1] == "best" } })
    }
  }

  @Test("H-106: short texts of meta are kept with the log entry")
  func meta() async throws {
    var request = Self.answered
    request.meta = JSONValue(object: ["team": "x", "n": 1])
    #expect(try await Bed().record(request).log.first?.meta == [JSONValue.Member(name: "team", value: "x")])
  }

  @Test("where the provider counted nothing the estimate of the prompt stands in for it")
  func noUsage() async throws {
    for usage in [nil, TokenUsage(inputTokens: 0, outputTokens: 0)] {
      var request = Self.request(.failed(.init(errorClass: "", message: "")))
      request.take(
        DispatchSummary(
          model: "b", provider: "q", reason: .hintExact, hintStatus: .exact, cost: 0, hedgeCost: 0, attempts: [],
          latency: 1), usage: usage)
      #expect(try await Bed().record(request).log.first?.inputTokens == 1500)
    }
  }

  @Test("of any number of requests each is in every sink once, whoever records them at once")
  func many() async throws {
    let bed = Bed()
    let ids = await withTaskGroup(of: [String].self) { group in
      for task in 0..<8 {
        group.addTask {
          (0..<50).flatMap { number -> [String] in
            var request = number % 3 == 0 ? Self.failed : Self.answered
            request.requestID = "\(task)-\(number)"
            return bed.recorder.record(request).compactMap { change in
              guard case .append(.requests, let entry) = change else { return nil }
              return entry.id
            }
          }
        }
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(ids.count == 400 && Set(ids).count == 400)
    let reader = try ExpositionReader(bed.metrics.text)
    #expect(reader.value("tokenhub_requests_total", "cheap", "b", "q", "ok") == 264)
    #expect(reader.value("tokenhub_requests_total", "cheap", "b", "q", "error") == 136)
    #expect(bed.statistics.report(now: Self.now).global[.minute]?.requestCount == 400)
    #expect(bed.timeSeries.series(TimeSeriesQuery(.latency)).first?.points.count == 400)
    #expect(bed.timeSeries.series(TimeSeriesQuery(.errors)).first?.points.count == 136)
  }
}
