import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit

@testable import TokenHubAPI

/// Hosts that answer by what the address contains, one answer after the other; the last one stays.
final class ScriptedHosts: Sendable {
  typealias Script = [(part: String, answers: [StubTransport.Answer])]

  private let script: Locked<Script>

  init(_ script: Script) { self.script = Locked(script) }

  /// What is answered to a request; 404 where nobody is.
  @Sendable func answer(_ request: HTTPRequest) -> StubTransport.Answer {
    script.withLock { script in
      guard let place = script.firstIndex(where: { request.url.contains($0.part) }),
        let answer = script[place].answers.first
      else { return .json(404, .reading(#"{"error":{"message":"no such path"}}"#)) }
      if script[place].answers.count > 1 { script[place].answers.removeFirst() }
      return answer
    }
  }

  /// Adds answers before those that are there.
  func prepend(_ part: String, _ answers: StubTransport.Answer...) {
    script.withLock { $0.insert((part, answers), at: 0) }
  }
}

extension StubTransport.Answer {
  /// A whole response of a literal.
  static func text(_ json: String, status: Int = 200) -> Self { .json(status, .reading(json)) }

  /// A task of DashScope's in a state, with more members of its output.
  static func task(_ state: String, id: String = "task-1", _ more: String = "") -> Self {
    .text(#"{"request_id":"r-1","output":{"task_id":"\#(id)","task_status":"\#(state)"\#(more)},"usage":{"n":1}}"#)
  }
}

extension StubTransport {
  /// The requests whose address contains something.
  func requests(to part: String) -> [HTTPRequest] { requests.filter { $0.url.contains(part) } }

  /// The JSON of the last of them.
  func lastBody(to part: String) -> JSONValue {
    requests(to: part).last.flatMap { try? JSONValue(parsing: $0.body) } ?? .null
  }
}

extension GatewayFixture {
  /// Opens a gateway over a script.
  static func open(
    script: ScriptedHosts.Script, store: any StateStore = MemoryStateStore(),
    configure: (inout GatewayConfiguration, inout GatewayPorts) -> Void = { _, _ in }
  ) async throws -> GatewayFixture {
    try await open(store: store, configure: configure, answer: ScriptedHosts(script).answer)
  }

  /// Asks as a consumer while time goes on by itself.
  func waiting(_ method: String, _ path: String, key: String, _ body: String? = nil) async -> Reply {
    await time.running { await self.consumer(method, path, key: key, body) }
  }

  /// What all keys have spent this month.
  var spent: Double {
    let services = gateway.services
    return services.keys.list().reduce(0) { $0 + services.spending.spent(key: $1.id, now: services.now) }
  }

  /// The request log, oldest first.
  func log() async -> [RequestLogEntry] {
    await gateway.services.writer.flush()
    let page = try? await store.entries(of: .requests, offset: 0, limit: 1000)
    return (page?.entries ?? []).compactMap { RequestLogEntry($0) }.reversed()
  }

  /// The rewards, oldest first.
  func rewards() async -> [RewardLogEntry] {
    await gateway.services.writer.flush()
    let page = try? await store.entries(of: .rewards, offset: 0, limit: 1000)
    return (page?.entries ?? []).compactMap { RewardLogEntry($0) }.reversed()
  }
}
