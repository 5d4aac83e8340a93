import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// Everything that is remembered and told of a request, exactly once (H-120, H-121).
@Suite(.offThePool) struct RequestRecordTests {
  /// What each sink has of the requests so far.
  private struct Sinks {
    var log: JSONList
    var rewards: JSONList
    var metrics: String
    var events: [JSONValue]
    var statistics: JSONValue
    var points: [String: Int]

    /// The sum of a counter over all its series.
    func sum(_ name: String) -> Double {
      metrics.split(separator: "\n").filter { $0.hasPrefix(name + "{") || $0.hasPrefix(name + " ") }
        .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
    }
  }

  private static func sinks(_ consumer: Consumer, _ events: EventReader) async throws -> Sinks {
    let fixture = consumer.fixture
    let statistics = await fixture.admin("GET", "/admin/v1/stats").json
    var points: [String: Int] = [:]
    for metric in ["latency", "cost", "tokens", "errors", "stream_bytes"] {
      let series = await fixture.admin("GET", "/admin/v1/tsdb/query?metric=\(metric)").json["series"]?.elements ?? []
      points[metric] = series.reduce(0) { $0 + ($1["points"]?.elements?.count ?? 0) }
    }
    let metrics = await consumer.metrics()
    let told = await events.all()
    return Sinks(
      log: try await consumer.log(.requests), rewards: try await consumer.log(.rewards), metrics: metrics,
      events: told.filter { ["route_success", "route_error"].contains($0["type"]?.string) }, statistics: statistics,
      points: points)
  }

  /// Opens a gateway whose events are read, asks it, and looks into all sinks.
  private func sinks(
    answer: @escaping @Sendable (HTTPRequest) -> StubTransport.Answer = FixtureHosts.answer,
    _ ask: (Consumer) async -> Void
  ) async throws -> Sinks {
    let consumer = try await Consumer.open(answer: answer)
    let events = await EventReader(consumer.fixture)
    await ask(consumer)
    return try await Self.sinks(consumer, events)
  }

  private func check(_ sinks: Sinks, isSuccess: Bool, status: Int, errorClass: String?, model: String, attempts: Int) {
    #expect(sinks.log.count == 1, "\(sinks.log)")
    let entry = sinks.log.first
    #expect(entry?["model_id"]?.string == model)
    #expect(entry?["status_code"]?.integer == status)
    #expect(entry?["error_class"]?.string == errorClass)
    #expect(entry?["api_key_id"]?.string?.isEmpty == false)
    #expect(sinks.rewards.count == attempts, "\(sinks.rewards)")
    #expect(sinks.events.count == 1)
    #expect(sinks.events.first?["type"]?.string == (isSuccess ? "route_success" : "route_error"))
    #expect(sinks.sum("tokenhub_requests_total") == 1)
    #expect(sinks.sum("tokenhub_request_latency_ms_count") == 1)
    #expect(sinks.sum("tokenhub_request_errors_total") == (isSuccess ? 0 : 1))
    #expect(sinks.points["latency"] == 1 && sinks.points["errors"] == (isSuccess ? 0 : 1))
    #expect(sinks.points["cost"] == (isSuccess ? 1 : 0) && sinks.points["tokens"] == (isSuccess ? 1 : 0))
    let hour = sinks.statistics["global"]?["1h"]
    #expect(hour?["request_count"]?.integer == 1, "\(sinks.statistics.text)")
    #expect(hour?["error_count"]?.integer == (isSuccess ? 0 : 1))
  }

  @Test("H-120: a request that is answered is recorded once in each place", arguments: [false, true])
  func success(isNative: Bool) async throws {
    let sinks = try await sinks { consumer in
      _ = isNative ? await consumer.chat(#""model_hint": "gpt-test""#) : await consumer.complete()
    }
    check(sinks, isSuccess: true, status: 200, errorClass: nil, model: "gpt-test", attempts: 1)
    #expect(sinks.log[0]["input_tokens"]?.integer == 12 && sinks.log[0]["output_tokens"]?.integer == 2)
    #expect(sinks.sum("tokenhub_tokens_total") == 14)
    #expect(abs(sinks.sum("tokenhub_cost_usd_total") - 0.00004) < 1e-12)
  }

  @Test(
    "H-120: a request that fails is recorded once, under the model that was attempted last", arguments: [false, true])
  func failure(isNative: Bool) async throws {
    let sinks = try await sinks(answer: Hosts.refusing(401)) { consumer in
      _ =
        isNative
        ? await consumer.chat(#""model_hint": "deepseek-v3.2""#) : await consumer.complete(#""model": "deepseek-v3.2""#)
    }
    let attempts = isNative ? 4 : 2
    let last = sinks.rewards.first?["model_id"]?.string ?? ""
    check(sinks, isSuccess: false, status: 502, errorClass: "auth", model: last, attempts: attempts)
    if !isNative { #expect(sinks.log[0]["model_id"]?.string == "other/deepseek-v3.2") }
  }

  @Test("H-120: a request with nobody to ask is recorded once, without a model and with those that were passed over")
  func nobody() async throws {
    let sinks = try await sinks { consumer in
      _ = await consumer.complete(#""model": "gpt-test", "preferences": {"region": "mars"}"#)
    }
    check(sinks, isSuccess: false, status: 503, errorClass: "no_eligible_models", model: "", attempts: 0)
    #expect(sinks.sum("tokenhub_provider_skips_total") > 0)
  }

  @Test("H-120: a stream is recorded once, at its end, with the bytes that came")
  func stream() async throws {
    let sinks = try await sinks { consumer in
      _ = await consumer.complete(#""model": "gpt-test", "stream": true"#)
    }
    check(sinks, isSuccess: true, status: 200, errorClass: nil, model: "gpt-test", attempts: 1)
    #expect(sinks.points["stream_bytes"] == 1)
    #expect(sinks.log[0]["total_tokens"]?.integer == 14)
  }

  @Test("H-120, H-126: a stream that breaks off is recorded once as what it is")
  func brokenStream() async throws {
    let chunk = #"data: {"id":"c","choices":[{"index":0,"delta":{"content":"O"}}]}"# + "\n\n"
    let sinks = try await sinks(answer: Hosts.always(.stream([chunk]))) { consumer in
      let reply = await consumer.complete(#""model": "gpt-test", "stream": true"#)
      #expect(reply.frames.last == "data: [DONE]")
    }
    check(sinks, isSuccess: false, status: 200, errorClass: "stream_error", model: "gpt-test", attempts: 1)
  }

  @Test("H-120: a mended answer is one request of two attempts, and both are paid for (R-1607)")
  func mended() async throws {
    let sinks = try await sinks(answer: Hosts.saying(inTurn: ["no json", #"{"a": 1}"#])) { consumer in
      _ = await consumer.chat(#""model_hint": "gpt-test", "output_schema": {"type": "object"}"#)
    }
    check(sinks, isSuccess: true, status: 200, errorClass: nil, model: "gpt-test", attempts: 2)
    #expect(abs((sinks.log[0]["estimated_cost_usd"]?.number ?? 0) - 0.00008) < 1e-12)
  }

  @Test("H-120: an answer that cannot be mended is one failed request, and both of its attempts are paid for")
  func mismatch() async throws {
    let sinks = try await sinks(answer: Hosts.saying("no json")) { consumer in
      _ = await consumer.chat(#""model_hint": "gpt-test", "output_schema": {"type": "object"}"#)
    }
    check(
      sinks, isSuccess: false, status: 502, errorClass: "output_schema_validation_failed", model: "gpt-test",
      attempts: 2)
    #expect(abs((sinks.log[0]["estimated_cost_usd"]?.number ?? 0) - 0.00008) < 1e-12)
  }

  @Test("H-120: a store that fails never fails a request, and is counted")
  func failingStore() async throws {
    let store = BreakableStore()
    let fixture = try await GatewayFixture.open(store: store)
    let consumer = Consumer(fixture: fixture, key: await fixture.issueKey())
    store.setBroken(true)
    #expect(await consumer.complete().status == 200)
    await fixture.gateway.close()
    let metrics = await consumer.metrics()
    #expect(metrics.contains("tokenhub_store_dropped_total{"), "\(metrics)")
  }

  @Test(
    "H-121: the mode that is logged is the one that counted",
    arguments: [
      ("", "normal"), (#""policy": {"mode": "cheap"}"#, "cheap"), (#""policy": {"mode": ""}"#, "normal"),
      (#""policy": {"mode": "thompson"}"#, "thompson"),
    ])
  func mode(members: String, mode: String) async throws {
    let consumer = try await Consumer.open()
    _ = await consumer.chat("", members)
    #expect(try await consumer.log(.requests)[0]["mode"]?.string == mode)
  }

  @Test("H-121: an operator's default is the mode of requests that name none")
  func operatorsMode() async throws {
    let consumer = try await Consumer.open()
    _ = await consumer.fixture.admin("PUT", "/admin/v1/routing-config", #"{"default_mode": "high_confidence"}"#)
    _ = await consumer.complete()
    #expect(try await consumer.log(.requests)[0]["mode"]?.string == "high_confidence")
  }
}

/// Reads the administrators' events as they come.
final class EventReader: Sendable {
  private let stream: (any GatewayEventStream)?
  /// Publishes the event that marks the end.
  private let mark: @Sendable () -> Void

  init(_ fixture: GatewayFixture) async {
    let bus = fixture.gateway.services.events
    mark = { bus.publish(GatewayEvent(milliseconds: 0, .heartbeat)) }
    let response = await fixture.gateway.handle(
      GatewayRequest(
        method: "GET", path: "/admin/v1/events", query: "token=\(GatewayFixture.adminToken)", remoteAddress: "192.0.2.9"
      ))
    guard case .events(let stream) = response.body else {
      stream = nil
      Issue.record("the events are no stream but a status of \(response.status)")
      return
    }
    self.stream = stream
    _ = await stream.next()
  }

  /// All events so far, after which nothing more is read: a heartbeat that is published now marks the end.
  func all() async -> [JSONValue] {
    mark()
    var events: [JSONValue] = []
    while let frame = await stream?.next() {
      let text = String(decoding: frame, as: UTF8.self)
      guard let data = text.split(separator: "\n").first(where: { $0.hasPrefix("data: ") }) else { continue }
      let event = (try? JSONValue(parsing: Array(data.dropFirst(6).utf8))) ?? .null
      if event["type"]?.string == "heartbeat" { break }
      events.append(event)
    }
    stream?.cancel()
    return events
  }
}
