import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubAPI

extension Consumer {
  /// A plan for a message, with members of the orchestration and members beside it.
  func plan(_ orchestration: String, _ members: String = "", message: String = "build a shed") async -> Reply {
    let text = JSONValue(message).text
    return await post(
      "/v1/plan",
      #"{"request": {"messages": [{"role": "user", "content": \#(text)}]}, "orchestration": {\#(orchestration)}\#(members.isEmpty ? "" : ", " + members)}"#
    )
  }
}

/// What `POST /v1/plan` takes (H-130, O-101 to O-111, O-401).
@Suite(.offThePool) struct PlanRequestTests {
  @Test(
    "O-101, H-131: five modes, and planning where none is named",
    arguments: [
      ("", "planning"), (#""mode": """#, "planning"), (#""mode": "planning""#, "planning"),
      (#""mode": "adversarial""#, "adversarial"),
      (#""mode": "vote""#, "vote"), (#""mode": "refine""#, "refine"),
    ])
  func modes(member: String, mode: String) async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying("1"))
    let reply = await consumer.plan(member)
    #expect(reply.status == 200, "\(reply.text)")
    #expect(try await consumer.log(.requests).map { $0["mode"]?.string } == [mode])
  }

  @Test(
    "O-101 to O-107, O-401: what cannot be is refused in the contract's words, and nobody is asked",
    arguments: [
      (#""mode": "debate""#, "unknown orchestration mode"), (#""mode": 5"#, "mode"),
      (#""iterations": 11"#, "iterations must be between 0 and 10"),
      (#""iterations": -1"#, "iterations must be between 0 and 10"),
      (#""iterations": 1.5"#, "iterations"), (#""iterations": "2""#, "iterations"),
      (#""primary_model_id": 5"#, "primary_model_id"),
      (#""primary_min_weight": 11"#, "primary_min_weight"), (#""review_min_weight": -1"#, "review_min_weight"),
      (#""return_plan_only": "yes""#, "return_plan_only"), (#""output_schema": {"properties": {}}"#, "output_schema"),
      (#""output_schema": "{""#, "output_schema"),
    ])
  func refused(member: String, words: String) async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.plan(member)
    #expect(reply.status == 400, "\(reply.text)")
    #expect(reply.json["error"]?.string?.contains(words) == true, "\(reply.text)")
    #expect(consumer.sent.isEmpty)
  }

  @Test("O-101, H-130: an orchestration that is no object is refused")
  func noObject() async throws {
    let consumer = try await Consumer.open()
    for value in ["5", "[]", #""vote""#] {
      let reply = await consumer.post(
        "/v1/plan", #"{"request": {"messages": [{"role": "user", "content": "x"}]}, "orchestration": \#(value)}"#)
      #expect(reply.status == 400)
    }
    #expect(
      await consumer.post(
        "/v1/plan", #"{"request": {"messages": [{"role": "user", "content": "x"}]}, "orchestration": null}"#
      ).status == 200)
  }

  @Test(
    "O-109: without messages there is nothing to plan",
    arguments: ["{}", #"{"request": {}}"#, #"{"request": {"messages": []}}"#])
  func messagesRequired(body: String) async throws {
    let reply = await (try await Consumer.open()).post("/v1/plan", body)
    #expect(reply.status == 400 && reply.json["error"]?.string == "messages required")
  }

  @Test("O-111: a plan is no stream")
  func stream() async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.post(
      "/v1/plan", #"{"request": {"messages": [{"role": "user", "content": "x"}], "stream": true}}"#)
    #expect(reply.status == 400 && reply.json["error"]?.string == "streaming is not supported for plan")
  }

  @Test("O-110, R-1411: a directive names the orchestration only where the body names none")
  func directive() async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying("1"))
    let own = await consumer.plan("", message: "@@tokenhub mode=refine\nx")
    #expect(own.json["routing_reason"] == "refine-orchestration", "\(own.text)")
    let body = await consumer.plan(#""mode": "vote""#, message: "@@tokenhub mode=refine\nx")
    #expect(body.json["routing_reason"]?.string?.hasPrefix("vote") == true)
    #expect(
      !consumer.fixture.transport.requests.contains { String(decoding: $0.body, as: UTF8.self).contains("@@tokenhub") })
  }

  @Test("O-103, R-138: a model that is named does its part")
  func explicitModels() async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying("text"))
    let reply = await consumer.plan(
      #""mode": "adversarial", "primary_model_id": "gpt-test", "review_model_id": "other/deepseek-v3.2""#)
    #expect(reply.json["negotiated_model"] == "gpt-test")
    #expect(consumer.sent.map { $0["model"]?.string } == ["gpt-test", "deepseek-v3.2", "gpt-test"])
    #expect(consumer.fixture.transport.requests.dropFirst(1).first?.url.contains("other.test") == true)
  }

  @Test("O-105: floors hold for automatic choice", arguments: [(9, "claude-test"), (0, nil)] as [(Int, String?)])
  func floors(weight: Int, model: String?) async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying("text"))
    let reply = await consumer.plan(
      #""mode": "refine", "iterations": 1, "primary_min_weight": \#(weight)"#, #""policy": {"max_budget_usd": 10}"#)
    #expect(reply.status == 200)
    if let model { #expect(reply.json["negotiated_model"]?.string == model) }
  }

  @Test("O-108: preferences hold for every call, and a budget for all of them together")
  func policy() async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying("text"))
    let reply = await consumer.plan(#""mode": "adversarial""#, #""policy": {"preferences": {"region": ["eu", "cn"]}}"#)
    #expect(reply.status == 200)
    #expect(Set(consumer.sent.map { $0["model"]?.string }) == ["deepseek-v3.2"])
    let poor = await consumer.plan(
      #""mode": "adversarial", "primary_model_id": "gpt-test""#, #""policy": {"max_budget_usd": 0.0000001}"#)
    #expect(poor.status == 502, "\(poor.text)")
  }

  @Test("O-108, O-206: what the first call cost leaves too little of the budget for the second")
  func cap() async throws {
    let answer = FixtureHosts.completion("text").changing("usage") { _ in
      JSONValue(object: ["prompt_tokens": 12, "completion_tokens": 500, "total_tokens": 512])
    }
    let consumer = try await Consumer.open(answer: Hosts.always(.json(200, answer)))
    let members = #""mode": "adversarial", "primary_model_id": "gpt-test", "review_model_id": "gpt-test""#
    // Each call is expected to cost some 0.0042 dollars, and costs 0.004.
    #expect(await consumer.plan(members, #""policy": {"max_budget_usd": 0.006}"#).status == 502)
    #expect(consumer.sent.count == 1)
    #expect(await consumer.plan(members, #""policy": {"max_budget_usd": 0.02}"#).status == 200)
    #expect(consumer.sent.count == 4)
  }

  @Test("H-033, O-108: a key's boundaries hold for plans")
  func keyPreferences() async throws {
    let consumer = try await Consumer.open(
      key: #""name": "eu", "preferences": {"region": {"allow": ["eu"]}}"#, answer: Hosts.saying("text"))
    let reply = await consumer.plan(#""mode": "vote""#)
    #expect(reply.status == 200)
    #expect(consumer.fixture.transport.requests.allSatisfy { $0.url.contains("other.test") })
  }
}
