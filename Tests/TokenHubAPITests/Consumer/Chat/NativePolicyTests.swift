import GatewayTestSupport
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// What a body of `/v1/chat` says about how to choose.
@Suite(.offThePool) struct NativePolicyTests {
  private static func send(_ members: String, streams: Bool = false) async throws -> Reply {
    let fixture = try await GatewayFixture.open()
    let request = #"{"messages": [{"role": "user", "content": "hi"}], "stream": \#(streams)}"#
    return await fixture.consumer(
      "POST", "/v1/chat", key: await fixture.issueKey(), #"{"request": \#(request)\#(members)}"#)
  }

  @Test(
    "H-109: the mode decides who serves",
    arguments: [("cheap", "alibaba/deepseek-v3.2"), ("high_confidence", "claude-test")])
  func mode(mode: String, model: String) async throws {
    let reply = try await Self.send(#", "policy": {"mode": "\#(mode)"}"#)
    #expect(reply.status == 200, "\(reply.text)")
    #expect(reply.json["negotiated_model"]?.string == model)
  }

  @Test("H-110: a budget keeps out what is dearer, and one that nobody is within is a refusal")
  func budget() async throws {
    let within = try await Self.send(#", "policy": {"mode": "high_confidence", "max_budget_usd": 0.001}"#)
    #expect(within.json["negotiated_model"]?.string == "alibaba/deepseek-v3.2", "\(within.text)")
    let refused = try await Self.send(#", "policy": {"max_budget_usd": 0.0000001}"#)
    #expect(refused.status == 502)
  }

  @Test("H-112: a floor keeps out what is less capable")
  func weight() async throws {
    let reply = try await Self.send(#", "policy": {"mode": "cheap", "min_weight": 9}"#)
    #expect(reply.json["negotiated_model"]?.string == "claude-test", "\(reply.text)")
  }

  @Test(
    "H-110 to H-112: a value outside its range is told with the range",
    arguments: [
      ("max_budget_usd", "-0.01", "0 and 100"), ("max_budget_usd", "100.5", "0 and 100"),
      ("max_latency_ms", "-1", "0 and 300000"), ("max_latency_ms", "300001", "0 and 300000"),
      ("min_weight", "-1", "0 and 10"), ("min_weight", "11", "0 and 10"),
    ])
  func ranges(field: String, value: String, range: String) async throws {
    let reply = try await Self.send(#", "policy": {"\#(field)": \#(value)}"#)
    #expect(reply.status == 400)
    #expect(reply.json["error"]?.string?.contains("\(field) must be between \(range)") == true, "\(reply.text)")
  }

  @Test("H-110 to H-112: the ends of the ranges are taken, and zero means the default (R-203)")
  func ends() async throws {
    for policy in [
      #"{"max_budget_usd": 100, "max_latency_ms": 300000, "min_weight": 0}"#,
      #"{"max_budget_usd": 0, "max_latency_ms": 0}"#,
    ] {
      let reply = try await Self.send(#", "policy": \#(policy)"#)
      #expect(reply.status == 200, "\(policy): \(reply.text)")
    }
  }

  @Test("H-105: a stream that is asked for comes as chunks, with who answers in the headers")
  func stream() async throws {
    let reply = try await Self.send(#", "policy": {"mode": "cheap"}"#, streams: true)
    #expect(reply[header: "content-type"] == "text/event-stream")
    #expect(reply[header: "x-negotiated-model"] == "alibaba/deepseek-v3.2")
    #expect(reply.chunks.compactMap { $0["choices"]?[0]?["delta"]?["content"]?.string }.joined() == "OK")
    #expect(reply.frames.last == "data: [DONE]")
  }

  @Test("H-012: what is not there below /v1/messages is told in Anthropic's shape")
  func anthropicShape() async throws {
    let reply = try await GatewayFixture.open().send("POST", "/v1/messages")
    #expect(reply.status == 404)
    #expect(reply.json["type"]?.string == "error")
    #expect(reply.json["error"]?["type"]?.string == "invalid_request_error")
    #expect(reply.json["error"]?["message"]?.string == "not found")
  }
}
