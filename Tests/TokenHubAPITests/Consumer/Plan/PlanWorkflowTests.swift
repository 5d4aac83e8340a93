import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing
import TokenHubAPI

/// Plans within a workflow engine (O-501 to O-507).
@Suite(.offThePool) struct PlanWorkflowTests {
  /// An engine in memory that does its work through the gateway, as far as a test lets it.
  private final class Engine: WorkflowEngine {
    enum Fault: Sendable {
      case none, beginning, waiting, forgetting, running
    }

    private struct State: Sendable {
      var fault = Fault.none
      var gateway: Gateway?
      var begun: [Workflow] = []
      var attempts = 0
      var looks = 0
    }

    private let state = Locked(State())

    var begun: [Workflow] { state.withLock { $0.begun } }
    var attempts: Int { state.withLock { $0.attempts } }
    var looks: Int { state.withLock { $0.looks } }
    func set(_ fault: Fault) { state.withLock { $0.fault = fault } }
    func attach(_ gateway: Gateway) { state.withLock { $0.gateway = gateway } }

    func begin(_ workflow: Workflow) async throws(WorkflowEngineFailure) {
      let fault = state.withLock { state in
        state.attempts += 1
        return state.fault
      }
      guard fault != .beginning else { throw WorkflowEngineFailure("no engine") }
      state.withLock { $0.begun.append(workflow) }
    }

    func end(of id: String) async throws(WorkflowEngineFailure) -> JSONValue {
      guard state.withLock({ $0.fault == .none }) else { throw WorkflowEngineFailure("connection lost") }
      return try await work(id)
    }

    func look(at id: String) async throws(WorkflowEngineFailure) -> WorkflowStanding {
      let fault = state.withLock { state in
        state.looks += 1
        return state.fault
      }
      switch fault {
      case .none, .beginning, .forgetting: return .unknown
      case .waiting: return .ended(try await work(id))
      case .running: return .running
      }
    }

    private func work(_ id: String) async throws(WorkflowEngineFailure) -> JSONValue {
      guard var last = begun.last(where: { $0.id == id })?.state, let gateway = state.withLock({ $0.gateway }) else {
        throw WorkflowEngineFailure("unknown")
      }
      do {
        while try Orchestration(state: last).outcome == nil {
          last = try await gateway.advance(try JSONValue(parsing: Array(last.text.utf8)), ofWorkflow: id)
        }
      } catch {
        throw WorkflowEngineFailure("\(error)")
      }
      return last
    }
  }

  private static let texts = ["P", "C", "R"]
  private static let members =
    #""mode": "adversarial", "primary_model_id": "gpt-test", "review_model_id": "gpt-test""#

  private func open(_ fault: Engine.Fault = .none) async throws -> (Consumer, Engine) {
    let engine = Engine()
    engine.set(fault)
    let consumer = try await Consumer.open(
      configure: { _, ports in ports.workflows = engine }, answer: Hosts.saying(inTurn: Self.texts))
    engine.attach(consumer.fixture.gateway)
    return (consumer, engine)
  }

  private static func fallbacks(_ consumer: Consumer) async -> String? {
    await consumer.metrics().split(separator: "\n").first { $0.hasPrefix("tokenhub_temporal_fallback_total ") }
      .map { String($0.dropFirst("tokenhub_temporal_fallback_total ".count)) }
  }

  @Test("O-501, O-502, O-507: an engine runs the plan under the request's id, with the same result, recorded once")
  func engine() async throws {
    let (consumer, engine) = try await open()
    let direct = try await Consumer.open(answer: Hosts.saying(inTurn: Self.texts))
    let (reply, other) = (await consumer.plan(Self.members), await direct.plan(Self.members))
    #expect(reply.status == 200, "\(reply.text)")
    #expect(reply.bytes == other.bytes)
    #expect(engine.begun.map(\.id) == ["plan-" + (reply[header: "x-request-id"] ?? "")])
    #expect(engine.begun.map(\.kind) == [.orchestration])
    #expect(await Self.fallbacks(consumer) == "0")
    let log = try await consumer.log(.requests)
    #expect(log.count == 1 && log[0]["mode"] == "adversarial")
    #expect(try await consumer.log(.rewards).count == 3)
  }

  @Test("O-502, H-603: a plan within an engine has used as much as one without")
  func usage() async throws {
    let (consumer, _) = try await open()
    #expect(await consumer.plan(Self.members).status == 200)
    let log = try await consumer.log(.requests)
    // Twelve tokens of prompt and two of answer, three times.
    #expect(log[0]["input_tokens"]?.integer == 36 && log[0]["output_tokens"]?.integer == 6, "\(log)")
  }

  /// Scrapes the metrics in the middle of every request to a provider.
  private final class ScrapingTransport: HTTPTransport {
    private struct State: Sendable {
      var inner: (any HTTPTransport)?
      var scrape: (@Sendable () async -> String)?
      var seen: [String] = []
    }

    private let state = Locked(State())

    /// What was scraped.
    var seen: [String] { state.withLock { $0.seen } }

    func attach(_ inner: any HTTPTransport) { state.withLock { $0.inner = inner } }
    func attach(_ scrape: @escaping @Sendable () async -> String) { state.withLock { $0.scrape = scrape } }

    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
      let (inner, scrape) = state.withLock { ($0.inner, $0.scrape) }
      guard let inner else { throw .cancelled }
      if let scrape {
        let text = await scrape()
        state.withLock { $0.seen.append(text) }
      }
      return try await inner.send(request)
    }

    func stream(_ request: HTTPRequest) async throws(HTTPTransportError) -> any HTTPResponseStream {
      guard let inner = state.withLock({ $0.inner }) else { throw .cancelled }
      return try await inner.stream(request)
    }
  }

  @Test("O-504, H-908: a scrape in the middle of a plan that runs directly does not count it twice")
  func scrapedMeanwhile() async throws {
    let engine = Engine()
    engine.set(.beginning)
    let scraper = ScrapingTransport()
    let fixture = try await GatewayFixture.open(
      configure: { _, ports in
        ports.workflows = engine
        scraper.attach(ports.transport)
        ports.transport = scraper
      }, answer: Hosts.saying(inTurn: Self.texts))
    let consumer = Consumer(fixture: fixture, key: await fixture.issueKey())
    scraper.attach { await Self.fallbacks(consumer) ?? "none" }
    let reply = await consumer.plan(Self.members)
    #expect(reply.status == 200, "\(reply.text)")
    #expect(scraper.seen == ["1", "1", "1"])
    #expect(await Self.fallbacks(consumer) == "1")
  }

  @Test("O-504: an engine that takes nothing leaves the plan to the gateway, which is counted")
  func beginningFails() async throws {
    let (consumer, engine) = try await open(.beginning)
    let reply = await consumer.plan(Self.members)
    #expect(reply.status == 200 && reply.json["response"]?["refined_plan"] == "R", "\(reply.text)")
    #expect(engine.begun.isEmpty)
    #expect(await Self.fallbacks(consumer) == "1")
    #expect(try await consumer.log(.requests).count == 1)
  }

  @Test("O-503, O-504: after three failures the engine is left alone for half a minute")
  func breaker() async throws {
    let (consumer, engine) = try await open(.beginning)
    for _ in 0..<5 { #expect(await consumer.plan(Self.members).status == 200) }
    #expect(engine.attempts == 3)
    #expect(await Self.fallbacks(consumer) == "5")
    engine.set(.none)
    await consumer.fixture.time.advance(by: 30_000)
    #expect(await consumer.plan(Self.members).status == 200)
    #expect(engine.begun.count == 1)
    #expect(await Self.fallbacks(consumer) == "5")
  }

  @Test("O-504: where waiting fails, one look finds the end, and nothing runs twice")
  func waitingFails() async throws {
    let (consumer, engine) = try await open(.waiting)
    let reply = await consumer.plan(Self.members)
    #expect(reply.status == 200 && engine.looks == 1 && consumer.sent.count == 3)
    #expect(await Self.fallbacks(consumer) == "0")
  }

  @Test("O-504: what the engine does not know of has not run, so it runs directly")
  func forgotten() async throws {
    let (consumer, engine) = try await open(.forgetting)
    #expect(await consumer.plan(Self.members).status == 200)
    #expect(engine.looks == 1 && consumer.sent.count == 3)
    #expect(await Self.fallbacks(consumer) == "1")
  }

  @Test("O-504, O-507: what may have run is not run again; the client is told, and it is recorded as a failure")
  func unknown() async throws {
    let (consumer, _) = try await open(.running)
    let reply = await consumer.plan(Self.members)
    #expect(reply.status == 502 && reply.json["code"] == "outcome_unknown", "\(reply.text)")
    #expect(reply[header: "x-should-retry"] == "false")
    #expect(consumer.sent.isEmpty)
    let log = try await consumer.log(.requests)
    #expect(log.count == 1 && log.first?["status_code"]?.integer == 502)
    #expect(log.first?["error_class"] == "outcome_unknown")
  }

  @Test("O-506: events tell of the workflow and its activities")
  func events() async throws {
    let (consumer, _) = try await open()
    let events = await EventReader(consumer.fixture)
    let id = await consumer.plan(Self.members)[header: "x-request-id"] ?? ""
    let told = await events.all().filter { $0.text.contains("plan-" + id) }.compactMap { $0["type"]?.string }
    #expect(
      told == [
        "workflow_started", "activity_completed", "activity_completed", "activity_completed", "workflow_completed",
      ])
  }

  @Test("an activity of a workflow that is not under way is refused")
  func noSuchWorkflow() async throws {
    let (consumer, _) = try await open()
    await #expect(throws: WorkflowActivityError.unknown(id: "plan-x")) {
      try await consumer.fixture.gateway.advance(.null, ofWorkflow: "plan-x")
    }
  }
}
