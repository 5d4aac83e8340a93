import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubAPI

/// `POST /v1/chat` (H-101 to H-119).
@Suite(.offThePool) struct NativeChatTests {
  @Test(
    "H-101, H-119: without messages there is nothing to do",
    arguments: [
      "{}", #"{"request": {}}"#, #"{"request": {"messages": []}}"#, #"{"request": {"messages": null}}"#,
      #"{"request": null}"#,
    ])
  func messagesRequired(body: String) async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.post("/v1/chat", body)
    #expect(reply.status == 400)
    #expect(reply.json["error"]?.string == "messages required")
  }

  @Test(
    "H-102, R-131: a hint names the model, by its id, its name, its provider and name, a plan or an alias",
    arguments: [
      ("gpt-test", "gpt-test"), ("alibaba/deepseek-v3.2", "alibaba/deepseek-v3.2"), ("fast", "alibaba/deepseek-v3.2"),
      ("deepseek-v3.2", "alibaba/deepseek-v3.2"), ("tokenhub_plan_model_name", "alibaba/deepseek-v3.2"),
    ])
  func hint(hint: String, model: String) async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.chat(#""model_hint": "\#(hint)""#)
    #expect(reply.json["negotiated_model"]?.string == model)
    #expect(reply.json["routing_reason"]?.string == "routed-hint-exact")
    #expect(reply.json["alias_from"]?.string == (hint == "fast" ? "fast" : nil))
    #expect(reply[header: "x-alias-from"] == (hint == "fast" ? "fast" : nil))
  }

  @Test("H-102, R-601: an empty hint is none", arguments: [#""model_hint": """#, #""model_hint": null"#, ""])
  func noHint(member: String) async throws {
    let reply = await (try await Consumer.open()).chat(member)
    #expect(reply.status == 200)
    #expect(reply.json["routing_reason"]?.string?.hasPrefix("routed-weight-") == true)
  }

  @Test("H-103: the estimate of the prompt decides what fits, and 0 means to estimate it here")
  func estimate() async throws {
    let consumer = try await Consumer.open()
    // Only the largest window holds that many tokens.
    let large = await consumer.chat(#""estimated_input_tokens": 150000"#, #""policy": {"max_budget_usd": 10}"#)
    #expect(large.json["negotiated_model"]?.string == "claude-test", "\(large.text)")
    let none = await consumer.chat(#""estimated_input_tokens": 300000"#, #""policy": {"max_budget_usd": 10}"#)
    #expect(none.status == 502)
    for members in [#""estimated_input_tokens": 0"#, ""] {
      #expect(await consumer.chat(members + (members.isEmpty ? "" : ", ") + #""model_hint": "gpt-test""#).status == 200)
    }
  }

  @Test("H-104, R-116: parameters go on to the provider, but never in the place of model, messages or stream")
  func parameters() async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.chat(
      #""model_hint": "gpt-test", "parameters": {"temperature": 0.3, "seed": 7, "odd": {"a": [1]}, "model": "evil", "stream": true, "messages": []}"#
    )
    #expect(reply.status == 200)
    let sent = try #require(consumer.sent.first)
    #expect(sent["temperature"]?.number == 0.3 && sent["seed"]?.integer == 7 && sent["odd"] == .reading(#"{"a":[1]}"#))
    #expect(sent["model"]?.string == "gpt-test" && sent["stream"]?.bool != true)
    #expect(sent["messages"]?.elements?.count == 1)
  }

  @Test("H-106: what is said of the request is kept in its log, in texts of a KiB, and never sent")
  func meta() async throws {
    let consumer = try await Consumer.open()
    let fits = String(repeating: "x", count: 1024)
    _ = await consumer.chat(
      #""meta": {"team": "blue", "fits": "\#(fits)", "long": "\#(fits)x", "number": 5, "list": []}"#)
    #expect(consumer.fixture.transport.requests.first?.body.elementsContain("blue") == false)
    let meta = try await consumer.log(.requests)[0]["meta"]
    #expect(meta?["team"]?.string == "blue" && meta?["fits"]?.string == fits)
    #expect(meta?["long"] == nil && meta?["number"] == nil)
  }

  @Test("H-107: an empty schema is none", arguments: ["{}", "null", #""""#])
  func emptySchema(schema: String) async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.chat(#""output_schema": \#(schema)"#)
    #expect(reply.status == 200, "\(reply.text)")
    #expect(consumer.sent[0]["messages"]?.elements?.count == 1)
  }

  @Test("H-117: the envelope tells model, cost and reason beside the provider's answer")
  func envelope() async throws {
    let reply = await (try await Consumer.open()).chat(#""model_hint": "gpt-test""#)
    let body = reply.json
    #expect(body["negotiated_model"]?.string == "gpt-test" && body["provider_id"]?.string == "openai")
    // 12 tokens at 0.002 and 2 at 0.008 dollars a thousand, as the provider counted (R-406).
    #expect(abs((body["estimated_cost_usd"]?.number ?? 0) - 0.00004) < 1e-12)
    #expect(body["routing_reason"]?.string == "routed-hint-exact")
    #expect(body["response"]?["choices"]?[0]?["message"]?["content"]?.string == "OK")
    #expect(body["response"]?["usage"]?["total_tokens"]?.integer == 14)
    #expect(body["warnings"] == nil && body["alias_from"] == nil && body["hint_status"] == nil)
  }

  @Test("H-118: an answer's head names model, provider and reason, on both surfaces and for streams")
  func headers() async throws {
    let consumer = try await Consumer.open()
    for reply in [
      await consumer.chat(#""model_hint": "fast""#), await consumer.complete(#""model": "fast""#),
      await consumer.complete(#""model": "fast", "stream": true"#),
      await consumer.chat(#""model_hint": "fast", "stream": true"#),
    ] {
      #expect(reply[header: "x-negotiated-model"] == "alibaba/deepseek-v3.2")
      #expect(reply[header: "x-tokenhub-model"] == "alibaba/deepseek-v3.2")
      #expect(reply[header: "x-tokenhub-provider"] == "alibaba")
      #expect(reply[header: "x-tokenhub-reason"] == "routed-hint-exact")
      #expect(reply[header: "x-alias-from"] == "fast")
    }
    let plain = await consumer.complete()
    #expect(plain[header: "x-tokenhub-model"] == "gpt-test" && plain[header: "x-alias-from"] == nil)
  }

  @Test("R-642: a wildcard whose pool is empty is no alias")
  func emptyPool() async throws {
    let reply = await (try await Consumer.open()).chat(#""model_hint": "*""#)
    #expect(reply.status == 200)
    #expect(reply[header: "x-alias-from"] == nil && reply.json["alias_from"] == nil)
  }

  @Test("R-640, R-641: a wildcard stands for the models of its pool")
  func pool() async throws {
    let consumer = try await Consumer.open(configure: { configuration, _ in
      configuration.directory.wildcardPool = ["gpt-test", "deepseek-v3.2"]
    })
    var models: [String] = []
    for _ in 0..<4 {
      let reply = await consumer.chat(#""model_hint": "*""#)
      #expect(reply.json["alias_from"]?.string == "*" && reply[header: "x-alias-from"] == "*")
      models.append(reply.json["negotiated_model"]?.string ?? "")
    }
    #expect(Set(models) == ["gpt-test", "alibaba/deepseek-v3.2"])
    #expect(models[0] == models[2] && models[1] == models[3])
  }

  @Test(
    "H-119: what cannot be is refused before anything is sent",
    arguments: [
      (#""output_schema": {"properties": {}}"#, ""), (#""output_schema": "{""#, ""),
      ("", #""output_format": {"type": "yaml"}"#),
      ("", #""output_format": {"max_tokens": -1}"#), ("", #""output_format": {"type": "json", "schema": "not json"}"#),
      ("", #""output_format": {"type": "text", "schema": {"type": "object"}}"#), ("", #""policy": {"mode": "fast"}"#),
      ("", #""policy": {"max_budget_usd": 100.01}"#), ("", #""policy": {"max_latency_ms": 300001}"#),
      ("", #""policy": {"min_weight": 11}"#), ("", #""policy": {"min_weight": -1}"#),
      ("", #""policy": {"preferences": {"region": 5}}"#),
    ])
  func refused(request: String, members: String) async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.chat(request, members)
    #expect(reply.status == 400, "\(reply.text)")
    #expect(consumer.sent.isEmpty)
  }

  @Test("H-108, R-115: who wants to plan without naming a mode gets the mode for it")
  func planning() async throws {
    let consumer = try await Consumer.open()
    _ = await consumer.chat("", #""capabilities": {"planning": true}"#)
    _ = await consumer.chat("", #""capabilities": {"planning": true}, "policy": {"mode": "cheap"}"#)
    _ = await consumer.chat("", #""capabilities": {"planning": false}"#)
    #expect(try await consumer.log(.requests).map { $0["mode"]?.string } == ["normal", "cheap", "planning"])
  }
}

extension [UInt8] {
  /// Whether the text of these bytes holds another.
  fileprivate func elementsContain(_ text: String) -> Bool { String(decoding: self, as: UTF8.self).contains(text) }
}
