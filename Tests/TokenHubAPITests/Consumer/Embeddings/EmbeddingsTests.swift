import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing
import TokenHubAPI

/// `POST /v1/embeddings` (H-171).
@Suite(.offThePool) struct EmbeddingsTests {
  private static let registry = try? ModelRegistry(
    models: FixtureRegistry.models + [
      Model(
        id: "other/embed", provider: "other", prices: PriceSheet(inputPerThousandTokens: 0.5),
        kinds: ModelKindSet([.embedding])),
      Model(id: "claude-embed", provider: "anthropic", prices: PriceSheet(), kinds: ModelKindSet([.embedding])),
    ], providers: FixtureRegistry.providers)

  @Test("H-171: the body goes on with the provider's name of the model, and the answer comes back with ours")
  func proxies() async throws {
    let consumer = try await Consumer.open(registry: Self.registry)
    let reply = await consumer.post(
      "/v1/embeddings",
      #"{"model": "other/embed", "input": ["a", "b"], "dimensions": 2, "user": "u", "odd": {"x": [1]}, "policy": {"mode": "cheap", "max_budget_usd": 1}, "preferences": {"region": "eu"}}"#
    )
    #expect(reply.status == 200, "\(reply.text)")
    #expect(reply.json["model"] == "embed" && reply.json["data"]?[0]?["embedding"] == .reading("[0.5,1]"))
    #expect(reply[header: "x-tokenhub-model"] == "other/embed")
    let sent = consumer.sent[0]
    #expect(sent["model"] == "embed" && sent["input"] == ["a", "b"] && sent["dimensions"]?.integer == 2)
    #expect(sent["odd"] == .reading(#"{"x":[1]}"#) && sent["messages"] == nil && sent["stream"] == nil)
    #expect(sent["policy"] == nil && sent["preferences"] == nil)
    let log = try await consumer.log(.requests)
    #expect(log.count == 1 && log[0]["input_tokens"]?.integer == 3 && log[0]["mode"] == "cheap")
    #expect(abs((log[0]["estimated_cost_usd"]?.number ?? 0) - 0.0015) < 1e-12)
  }

  @Test(
    "H-171: what is missing is named",
    arguments: [
      (#"{"input": "x"}"#, "model"), (#"{"model": "", "input": "x"}"#, "model"),
      (#"{"model": 5, "input": "x"}"#, "model"),
      (#"{"model": "embed-test"}"#, "input"), (#"{"model": "embed-test", "input": null}"#, "input"),
      (#"{"model": "embed-test", "input": "x", "policy": {"mode": "best"}}"#, "policy.mode"),
    ])
  func required(body: String, parameter: String) async throws {
    let reply = await (try await Consumer.open()).post("/v1/embeddings", body)
    #expect(reply.status == 400 && reply.json["error"]?["param"]?.string == parameter)
  }

  @Test(
    "H-171: an unknown model is 404, and one that makes no vectors, or whose provider does not, is 503",
    arguments: [
      ("no-such-model", 404, "model_not_found"), ("gpt-test", 503, "no_supplier"), ("claude-embed", 503, "no_supplier"),
    ])
  func refused(model: String, status: Int, code: String) async throws {
    let consumer = try await Consumer.open(registry: Self.registry)
    let reply = await consumer.post("/v1/embeddings", #"{"model": "\#(model)", "input": "x"}"#)
    #expect(reply.status == status, "\(reply.text)")
    #expect(reply.json["error"]?["code"]?.string == code)
    #expect(consumer.sent.isEmpty)
  }

  @Test("H-171, H-021: an answer without vectors is the provider's failure")
  func garbage() async throws {
    for body in ["{}", #"{"data": []}"#, "[]"] {
      let consumer = try await Consumer.open(answer: Hosts.always(.json(200, .reading(body))))
      let reply = await consumer.post("/v1/embeddings", #"{"model": "embed-test", "input": [1, 2, 3]}"#)
      #expect(reply.status == 502 && reply.json["error"]?["code"] == "upstream_error")
    }
  }

  @Test("H-170: the list of models is sorted, and has those that are enabled")
  func models() async throws {
    var models = FixtureRegistry.models
    models[0].isEnabled = false
    let fixture = try await GatewayFixture.open(
      registry: try ModelRegistry(models: models, providers: FixtureRegistry.providers))
    let reply = await fixture.send("GET", "/v1/models")
    #expect(reply.json["object"] == "list")
    let data = reply.json["data"]?.elements ?? []
    let ids = data.compactMap { $0["id"]?.string }
    #expect(ids == ids.sorted() && ids.count == models.count - 1 && !ids.contains("alibaba/deepseek-v3.2"))
    let model = data.first { $0["id"] == "gpt-test" }
    #expect(model?["object"] == "model" && model?["created"]?.integer != nil && model?["owned_by"] == "openai")
    #expect(model?["context_length"]?.integer == 128_000 && model?["max_model_len"]?.integer == 128_000)
  }
}
