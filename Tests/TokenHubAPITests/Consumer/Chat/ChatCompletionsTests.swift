import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct ChatCompletionsTests {
  /// The seed's request, word for word.
  private static let minimal = """
    {
        "model": "deepseek-v3.2",
        "messages": [
          {"role": "user", "content": "Reply with OK only."}
        ],
        "max_tokens": 32,
        "temperature": 0
      }
    """

  @Test("H-142, C-107, C-203: the seed's minimal request is answered with a chat completion")
  func minimal() async throws {
    let fixture = try await GatewayFixture.open()
    let reply = await fixture.consumer(
      "POST", "/v1/chat/completions", key: await fixture.issueKey(), Self.minimal)
    #expect(reply.status == 200, "\(reply.text)")
    #expect(reply.json["object"]?.string == "chat.completion")
    #expect(reply.json["choices"]?[0]?["message"]?["content"]?.string == "OK")
    #expect(reply.json["model"]?.string == "deepseek-v3.2")
  }

  @Test(
    "H-149, C-106: the same request is answered in all three formats of a model",
    arguments: ["deepseek-v3.2", "alibaba/deepseek-v3.2", "tokenhub_plan_model_name"])
  func formats(model: String) async throws {
    let fixture = try await GatewayFixture.open()
    let body = #"{"model": "\#(model)", "messages": [{"role": "user", "content": "hi"}]}"#
    let reply = await fixture.consumer("POST", "/v1/chat/completions", key: await fixture.issueKey(), body)
    #expect(reply.status == 200, "\(reply.text)")
    #expect(reply[header: "X-TokenHub-Model"]?.hasSuffix("deepseek-v3.2") == true)
  }

  @Test("H-122, H-123, H-124, H-125: a stream has its headers, its chunks, its usage and one end")
  func streams() async throws {
    let fixture = try await GatewayFixture.open()
    let body = #"""
      {"model": "gpt-test", "stream": true, "stream_options": {"include_usage": true},
       "messages": [{"role": "user", "content": "hi"}]}
      """#
    let reply = await fixture.consumer("POST", "/v1/chat/completions", key: await fixture.issueKey(), body)
    #expect(reply.status == 200)
    #expect(reply[header: "content-type"] == "text/event-stream")
    #expect(reply[header: "cache-control"] == "no-cache")
    #expect(reply[header: "x-accel-buffering"] == "no")
    #expect(reply.frames.filter { $0 == "data: [DONE]" }.count == 1)
    #expect(reply.frames.last == "data: [DONE]")
    let texts = reply.chunks.compactMap { $0["choices"]?[0]?["delta"]?["content"]?.string }
    #expect(texts.joined() == "OK")
    #expect(reply.chunks.last?["choices"]?.elements?.isEmpty == true)
    #expect(reply.chunks.last?["usage"]?["total_tokens"]?.integer == 14)
    #expect(Set(reply.chunks.compactMap { $0["id"]?.string }).count == 1)
  }

  @Test(
    "H-135, H-136, C-105: what is required is asked for by name",
    arguments: [
      (#"{"messages": [{"role": "user", "content": "x"}]}"#, "model"),
      (#"{"model": "", "messages": [{"role": "user", "content": "x"}]}"#, "model"),
      (#"{"model": "gpt-test"}"#, "messages"), (#"{"model": "gpt-test", "messages": []}"#, "messages"),
    ])
  func required(body: String, parameter: String) async throws {
    let fixture = try await GatewayFixture.open()
    let reply = await fixture.consumer("POST", "/v1/chat/completions", key: await fixture.issueKey(), body)
    #expect(reply.status == 400)
    #expect(reply.json["error"]?["param"]?.string == parameter)
    #expect(reply.json["error"]?["type"]?.string == "invalid_request_error")
  }
}
