import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// `/admin/v1/models`.
@Suite(.offThePool) struct ModelEndpointTests {
  private func put(_ fixture: GatewayFixture, _ members: String) async -> Reply {
    await fixture.admin("POST", "/admin/v1/models", "{\(members)}")
  }

  @Test("H-320, R-103 to R-109: a model needs an id and a provider; the rest has the contract's defaults")
  func defaults() async throws {
    let fixture = try await GatewayFixture.unlimited()
    #expect(await put(fixture, #""id": "openai/new", "provider_id": "openai""#).json == .reading(#"{"ok": true}"#))
    let model = try #require(await fixture.admin("GET", "/admin/v1/models").json["items"]?[0])
    #expect(model["weight"]?.integer == 5 && model["max_context_tokens"]?.integer == 0)
    #expect(model["input_per_1k"]?.number == 0 && model["output_per_1k"]?.number == 0)
    #expect(model["enabled"]?.bool == true && model["pricing_source"]?.string == "manual")
    #expect(model["name"]?.string == "new" && model["kinds"] == .reading(#"["chat"]"#))
    #expect(await fixture.engineModel("openai/new") == model)
    #expect(await fixture.audited() == ["model.upsert openai/new"])
  }

  @Test(
    "H-003, H-320: what is missing, of the wrong type or out of range is refused by its name",
    arguments: [
      (#""provider_id": "p""#, "model id required", "id"),
      (#""id": "", "provider_id": "p""#, "model id required", "id"),
      (#""id": "m""#, "provider_id required", "provider_id"),
      (#""id": "m", "provider_id": """#, "provider_id required", "provider_id"),
      (#""id": "a b", "provider_id": "p""#, "id must ", "id"),
      (#""id": "m", "provider_id": "p", "weight": 11"#, "weight must be between 0 and 10", "weight"),
      (#""id": "m", "provider_id": "p", "weight": -1"#, "weight must ", "weight"),
      (#""id": "m", "provider_id": "p", "weight": 2.5"#, "weight", "weight"),
      (#""id": "m", "provider_id": "p", "weight": "5""#, "weight", "weight"),
      (#""id": "m", "provider_id": "p", "max_context_tokens": -1"#, "max_context_tokens must ", "max_context_tokens"),
      (#""id": "m", "provider_id": "p", "max_context_tokens": 1.5"#, "max_context_tokens", "max_context_tokens"),
      (#""id": "m", "provider_id": "p", "input_per_1k": -0.1"#, "input_per_1k must ", "input_per_1k"),
      (#""id": "m", "provider_id": "p", "output_per_1k": -0.1"#, "output_per_1k must ", "output_per_1k"),
      (#""id": "m", "provider_id": "p", "output_per_1k": "1""#, "output_per_1k", "output_per_1k"),
      (#""id": "m", "provider_id": "p", "enabled": 1"#, "enabled", "enabled"),
      (#""id": "m", "provider_id": "p", "kinds": ["smell"]"#, "kinds", "kinds[0]"),
      (#""id": "m", "provider_id": "p", "kinds": []"#, "kinds must ", "kinds"),
      (#""id": "m", "provider_id": "p", "pricing_source": "guess""#, "pricing_source", "pricing_source"),
      (#""id": "m", "provider_id": "p", "tool_name_map": {"a": 1}"#, "tool_name_map", "tool_name_map.a"),
    ])
  func refused(members: String, message: String, field: String) async throws {
    let fixture = try await GatewayFixture.unlimited()
    let before = await fixture.engineModels()
    let reply = await put(fixture, members)
    #expect(reply.status == 400)
    #expect(reply.json["error"]?.string?.hasPrefix(message) == true, "\(reply.text)")
    #expect(reply.json["param"]?.string == field, "\(reply.text)")
    #expect(await fixture.engineModels() == before)
    #expect(await fixture.store.everything().isEmpty)
  }

  @Test("H-320: a model of a provider that is not there yet is kept with a warning")
  func unknownProvider() async throws {
    let fixture = try await GatewayFixture.unlimited()
    #expect(
      await put(fixture, #""id": "m", "provider_id": "later""#).json["warning"]?.string?.contains("later") == true)
    #expect(await fixture.engineModels().contains("m"))
  }

  @Test("H-321, H-045, H-046, H-047: the list is what the store has, by id and page by page")
  func list() async throws {
    let fixture = try await GatewayFixture.unlimited()
    #expect(
      await fixture.admin("GET", "/admin/v1/models").json
        == .reading(#"{"items": [], "total": 0, "limit": 1000, "offset": 0}"#))
    for id in ["c", "a/x", "b"] { _ = await put(fixture, #""id": "\#(id)", "provider_id": "openai""#) }
    #expect(await fixture.admin("GET", "/admin/v1/models").json.ids() == ["a/x", "b", "c"])
    let page = await fixture.admin("GET", "/admin/v1/models?offset=2&limit=5").json
    #expect(page.ids() == ["c"] && page["limit"]?.integer == 5 && page["offset"]?.integer == 2)
    let beyond = await fixture.admin("GET", "/admin/v1/models?offset=9223372036854775807").json
    #expect(beyond["items"] == [] && beyond["total"]?.integer == 3)
  }

  @Test("H-322: a patch changes what it names, is in force at once, and null takes a member back")
  func patch() async throws {
    let fixture = try await GatewayFixture.unlimited()
    _ = await put(fixture, #""id": "m", "provider_id": "openai", "region": "eu", "weight": 3"#)
    let body =
      #"{"weight": 9, "enabled": false, "input_per_1k": 0.5, "output_per_1k": 1, "max_context_tokens": 9000, "region": null, "id": "other"}"#
    let reply = await fixture.admin("PATCH", "/admin/v1/models/m", body)
    #expect(reply.json["ok"]?.bool == true)
    let model = try #require(reply.json["model"])
    #expect(model["id"]?.string == "m" && model["weight"]?.integer == 9 && model["enabled"]?.bool == false)
    #expect(
      model["input_per_1k"]?.number == 0.5 && model["max_context_tokens"]?.integer == 9000 && model["region"] == nil)
    #expect(await fixture.engineModel("m") == model)
    #expect(await fixture.admin("GET", "/admin/v1/models").json["items"]?[0] == model)
    #expect(await fixture.audited().last == "model.patch m")
  }

  @Test(
    "H-322: a patch that cannot be is refused and changes nothing; nobody is patched who is not there",
    arguments: [
      ("m", #"{"weight": 2.5}"#, 400), ("m", #"{"weight": "9"}"#, 400), ("m", #"{"weight": 11}"#, 400),
      ("m", #"{"enabled": "no"}"#, 400), ("m", #"{"input_per_1k": -1}"#, 400), ("m", #"{"output_per_1k": true}"#, 400),
      ("m", #"{"max_context_tokens": -1}"#, 400), ("m", #"{"provider_id": null}"#, 400), ("m", "{", 400),
      ("m", "", 400),
      ("nobody", #"{"weight": 1}"#, 404),
    ])
  func patchRefused(id: String, body: String, status: Int) async throws {
    let fixture = try await GatewayFixture.unlimited()
    _ = await put(fixture, #""id": "m", "provider_id": "openai""#)
    let (before, model) = (await fixture.store.everything(), await fixture.engineModel("m"))
    let reply = await fixture.admin("PATCH", "/admin/v1/models/\(id)", body)
    #expect(reply.status == status)
    if status == 404 { #expect(reply.json["error"]?.string == "model not found") }
    #expect(await fixture.store.everything() == before)
    #expect(await fixture.engineModel("m") == model)
  }

  @Test("H-323: the first patch of a model that only the engine knows makes its record of the live values")
  func seeded() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let live = await fixture.engineModel("gpt-test")
    #expect(await fixture.admin("PATCH", "/admin/v1/models/gpt-test", #"{"weight": 2}"#).status == 200)
    let stored = try #require(await fixture.admin("GET", "/admin/v1/models").json["items"]?[0])
    #expect(stored["weight"]?.integer == 2)
    #expect(
      stored["output_per_1k"] == live?["output_per_1k"] && stored["max_context_tokens"] == live?["max_context_tokens"])
  }

  @Test("R-107: setting a price makes it the operator's, changing anything else does not")
  func pricingSource() async throws {
    let fixture = try await GatewayFixture.unlimited()
    _ = await put(fixture, #""id": "m", "provider_id": "openai", "pricing_source": "litellm""#)
    #expect(
      await fixture.done("PATCH", "/admin/v1/models/m", #"{"weight": 1}"#)["model"]?["pricing_source"]?.string
        == "litellm")
    #expect(
      await fixture.done("PATCH", "/admin/v1/models/m", #"{"output_per_1k": 1}"#)["model"]?["pricing_source"]?.string
        == "manual")
  }

  @Test("H-324: a deleted model is gone at once, also one in a plan or behind an alias, and twice is well")
  func delete() async throws {
    let fixture = try await GatewayFixture.unlimited()
    let key = await fixture.issueKey()
    for id in ["gpt-test", "alibaba/deepseek-v3.2", "nobody"] {
      for _ in 0..<2 {
        #expect(await fixture.admin("DELETE", "/admin/v1/models/\(id)").json == .reading(#"{"ok": true}"#), "\(id)")
      }
    }
    #expect(await fixture.chat("gpt-test", key: key).status == 404)
    #expect(await fixture.chat("tokenhub_plan_model_name", key: key).status == 200)
    #expect(
      await fixture.audited().filter { $0.hasPrefix("model") } == [
        "model.delete gpt-test", "model.delete alibaba/deepseek-v3.2",
      ])
  }

  @Test(
    "H-325: slashes and %2F are the same in an id",
    arguments: [
      "Qwen/Qwen2.5-Coder-32B-Instruct", "Qwen%2FQwen2.5-Coder-32B-Instruct", "Qwen%2fQwen2.5-Coder-32B-Instruct",
      "Qwen/Qwen2.5-Coder-32B-Instruct/",
    ])
  func slashes(path: String) async throws {
    let fixture = try await GatewayFixture.unlimited()
    let id = "Qwen/Qwen2.5-Coder-32B-Instruct"
    _ = await put(fixture, #""id": "\#(id)", "provider_id": "openai""#)
    let patched = await fixture.done("PATCH", "/admin/v1/models/\(path)", #"{"weight": 8}"#)
    #expect(patched["model"]?["id"]?.string == id && patched["model"]?["weight"]?.integer == 8)
    _ = await fixture.done("DELETE", "/admin/v1/models/\(path)")
    #expect(!(await fixture.engineModels().contains(id)))
    #expect(await fixture.admin("GET", "/admin/v1/models").json["total"]?.integer == 0)
  }

  @Test("H-325: an empty id is refused", arguments: ["PATCH", "DELETE"])
  func empty(method: String) async throws {
    let fixture = try await GatewayFixture.unlimited()
    for path in ["/admin/v1/models/", "/admin/v1/models"] {
      let reply = await fixture.admin(method, path, #"{"weight": 1}"#)
      #expect(reply.status == 400 && reply.json["error"]?.string == "model id required", "\(path) \(reply.text)")
    }
  }
}
