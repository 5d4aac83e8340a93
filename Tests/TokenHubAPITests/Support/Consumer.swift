import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import TokenHubAPI

/// A gateway and a consumer with a key; the clock stands still, and nothing waits before it tries again.
struct Consumer: Sendable {
  let fixture: GatewayFixture
  let key: String

  /// Opens a gateway and issues a key with these members.
  static func open(
    key members: String = #""name": "a test""#, registry: ModelRegistry? = FixtureRegistry.registry,
    configure: (inout GatewayConfiguration, inout GatewayPorts) -> Void = { _, _ in },
    answer: @escaping @Sendable (HTTPRequest) -> StubTransport.Answer = FixtureHosts.answer
  ) async throws -> Consumer {
    let fixture = try await GatewayFixture.open(
      registry: registry,
      configure: { configuration, ports in
        configuration.dispatch.backoff = 0
        configuration.dispatch.longestLimitWait = 0
        configure(&configuration, &ports)
      }, answer: answer)
    return Consumer(fixture: fixture, key: await fixture.issueKey(members))
  }

  /// Sends JSON and reads the whole answer.
  func post(_ path: String, _ body: String, headers: [HTTPField] = []) async -> Reply {
    await fixture.consumer("POST", path, key: key, headers: headers, body)
  }

  /// A chat completion with a message of one word and these members beside it.
  func complete(_ members: String = #""model": "gpt-test""#, headers: [HTTPField] = []) async -> Reply {
    await post(
      "/v1/chat/completions", #"{"messages": [{"role": "user", "content": "hi"}], \#(members)}"#, headers: headers)
  }

  /// A native chat with a message of one word, members of the request and members beside it.
  func chat(_ request: String = "", _ members: String = "", headers: [HTTPField] = []) async -> Reply {
    let inner = #""messages": [{"role": "user", "content": "hi"}]\#(request.isEmpty ? "" : ", " + request)"#
    return await post(
      "/v1/chat", #"{"request": {\#(inner)}\#(members.isEmpty ? "" : ", " + members)}"#, headers: headers)
  }

  /// The bodies that reached providers, in order.
  var sent: JSONList { JSONList(values: fixture.transport.requests.map(\.json)) }

  /// The entries of a log, newest first.
  func log(_ log: StateLog) async throws -> JSONList {
    await fixture.gateway.close()
    return JSONList(
      values: try await fixture.store.entries(of: log, offset: 0, limit: 1000).entries.map(\.body))
  }

  /// The metrics' text.
  func metrics() async -> String { await fixture.send("GET", "/metrics").text }
}

extension HTTPRequest {
  /// The body as JSON, or null where it is none.
  var json: JSONValue { (try? JSONValue(parsing: body)) ?? .null }
  /// The value of the first header field of this name.
  func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name }?.value }
}

/// Answers of hosts that are not well.
enum Hosts {
  /// The same answer to everything.
  static func always(_ answer: StubTransport.Answer) -> @Sendable (HTTPRequest) -> StubTransport.Answer {
    { _ in answer }
  }

  /// A chat completion of this text.
  static func saying(_ text: String) -> @Sendable (HTTPRequest) -> StubTransport.Answer {
    { request in
      request.url.hasSuffix("/v1/messages")
        ? .json(
          200,
          JSONValue(object: [
            "id": "msg_1", "type": "message", "role": "assistant", "stop_reason": "end_turn",
            "content": [JSONValue(object: ["type": "text", "text": JSONValue(text)])],
            "usage": JSONValue(object: ["input_tokens": 12, "output_tokens": 2]),
          ])) : .json(200, FixtureHosts.completion(text))
    }
  }

  /// One text after the other, the last again and again.
  static func saying(inTurn texts: [String]) -> @Sendable (HTTPRequest) -> StubTransport.Answer {
    let turn = Turns()
    return { _ in .json(200, FixtureHosts.completion(texts[min(turn.next(), texts.count - 1)])) }
  }

  /// A refusal in the words of OpenAI.
  static func refusing(
    _ status: Int, _ message: String = "no", headers: [HTTPField] = []
  ) -> @Sendable (HTTPRequest) -> StubTransport.Answer {
    let error = JSONValue(object: ["error": JSONValue(object: ["message": JSONValue(message), "type": "some_error"])])
    return { _ in .json(status, error, headers: headers) }
  }
}
