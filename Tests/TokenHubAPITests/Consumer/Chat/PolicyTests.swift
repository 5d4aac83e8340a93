import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubAPI

/// Who has a say in how a request is routed, as a client sees it (R-201 to R-208, R-701 to R-703).
@Suite(.offThePool) struct PolicyTests {
  /// A request whose user writes this first.
  private static func chat(_ consumer: Consumer, _ text: String, _ members: String = "") async -> Reply {
    let body = JSONValue(object: ["role": "user", "content": JSONValue(text)]).text
    return await consumer.post(
      "/v1/chat", #"{"request": {"messages": [\#(body)]}\#(members.isEmpty ? "" : ", " + members)}"#)
  }

  @Test(
    "R-204: values outside their ranges are refused in the contract's words, wherever they stand",
    arguments: [
      ("max_budget_usd", "100.5", "100"), ("max_budget_usd", "-0.1", "100"), ("max_latency_ms", "300001", "300000"),
      ("max_latency_ms", "-1", "300000"), ("min_weight", "11", "10"), ("min_weight", "-1", "10"),
    ])
  func ranges(field: String, value: String, bound: String) async throws {
    let consumer = try await Consumer.open()
    let native = await consumer.chat("", #""policy": {"\#(field)": \#(value)}"#)
    #expect(native.status == 400)
    #expect(native.json["error"]?.string == "\(field) must be between 0 and \(bound)")
    let openAI = await consumer.complete(#""model": "gpt-test", "policy": {"\#(field)": \#(value)}"#)
    #expect(openAI.json["error"]?["message"]?.string == "\(field) must be between 0 and \(bound)")
  }

  @Test(
    "R-204: the bounds themselves are fine",
    arguments: [
      #""max_budget_usd": 100"#, #""max_budget_usd": 0"#, #""max_latency_ms": 300000"#, #""max_latency_ms": 0"#,
      #""min_weight": 0"#, #""min_weight": 9"#,
    ])
  func bounds(member: String) async throws {
    #expect(await (try await Consumer.open()).chat("", #""policy": {\#(member)}"#).status == 200)
  }

  @Test(
    "R-205, R-206: a mode that is none is refused, those of orchestrations too",
    arguments: ["fast", "vote", "refine", "Normal"])
  func unknownMode(mode: String) async throws {
    let reply = await (try await Consumer.open()).chat("", #""policy": {"mode": "\#(mode)"}"#)
    #expect(reply.status == 400)
    #expect(reply.json["error"]?.string == "unknown mode")
  }

  @Test(
    "R-205: the six modes", arguments: ["cheap", "normal", "high_confidence", "planning", "adversarial", "thompson"])
  func modes(mode: String) async throws {
    let consumer = try await Consumer.open()
    #expect(await consumer.chat("", #""policy": {"mode": "\#(mode)"}"#).status == 200)
    #expect(try await consumer.log(.requests)[0]["mode"]?.string == mode)
  }

  @Test("R-206: a directive's vote or refine selects as normal does on /v1/chat", arguments: ["vote", "refine"])
  func orchestrationMode(mode: String) async throws {
    let consumer = try await Consumer.open()
    let reply = await Self.chat(consumer, "@@tokenhub mode=\(mode)\nhi")
    #expect(reply.status == 200)
    #expect(try await consumer.log(.requests)[0]["mode"]?.string == "normal")
  }

  @Test("R-201: a directive goes before the request, the request before the key, the key before the operator")
  func precedence() async throws {
    let consumer = try await Consumer.open()
    _ = await consumer.fixture.admin("PUT", "/admin/v1/routing-config", #"{"default_mode": "high_confidence"}"#)
    _ = await Self.chat(consumer, "@@tokenhub mode=cheap\nhi", #""policy": {"mode": "planning"}"#)
    _ = await Self.chat(consumer, "hi", #""policy": {"mode": "planning"}"#)
    _ = await Self.chat(consumer, "hi")
    #expect(try await consumer.log(.requests).map { $0["mode"]?.string } == ["high_confidence", "planning", "cheap"])
  }

  @Test("R-201: what counts is presence: a directive's min_weight of 0 goes before a request's 9")
  func presence() async throws {
    let consumer = try await Consumer.open()
    let heavy = await Self.chat(consumer, "hi", #""policy": {"min_weight": 9, "mode": "cheap"}"#)
    let light = await Self.chat(
      consumer, "@@tokenhub min_weight=0\nhi", #""policy": {"min_weight": 9, "mode": "cheap"}"#)
    #expect(heavy.json["negotiated_model"] == "claude-test")
    #expect(light.json["negotiated_model"] != "claude-test")
  }

  @Test("R-202, R-203: a budget of 0 is the default, which the operator sets; there 0 is no limit")
  func defaults() async throws {
    // A prompt of a hundred thousand tokens is some twenty cents at gpt-test.
    let request = #""estimated_input_tokens": 100000"#
    let members = #""policy": {"max_budget_usd": 0, "preferences": {"model": "gpt-test"}}"#
    let consumer = try await Consumer.open()
    let first = await consumer.chat(request, members)
    #expect(first.json["routing_reason"] == "last-resort-fallback", "\(first.text)")
    #expect(
      await consumer.fixture.admin("PUT", "/admin/v1/routing-config", #"{"default_max_budget_usd": 1}"#).status == 200)
    #expect(await consumer.chat(request, members).json["routing_reason"] == "routed-weight-8")
  }

  @Test("R-208: a budget that the client asked for is hard, one by default is not")
  func hardBudget() async throws {
    let request = #""estimated_input_tokens": 10000, "parameters": {"max_tokens": 10000}"#
    let consumer = try await Consumer.open()
    #expect(await consumer.chat(request, #""policy": {"max_budget_usd": 0.001}"#).status == 502)
    let strict = await consumer.complete(
      #""model": "gpt-test", "max_tokens": 10000, "policy": {"max_budget_usd": 0.001}"#)
    #expect(strict.status == 503)
    #expect(consumer.sent.isEmpty)
    #expect(await consumer.complete(#""model": "gpt-test", "max_tokens": 10000"#).status == 200)
  }

  @Test("R-207: the operator's defaults count for requests that begin afterwards")
  func update() async throws {
    let consumer = try await Consumer.open()
    _ = await consumer.chat()
    _ = await consumer.fixture.admin("PUT", "/admin/v1/routing-config", #"{"default_mode": "cheap"}"#)
    _ = await consumer.chat()
    #expect(try await consumer.log(.requests).map { $0["mode"]?.string } == ["cheap", "normal"])
  }

  // MARK: Preferences

  private static let writings: [String] = [
    #""eu""#, #"["eu"]"#, #"["EU", "mars"]"#, #"{"allow": ["eu"]}"#, #"{"deny": ["us", "cn"]}"#,
    #"{"allow": ["*"], "deny": ["us", "cn"]}"#,
  ]

  @Test(
    "R-701, R-702: a preference is a text, a list or an object, natively in the policy, else beside the model",
    arguments: writings)
  func forms(form: String) async throws {
    let consumer = try await Consumer.open()
    let native = await consumer.chat("", #""policy": {"preferences": {"region": \#(form)}}"#)
    #expect(native.json["negotiated_model"] == "other/deepseek-v3.2", "\(native.text)")
    let openAI = await consumer.complete(#""model": "deepseek-v3.2", "preferences": {"region": \#(form)}"#)
    #expect(openAI[header: "x-tokenhub-provider"] == "other")
  }

  @Test("R-701: what is preferred goes first and excludes nobody")
  func prefer() async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.complete(
      #""model": "deepseek-v3.2", "preferences": {"provider": {"prefer": ["other"]}}"#)
    #expect(reply[header: "x-tokenhub-provider"] == "other")
    #expect(
      await consumer.complete(#""model": "gpt-test", "preferences": {"provider": {"prefer": ["other"]}}"#).status == 200
    )
  }

  @Test(
    "R-702: header fields say the same, and the body goes before them",
    arguments: [
      ("X-TokenHub-Region", "eu"), ("x-tokenhub-provider", "nobody, other"),
      ("X-TokenHub-Model", "other/deepseek-v3.2"),
    ])
  func headers(name: String, value: String) async throws {
    let consumer = try await Consumer.open()
    let field = [HTTPField(name, value)]
    for reply in [
      await consumer.complete(#""model": "deepseek-v3.2""#, headers: field),
      await consumer.chat(#""model_hint": "deepseek-v3.2""#, headers: field),
    ] {
      #expect(reply[header: "x-tokenhub-provider"] == "other")
    }
    let body = await consumer.complete(
      #""model": "deepseek-v3.2", "preferences": {"region": "cn", "provider": "alibaba", "model": "deepseek-v3.2"}"#,
      headers: field)
    #expect(body[header: "x-tokenhub-provider"] == "alibaba")
  }

  @Test(
    "H-033, R-703: a key whose stored preferences cannot be read may use nobody, rather than everybody",
    arguments: ["5", #"{"region": 5}"#, #"{"strategy": "dearest"}"#])
  func unreadableKey(preferences: String) async throws {
    let consumer = try await Consumer.open()
    let store = consumer.fixture.store
    await consumer.fixture.gateway.close()
    for document in try await store.documents(in: .apiKeys) {
      let broken = JSONValue.Member(name: "preferences", value: .reading(preferences))
      let members = (document.body.members ?? []).filter { $0.name != "preferences" } + [broken]
      try await store.commit([.put(.apiKeys, key: document.key, body: JSONValue(.object(members)))])
    }
    let fixture = try await GatewayFixture.open(store: store)
    let message = #"{"messages": [{"role": "user", "content": "hi"}]}"#
    for (path, body) in [
      ("/v1/chat", #"{"request": \#(message)}"#), ("/v1/plan", #"{"request": \#(message)}"#),
      ("/v1/chat/completions", #"{"model": "gpt-test", "messages": [{"role": "user", "content": "hi"}]}"#),
      ("/v1/embeddings", #"{"model": "embed-test", "input": "hi"}"#),
      ("/v1/images/generations", #"{"model": "gpt-image-test", "prompt": "a fox"}"#),
      ("/v1/video/generations", #"{"model": "wan2.6-t2v", "prompt": "a fox"}"#),
    ] {
      let reply = await fixture.consumer("POST", path, key: consumer.key, body)
      let code = reply.json["code"] ?? reply.json["error"]?["code"]
      #expect(reply.status == 403 && code == "key_preferences_unreadable", "\(path) \(reply.text)")
    }
    #expect(fixture.transport.requests.isEmpty)
  }

  @Test("R-703: a request cannot widen what its key allows")
  func keys() async throws {
    let consumer = try await Consumer.open(key: #""name": "eu", "preferences": {"region": {"allow": ["eu"]}}"#)
    let own = await consumer.complete(#""model": "deepseek-v3.2""#)
    #expect(own[header: "x-tokenhub-provider"] == "other")
    for region in [#""cn""#, #"["cn"]"#, #"{"allow": ["cn", "us"]}"#] {
      let reply = await consumer.complete(#""model": "deepseek-v3.2", "preferences": {"region": \#(region)}"#)
      #expect(reply.status == 503 && reply.json["error"]?["code"] == "region_unavailable", "\(reply.text)")
    }
    let both = await consumer.complete(#""model": "deepseek-v3.2", "preferences": {"region": {"allow": ["cn", "eu"]}}"#)
    #expect(both[header: "x-tokenhub-provider"] == "other")
    let denied = await consumer.complete(#""model": "deepseek-v3.2", "preferences": {"provider": {"deny": ["other"]}}"#)
    #expect(denied.status == 503)
    // The key's word holds for directives and headers too.
    let directive = await Self.chat(consumer, "@@tokenhub region=cn\nhi")
    #expect(directive.status == 502)
    #expect(
      await consumer.complete(#""model": "deepseek-v3.2""#, headers: [HTTPField("X-TokenHub-Region", "cn")]).status
        == 503)
  }
}
