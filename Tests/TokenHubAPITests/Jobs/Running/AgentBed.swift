import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit

@testable import TokenHubAPI

/// A gateway with an image agent whose planner and painters say what a test wants.
struct AgentBed: Sendable {
  let fixture: GatewayFixture
  let key: String

  /// The models behind the agent: each on a host of its own kind, so that requests are told apart by their paths.
  static let profile = ImageAgentProfile(
    id: "image-agent-1-preview", plannerModel: "gpt-test", imageModel: "gpt-image-test",
    editModel: "wanx2.1-t2i-turbo", visionModel: "gpt-test")

  /// A picture at an address, as a supplier of OpenAI's type answers.
  static func picture(_ number: Int = 1) -> StubTransport.Answer {
    .text(#"{"created": 1, "data": [{"url": "https://img.test/\#(number).png"}]}"#)
  }

  /// Opens a gateway; `planner` are the replies of the chat model in their order.
  static func open(
    planner: [String] = [], images: [StubTransport.Answer] = [picture()], more: ScriptedHosts.Script = [],
    store: any StateStore = MemoryStateStore(), key: String = #""name": "a test""#,
    configure: (inout GatewayConfiguration, inout GatewayPorts) -> Void = { _, _ in }
  ) async throws -> AgentBed {
    let replies = planner.map { StubTransport.Answer.json(200, FixtureHosts.completion($0)) }
    let fixture = try await GatewayFixture.open(
      script: more + [("/chat/completions", replies), ("/images/generations", images)], store: store,
      configure: { configuration, ports in
        configuration.agents = [profile]
        if let rate = RequestRate(perSecond: 10_000, burst: 10_000) { configuration.consumerRate = rate }
        configure(&configuration, &ports)
      })
    return AgentBed(fixture: fixture, key: await fixture.issueKey(key))
  }

  /// Sends a request as JSON.
  func submit(_ members: String = "", headers: [HTTPField] = []) async -> Reply {
    let more = members.isEmpty ? "" : ", " + members
    return await fixture.consumer(
      "POST", "/v2/image/agent", key: key, headers: headers, #"{"instructions": "paint a fox"\#(more)}"#)
  }

  /// Sends a request that is taken, and gives its id.
  func start(_ members: String = "") async -> String {
    await submit(members).json["data"]?["job_id"]?.string ?? ""
  }

  /// How a job stands.
  func job(_ id: String) async -> JSONValue {
    await fixture.consumer("GET", "/v1/jobs/\(id)", key: key).json["data"] ?? .null
  }

  /// Waits for the end of a job while the clock stands still, and gives how it stands then.
  func end(of id: String) async -> JSONValue {
    let services = fixture.gateway.services
    guard let keyID = services.keys.list().first?.id,
      let watch = services.jobs.watch(id, keyID: keyID, after: 0, now: services.now)
    else { return .null }
    while await watch.next() != nil {}
    return await job(id)
  }

  /// Starts a job and waits for its end.
  func run(_ members: String = "") async -> JSONValue { await end(of: await start(members)) }

  /// What the planner was told, one text for each call.
  var prompts: [String] {
    fixture.transport.requests(to: "/chat/completions").map { String(decoding: $0.body, as: UTF8.self) }
  }
}

/// Lets requests to some addresses wait until they are cancelled, or for some time.
final class SlowTransport: HTTPTransport {
  private let inner: any HTTPTransport
  private let time: VirtualTime
  private let part: String
  private let delay: Milliseconds?
  private let counts = Locked((begun: 0, cancelled: 0))

  /// Makes a transport; without a `delay` whoever waits is only let go when cancelled.
  init(_ inner: any HTTPTransport, time: VirtualTime, part: String, delay: Milliseconds? = nil) {
    self.inner = inner
    self.time = time
    self.part = part
    self.delay = delay
  }

  var begun: Int { counts.withLock { $0.begun } }
  var cancelled: Int { counts.withLock { $0.cancelled } }

  func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
    try await wait(request)
    return try await inner.send(request)
  }

  func stream(_ request: HTTPRequest) async throws(HTTPTransportError) -> any HTTPResponseStream {
    try await wait(request)
    return try await inner.stream(request)
  }

  private func wait(_ request: HTTPRequest) async throws(HTTPTransportError) {
    guard request.url.contains(part) else { return }
    counts.withLock { $0.begun += 1 }
    let end = delay.map { time.now.advanced(byMilliseconds: $0.value) } ?? Moment(nanoseconds: .max)
    do throws(CancellationError) {
      try await time.sleep(until: end)
    } catch {
      counts.withLock { $0.cancelled += 1 }
      throw .cancelled
    }
  }
}

/// Waits until something holds, letting others work meanwhile.
func eventually(_ holds: () async -> Bool) async -> Bool {
  for _ in 0..<1_000_000 {
    if await holds() { return true }
    await Task.yield()
  }
  return false
}
