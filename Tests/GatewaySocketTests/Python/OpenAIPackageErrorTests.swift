import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubAPI

/// The `openai` package for Python against a gateway: what it raises, and when it asks again.
@Suite(.offThePool, .enabled(if: PythonClients.areInstalled, "\(PythonClients.absence)")) struct OpenAIPackageErrorTests
{
  /// A call that fails, and what must be raised.
  private struct Case {
    var name: String
    var key: String
    var body: String
    var path: String?
    var raised: String
    var status: Int?
    var code: String
    var parameter: String?
    var type: String
    var isRetryable: Bool?

    var json: JSONValue {
      var members = [
        JSONValue.Member(name: "name", value: JSONValue(name)), .init(name: "key", value: JSONValue(key)),
        .init(name: "body", value: .reading(body)),
      ]
      if let path { members.append(.init(name: "path", value: JSONValue(path))) }
      return JSONValue(.object(members))
    }
  }

  /// The body of a chat with a model.
  private static func chat(_ model: String, _ more: String = "") -> String {
    #"{"model": "\#(model)", "messages": [{"role": "user", "content": "hi"}]\#(more)}"#
  }

  /// A gateway with models whose providers fail, each in its own way.
  private static func with(_ body: (SocketGateway) async throws -> Void) async throws {
    try await SocketGateway.with(
      configure: { configuration, ports, url in
        let failing = ["refuses", "limited", "broken", "slow", "breaks", "recovers"]
        let models =
          failing.map { SocketRegistry.model($0, at: url) } + [
            SocketRegistry.model("closed", at: url, isEnabled: false)
          ]
        configuration.registry = try? SocketRegistry.registry(at: url, more: models)
        configuration.dispatch.retries = 0
        configuration.dispatch.streamRetries = 0
        let store = BreakableStore()
        store.breaks(.videoTasks)
        ports.store = store
      }
    ) { gateway in
      let upstream = gateway.upstream
      func path(_ model: String) -> String { "/\(model)/v1/chat/completions" }
      upstream.script(
        path("refuses"),
        .document(400, #"{"error":{"message":"temperature is not supported","type":"invalid_request_error"}}"#))
      upstream.script(path("limited"), .rateLimited(retryAfter: 30))
      upstream.script(path("broken"), .document(500, #"{"error":{"message":"out of order"}}"#))
      upstream.script(path("slow"), .after(.seconds(2), .openAIChat("late")))
      upstream.script(path("breaks"), breakingStream)
      try await body(gateway)
    }
  }

  private static let breakingStream = ScriptedUpstream.Answer.stream(
    [
      #"data: {"id":"c","object":"chat.completion.chunk","created":1763700000,"model":"m","choices":[{"index":0,"delta":{"role":"assistant","content":"begun"},"finish_reason":null}]}"#
        + "\n\n"
    ], ending: .reset, pause: .milliseconds(20))

  @Test(
    "H-011, H-014, H-020 to H-024, H-027, H-030, H-031, H-038, H-039, H-126: each failure raises the package's own exception"
  )
  func exceptions() async throws {
    try await Self.with { gateway in
      let key = await gateway.issueKey().secret
      let scoped = await gateway.issueKey(#""name": "n", "scopes": ["images"]"#).secret
      let poor = await gateway.issueKey(#""name": "poor", "monthly_budget_usd": 0.0000001"#).secret
      let slow = await gateway.issueKey(#""name": "slow", "rate_limit_rps": 0.001"#).secret
      let invalid = "invalid_request_error"
      let cases = [
        Case(
          name: "spends", key: poor, body: Self.chat("gpt-test"), raised: "", code: "", type: ""),
        Case(name: "fills", key: slow, body: Self.chat("gpt-test"), raised: "", code: "", type: ""),
        Case(
          name: "rate", key: slow, body: Self.chat("gpt-test"), raised: "RateLimitError", status: 429,
          code: "rate_limit_exceeded", type: "rate_limit_error"),
        Case(
          name: "temperature", key: key, body: Self.chat("gpt-test", #", "temperature": 3"#), raised: "BadRequestError",
          status: 400, code: "invalid_value", parameter: "temperature", type: invalid),
        Case(
          name: "no messages", key: key, body: #"{"model": "gpt-test", "messages": []}"#, raised: "BadRequestError",
          status: 400, code: "invalid_value", parameter: "messages", type: invalid),
        Case(
          name: "refused", key: key, body: Self.chat("refuses"), raised: "BadRequestError", status: 400,
          code: "upstream_refused", type: invalid),
        Case(
          name: "key", key: "tokenhub_none", body: Self.chat("gpt-test"), raised: "AuthenticationError", status: 401,
          code: "invalid_api_key", type: "authentication_error"),
        Case(
          name: "scope", key: scoped, body: Self.chat("gpt-test"), raised: "PermissionDeniedError", status: 403,
          code: "scope_not_allowed", type: "permission_error"),
        Case(
          name: "model", key: key, body: Self.chat("no-such-model"), raised: "NotFoundError", status: 404,
          code: "model_not_found", parameter: "model", type: invalid),
        Case(
          name: "limited", key: key, body: Self.chat("limited"), raised: "RateLimitError", status: 429,
          code: "upstream_rate_limited", type: "rate_limit_error"),
        Case(
          name: "budget", key: poor, body: Self.chat("gpt-test"), raised: "RateLimitError", status: 429,
          code: "monthly_budget_exceeded", type: "insufficient_quota", isRetryable: false),
        Case(
          name: "store", key: key, body: #"{"model": "wan2.6-t2v", "prompt": "x"}"#, path: "/video/generations",
          raised: "InternalServerError", status: 500, code: "store_failed", type: "server_error"),
        Case(
          name: "broken", key: key, body: Self.chat("broken"), raised: "InternalServerError", status: 502,
          code: "upstream_error", type: "server_error"),
        Case(
          name: "closed", key: key, body: Self.chat("closed"), raised: "InternalServerError", status: 503,
          code: "no_supplier", type: "server_error"),
        Case(
          name: "slow", key: key, body: Self.chat("slow", #", "extra": {"policy": {"max_latency_ms": 150}}"#),
          raised: "InternalServerError", status: 504, code: "timeout", type: "server_error"),
        Case(
          name: "breaks", key: key, body: Self.chat("breaks", #", "stream": true"#), raised: "APIError",
          code: "stream_error", type: "server_error"),
      ]
      let seen = try await PythonClients.run(
        "openai_errors.py", ["\(gateway.url)/v1", JSONValue(cases.map(\.json)).text])
      #expect(seen.elements?.count == cases.count)
      for (item, raised) in zip(cases, seen.elements ?? []) {
        Self.check(raised, item)
      }
      #expect(seen.elements?.last?["content"]?.string == "begun")
      #expect(seen.elements?.first { $0["name"]?.string == "rate" }?["retry_after"]?.string == "1")
      let limited = seen.elements?.first { $0["name"]?.string == "limited" }
      #expect(limited?["retry_after"]?.string.flatMap { Int($0) }.map { (28...30).contains($0) } == true)
    }
  }

  private static func check(_ raised: JSONValue, _ item: Case) {
    let told = "\(item.name): \(raised.text)"
    guard !item.raised.isEmpty else {
      #expect(raised["class"]?.isNull == true, "\(told)")
      return
    }
    #expect(raised["class"]?.string == item.raised, "\(told)")
    #expect(raised["status"]?.integer == item.status, "\(told)")
    #expect(raised["code"]?.string == item.code, "\(told)")
    #expect(raised["param"]?.string == item.parameter, "\(told)")
    #expect(raised["type"]?.string == item.type, "\(told)")
    #expect(raised["body"]?["code"]?.string == item.code, "\(told)")
    if item.status != nil {
      #expect(raised["bases"]?.elements?.contains(JSONValue("APIStatusError")) == true, "\(told)")
      #expect(raised["request_id"]?.string?.isEmpty == false, "\(told)")
      #expect(raised["body"]?["retryable"]?.bool != nil, "\(told)")
    }
    if let isRetryable = item.isRetryable {
      #expect(raised["should_retry"]?.string == (isRetryable ? "true" : "false"), "\(told)")
      #expect(raised["body"]?["retryable"]?.bool == isRetryable, "\(told)")
    }
  }

  @Test("H-039, C-303, C-308: the package asks again where that may help, and not where x-should-retry is false")
  func retries() async throws {
    try await Self.with { gateway in
      let key = await gateway.issueKey().secret
      let poor = await gateway.issueKey(#""name": "poor", "monthly_budget_usd": 0.0000001"#).secret
      gateway.upstream.script(
        "/recovers/v1/chat/completions", .document(500, #"{"error":{"message":"out of order"}}"#), .openAIChat("OK"))
      let calls: [(name: String, key: String, model: String, retries: Int)] = [
        ("spends", poor, "gpt-test", 0), ("budget", poor, "gpt-test", 3), ("recovers", key, "recovers", 1),
      ]
      let cases = calls.map { call in
        JSONValue(object: [
          "name": JSONValue(call.name), "key": JSONValue(call.key), "retries": JSONValue(call.retries),
          "body": .reading(Self.chat(call.model)),
        ])
      }
      let seen = try await PythonClients.run("openai_errors.py", ["\(gateway.url)/v1", JSONValue(cases).text])
      #expect(seen[1]?["class"]?.string == "RateLimitError", "\(seen.text)")
      #expect(seen[2]?["class"]?.isNull == true, "\(seen.text)")
      #expect(gateway.upstream.requests.count { $0.path.hasPrefix("/recovers") } == 2)
      // One that spends, one that is refused and not repeated, two until the provider has recovered.
      #expect(gateway.count(of: "POST /v1/chat/completions") == 4)
    }
  }
}
