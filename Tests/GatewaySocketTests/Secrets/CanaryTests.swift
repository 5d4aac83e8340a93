import Digests
import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// Every endpoint in success and in failure, with secrets that must come out nowhere, and hosts that echo them.
@Suite(.offThePool) struct CanaryTests {
  @Test(
    "C-401, C-403, C-404, C-408, H-015, H-209, H-506: no secret comes out but where it is made, on any endpoint, log or disk"
  )
  func nowhere() async throws {
    let world = try await SecretWorld()
    try await world.collectingEvents {
      try await Self.setUp(world)
      await Self.consume(world)
      await Self.administer(world)
      await Self.fail(world)
      await Self.end(world)
    }
    try await world.close()
    let missing = Set(Endpoint.allCases).subtracting(world.asked)
    #expect(missing.isEmpty, "never asked: \(missing)")
    // The hosts have really been sent the secrets that they echo.
    let sent = world.transport.requests.filter { request in
      request.headers.contains { $0.value.contains(SecretWorld.secret(10)) }
    }
    #expect(sent.count > 10)
    let leaks = world.leaks
    #expect(leaks.isEmpty, "\(leaks.joined(separator: "\n"))")
  }

  @Test("the secrets that are looked for are found in every form")
  func detection() {
    var canaries = Canaries()
    let secret = SecretWorld.secret(99)
    canaries.add("a secret", secret)
    #expect(canaries.found(in: Array("nothing".utf8)).isEmpty)
    #expect(!canaries.found(in: Array("x \(secret) y".utf8)).isEmpty)
    #expect(!canaries.found(in: Array("x \(secret.suffix(20))".utf8)).isEmpty)
    #expect(!canaries.found(in: Array(secret.replacing("/", with: "\\/").utf8)).isEmpty)
    #expect(!canaries.found(in: Array(PercentEncoded.text(secret).utf8)).isEmpty)
    #expect(!canaries.found(in: Array(PercentEncoded.text(secret).lowercased().utf8)).isEmpty)
    for shift in 0..<3 {
      let bytes = Array(String(repeating: "x", count: shift).utf8) + Array(secret.utf8)
      #expect(!canaries.found(in: Array(Base64Text.text(of: bytes).utf8)).isEmpty)
    }
    #expect(canaries.found(in: Array(secret.utf8), exempt: ["a secret"]).isEmpty)
  }

  // MARK: What is set up

  private static let hosts = ["ok", "denied", "limited", "broken", "garbled", "cut", "escaped"]

  private static func setUp(_ world: SecretWorld) async throws {
    for (name, seed) in [
      ("first password", 4), ("second password", 5), ("wrong password", 6), ("named secret", 7), ("provider key", 10),
      ("key in memory", 11), ("other admin token", 12),
    ] {
      world.watch(name, SecretWorld.secret(UInt64(seed)))
    }
    let text = { (seed: UInt64) in JSONValue(SecretWorld.secret(seed)).text }
    // One provider comes while the vault is shut, and is kept in memory.
    await world.ask(
      .upsertProvider,
      #"{"id": "early", "type": "openai", "base_url": "https://ok.test", "api_key": \#(text(11))}"#)
    await world.ask(.upsertModel, #"{"id": "early", "provider_id": "early", "weight": 5}"#)
    await world.ask(.unlockVault, #"{"admin_password": \#(text(4))}"#)
    await world.ask(.unlockVault, #"{"admin_password": \#(text(6))}"#)
    for host in hosts {
      await world.ask(
        .upsertProvider,
        #"{"id": "\#(host)", "type": "openai", "base_url": "https://\#(host).test", "api_key": \#(text(10))}"#)
      await world.ask(
        .upsertModel, #"{"id": "\#(host)", "provider_id": "\#(host)", "weight": 5, "input_per_1k": 0.01}"#)
    }
    for (id, type, kind) in [
      ("claude", "anthropic", "chat"), ("picture", "openai", "image"), ("vector", "openai", "embedding"),
      ("wanx", "dashscope", "image"), ("wan", "dashscope", "video"),
    ] {
      await world.ask(
        .upsertProvider,
        #"{"id": "p-\#(id)", "type": "\#(type)", "base_url": "https://ok.test", "api_key": \#(text(10))}"#)
      await world.ask(
        .upsertModel, #"{"id": "\#(id)", "provider_id": "p-\#(id)", "weight": 5, "kinds": ["\#(kind)"]}"#)
    }
    let issued = await world.ask(.issueKey, #"{"name": "a key"}"#, tells: ["consumer key"])
    world.key = (issued.json["key"]?.string ?? "", issued.json["id"]?.string ?? "")
    try #require(world.key.secret.count > 32)
    world.watch("consumer key", world.key.secret)
    let session = await world.ask(.openSession, #"{"token": \#(JSONValue(world.adminToken).text)}"#, tells: ["session"])
    let cookie = try #require(session[header: "set-cookie"]?.split(separator: ";").first?.split(separator: "=").last)
    world.watch("session", String(cookie))
    let fields = [HTTPField("Cookie", "th_admin_session=\(cookie)", isSecret: true)]
    await world.ask(.info, headers: fields)
    await world.ask(.closeSession, headers: fields)
  }

  // MARK: What consumers do

  private static func consume(_ world: SecretWorld) async {
    let messages = #""messages": [{"role": "user", "content": "hi"}]"#
    for model in hosts + ["claude", "early"] {
      for stream in ["", #", "stream": true"#] {
        await world.ask(.chatCompletions, #"{"model": "\#(model)", \#(messages)\#(stream)}"#)
      }
      await world.ask(.chat, #"{"request": {\#(messages), "model_hint": "\#(model)"}}"#)
    }
    await world.ask(
      .chat,
      #"{"request": {\#(messages), "model_hint": "ok"}, "output_format": {"type": "json", "schema": "{\"type\": \"integer\"}"}}"#
    )
    await world.ask(
      .plan,
      #"{"request": {\#(messages)}, "orchestration": {"mode": "adversarial", "iterations": 1, "primary_model_id": "ok", "review_model_id": "broken"}}"#
    )
    await world.ask(
      .plan,
      #"{"request": {\#(messages)}, "orchestration": {"mode": "vote", "primary_model_id": "ok", "review_model_id": "ok"}}"#
    )
    await world.ask(.embeddings, #"{"model": "vector", "input": "hi"}"#)
    await world.ask(.imageGenerations, #"{"model": "picture", "prompt": "x"}"#)
    await world.ask(.imageGenerations, #"{"model": "wanx", "prompt": "x"}"#)
    await world.ask(.videoGenerations, #"{"model": "wan", "prompt": "x"}"#)
    await world.ask(.videoTask, path: "/v1/video/tasks/v-1?model=wan")
    await world.ask(.videoTask, path: "/v1/video/tasks/v-2?model=wan")
    for agent in ["an-agent", "image-agent-1-preview"] {
      let body =
        #"{"instructions": "a cat", "max_steps": 3, "webhook_url": "https://hook.test/x"\#(agent == "an-agent" ? #", "agent_id": "an-agent""# : "")}"#
      let accepted = await world.ask(
        .imageAgent,
        headers: [
          HTTPField("Authorization", "Bearer \(world.key.secret)"), HTTPField("Content-Type", "application/json"),
        ], body)
      let id = accepted.json["data"]?["job_id"]?.string ?? "none"
      await world.ask(.jobStream, path: "/v1/jobs/\(id)/stream")
      await world.ask(.job, path: "/v1/jobs/\(id)")
      await world.ask(.cancelJob, path: "/v1/jobs/\(id)")
    }
    await world.ask(.models)
    await world.ask(.health)
    await misplaceKey(world, messages)
  }

  /// A client that puts its key where names and notes belong, which logs keep.
  private static func misplaceKey(_ world: SecretWorld, _ messages: String) async {
    let key = world.key.secret
    let fields = [
      HTTPField("Authorization", "Bearer \(key)", isSecret: true), HTTPField("X-Request-ID", key),
      HTTPField("Idempotency-Key", key),
    ]
    await world.ask(.chatCompletions, headers: fields, #"{"model": "ok", \#(messages)}"#)
    await world.ask(.chatCompletions, headers: fields, #"{"model": "\#(key)", \#(messages)}"#)
    await world.ask(
      .chat,
      #"{"request": {\#(messages), "model_hint": "\#(key)", "meta": {"note": "my key is \#(key)", "\#(key)": "x"}}}"#)
    await world.ask(.chat, #"{"request": {\#(messages)}, "policy": {"mode": "\#(key)"}}"#)
    await world.ask(.imageGenerations, #"{"model": "\#(key)", "prompt": "x"}"#)
    await world.ask(.imageGenerations, #"{"model": "picture", "prompt": "x", "size": "\#(key)"}"#)
    await world.ask(.job, path: "/v1/jobs/\(key)")
  }

  // MARK: What administrators do

  private static func administer(_ world: SecretWorld) async {
    let text = { (seed: UInt64) in JSONValue(SecretWorld.secret(seed)).text }
    await world.ask(.putSecret, path: "/admin/v1/vault/secrets/name", #"{"value": \#(text(7))}"#)
    for endpoint in [
      Endpoint.listSecrets, .listProviders, .listModels, .routingDefaults, .listAliases, .listPlans, .listKeys,
      .providerHealth, .statistics, .requestLog, .auditLog, .rewardLog, .engineModels, .listTimeSeries,
      .pruneTimeSeries,
      .listWorkflows, .workflow, .workflowHistory, .info, .metrics, .root, .console, .consoleAsset, .events,
    ] {
      await world.ask(endpoint)
    }
    for host in hosts + ["claude", "early", "p-claude"] {
      await world.ask(.discoverModels, path: "/admin/v1/providers/\(host)/discover")
    }
    await world.ask(.patchProvider, path: "/admin/v1/providers/ok", #"{"api_key": \#(text(10)), "region": "eu"}"#)
    await world.ask(.patchModel, path: "/admin/v1/models/ok", #"{"weight": 6}"#)
    await world.ask(.setRoutingDefaults, #"{"default_mode": "cheap"}"#)
    await world.ask(.simulate, #"{"mode": "cheap"}"#)
    await world.ask(.putAlias, path: "/admin/v1/aliases/a", #"{"variants": [{"model_id": "ok", "weight": 1}]}"#)
    await world.ask(.modelAlias, path: "/admin/v1/aliases/a")
    await world.ask(.putPlan, path: "/admin/v1/plans/p", #"{"members": ["ok"]}"#)
    await world.ask(.modelPlan, path: "/admin/v1/plans/p")
    await world.ask(.queryTimeSeries, path: "/admin/v1/tsdb/query?metric=latency")
    await world.ask(.setRetention, #"{"retention_days": 7}"#)
    await world.ask(.patchKey, path: "/admin/v1/apikeys/\(world.key.id)", #"{"name": "renamed"}"#)
    await world.ask(.markKeyPaid, path: "/admin/v1/apikeys/\(world.key.id)/paid")
    await world.ask(.rotateVault, #"{"old_password": \#(text(6)), "new_password": \#(text(5))}"#)
    await world.ask(.rotateVault, #"{"old_password": \#(text(4)), "new_password": \#(text(5))}"#)
    await world.ask(.lockVault)
    await world.ask(.putSecret, path: "/admin/v1/vault/secrets/name", #"{"value": \#(text(7))}"#)
    await world.ask(.chatCompletions, #"{"model": "ok", "messages": [{"role": "user", "content": "hi"}]}"#)
    await world.ask(.unlockVault, #"{"admin_password": \#(text(5))}"#)
  }

  // MARK: What goes wrong

  /// Every endpoint with secrets where they do not belong: in bodies that cannot be read, in members of other types, in the
  /// query and in the wrong header.
  private static func fail(_ world: SecretWorld) async {
    let secrets = [world.adminToken, world.key.secret] + [3, 4, 5, 7, 10].map { SecretWorld.secret($0) }
    let list = JSONValue(secrets.map { JSONValue($0) }).text
    let names = [
      "admin_password", "old_password", "new_password", "value", "api_key", "token", "model", "messages", "request",
      "id", "provider_id", "base_url", "name", "scopes", "expires_in", "instructions", "prompt", "input", "members",
      "variants", "default_mode", "mode", "retention_days", "weight", "preferences", "metadata", "enabled", "type",
    ]
    let wrong = "{" + names.map { "\"\($0)\": \(list)" }.joined(separator: ", ") + "}"
    let query = "?token=\(PercentEncoded.text(world.adminToken))&x-api-key=\(PercentEncoded.text(world.key.secret))"
    for endpoint in Endpoint.allCases where endpoint != .rotateAdminToken && endpoint != .lockVault {
      let path = (endpoint.paths.first ?? "/").replacing("{id}", with: "x").replacing("{id…}", with: "x")
      for body in ["{\"token\": \(list), ", "[\(list)", wrong, "\(secrets.joined(separator: " "))"] {
        await world.ask(endpoint, body)
      }
      await world.ask(endpoint, path: path + query, headers: [])
      // Each in the other's place.
      for secret in [world.adminToken, world.key.secret, SecretWorld.secret(10)] {
        await world.ask(endpoint, headers: [HTTPField("Authorization", "Bearer \(secret)x", isSecret: true)])
        await world.ask(endpoint, headers: [HTTPField("x-api-key", "\(secret)x", isSecret: true)])
      }
    }
  }

  /// What takes the ground from under the rest.
  private static func end(_ world: SecretWorld) async {
    let rotated = await world.ask(
      .rotateKey, path: "/admin/v1/apikeys/\(world.key.id)/rotate", tells: ["rotated key"])
    if let secret = rotated.json["key"]?.string {
      world.key.secret = secret
      world.watch("rotated key", secret)
    }
    await world.ask(.chatCompletions, #"{"model": "ok", "messages": [{"role": "user", "content": "hi"}]}"#)
    await world.ask(.rotateAdminToken, #"{"token": "short"}"#)
    await world.ask(
      .rotateAdminToken, #"{"token": \#(JSONValue(SecretWorld.secret(12)).text)}"#, tells: ["other admin token"])
    world.adminToken = SecretWorld.secret(12)
    let made = await world.ask(.rotateAdminToken, tells: ["made admin token"])
    if let token = made.json["token"]?.string {
      world.adminToken = token
      world.watch("made admin token", token)
    }
    for endpoint in [Endpoint.auditLog, .requestLog, .rewardLog, .providerHealth, .metrics, .listKeys, .listProviders] {
      await world.ask(endpoint, path: (endpoint.paths.first ?? "") + "?limit=1000")
    }
    await world.ask(.deleteSecret, path: "/admin/v1/vault/secrets/name")
    await world.ask(.deleteAlias, path: "/admin/v1/aliases/a")
    await world.ask(.deletePlan, path: "/admin/v1/plans/p")
    await world.ask(.deleteModel, path: "/admin/v1/models/ok")
    await world.ask(.deleteProvider, path: "/admin/v1/providers/denied")
    await world.ask(.revokeKey, path: "/admin/v1/apikeys/\(world.key.id)")
    await world.ask(.lockVault)
  }
}
