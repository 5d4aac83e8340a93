import GatewayTestSupport
import RoutingCore
import RoutingTestSupport
import Testing

/// Every endpoint that the API reference prints, asked once with `curl`.
@Suite(.offThePool, .enabled(if: CurlCommand.isInstalled, "there is no curl")) struct ReferenceTests {
  /// A heading of the reference, what is sent for it, and the members that the answer must have.
  struct Case: Sendable {
    var heading: String
    var path: String
    var body: String?
    var status = 200
    var members: [String] = []
  }

  private static let messages = #""messages": [{"role": "user", "content": "hi"}]"#

  /// All of them, in this order, since what one makes others change.
  ///
  /// Paths that the page prints cut off stand with what follows.
  private static let cases: [Case] = [
    Case(
      heading: "POST /v1/chat", path: "/v1/chat", body: "{\"request\": {\(messages)}}",
      members: ["negotiated_model", "estimated_cost_usd", "routing_reason", "response"]),
    Case(
      heading: "POST /v1/plan", path: "/v1/plan",
      body: "{\"request\": {\(messages)}, \"orchestration\": {\"mode\": \"adversarial\", \"iterations\": 1}}",
      members: ["negotiated_model", "estimated_cost_usd", "routing_reason", "response"]),
    Case(heading: "GET /healthz", path: "/healthz", members: ["status", "adapters", "models"]),
    Case(heading: "GET /metrics", path: "/metrics"),
    Case(
      heading: "POST /admin/v1/vault/unlock", path: "/admin/v1/vault/unlock",
      body: #"{"admin_password": "long enough"}"#, members: ["ok"]),
    Case(
      heading: "POST /admin/v1/vault/rotate", path: "/admin/v1/vault/rotate",
      body: #"{"old_password": "long enough", "new_password": "longer even"}"#, members: ["ok"]),
    Case(heading: "POST /admin/v1/vault/lock", path: "/admin/v1/vault/lock", members: ["ok", "already_locked"]),
    Case(
      heading: "POST /admin/v1/providers", path: "/admin/v1/providers",
      body: #"{"id": "p", "type": "vllm", "enabled": true, "base_url": "UPSTREAM", "cred_store": "none"}"#,
      members: ["ok", "cred_store"]),
    Case(
      heading: "GET /admin/v1/providers", path: "/admin/v1/providers?limit=5&offset=0",
      members: ["items", "total", "limit", "offset"]),
    Case(
      heading: "PATCH /admin/v1/providers/", path: "/admin/v1/providers/p", body: #"{"enabled": false}"#,
      members: ["ok", "provider"]),
    Case(
      heading: "GET /admin/v1/providers/{id}/discover", path: "/admin/v1/providers/p/discover", members: ["models"]),
    Case(
      heading: "POST /admin/v1/models", path: "/admin/v1/models",
      body:
        #"{"id": "Qwen/m", "provider_id": "p", "weight": 5, "max_context_tokens": 128000, "input_per_1k": 0.01, "output_per_1k": 0.03, "enabled": true}"#,
      members: ["ok"]),
    Case(heading: "GET /admin/v1/models", path: "/admin/v1/models", members: ["items", "total", "limit", "offset"]),
    Case(
      heading: "PATCH /admin/v1/models/", path: "/admin/v1/models/Qwen/m", body: #"{"weight": 7}"#,
      members: ["ok", "model"]),
    Case(heading: "DELETE /admin/v1/models/", path: "/admin/v1/models/Qwen/m", members: ["ok"]),
    Case(heading: "DELETE /admin/v1/providers/", path: "/admin/v1/providers/p", members: ["ok"]),
    Case(
      heading: "GET /admin/v1/routing-config", path: "/admin/v1/routing-config",
      members: ["default_mode", "default_max_budget_usd", "default_max_latency_ms"]),
    Case(
      heading: "PUT /admin/v1/routing-config", path: "/admin/v1/routing-config",
      body: #"{"default_mode": "cheap", "default_max_budget_usd": 0.1, "default_max_latency_ms": 30000}"#,
      members: ["ok"]),
    Case(
      heading: "POST /admin/v1/routing/simulate", path: "/admin/v1/routing/simulate",
      body: #"{"mode": "cheap", "token_count": 500, "max_budget_usd": 0.05, "min_weight": 0, "model_hint": ""}"#,
      members: ["decision", "eligible"]),
    Case(
      heading: "POST /admin/v1/apikeys", path: "/admin/v1/apikeys",
      body:
        #"{"name": "k", "scopes": "[\"chat\",\"plan\"]", "rotation_days": 0, "expires_in": "720h", "monthly_budget_usd": 50.0}"#,
      members: ["ok", "key", "id", "prefix", "warning"]),
    Case(heading: "GET /admin/v1/apikeys", path: "/admin/v1/apikeys"),
    Case(
      heading: "POST /admin/v1/apikeys/{id}/rotate", path: "/admin/v1/apikeys/KEY/rotate",
      members: ["ok", "key", "warning"]),
    Case(
      heading: "PATCH /admin/v1/apikeys/", path: "/admin/v1/apikeys/KEY",
      body: #"{"name": "other", "scopes": "[\"chat\"]", "rotation_days": 30, "enabled": true}"#, members: ["ok"]),
    Case(heading: "DELETE /admin/v1/apikeys/", path: "/admin/v1/apikeys/KEY", members: ["ok"]),
    Case(heading: "GET /admin/v1/health", path: "/admin/v1/health", members: ["providers"]),
    Case(heading: "GET /admin/v1/stats", path: "/admin/v1/stats", members: ["global", "by_model", "by_provider"]),
    Case(
      heading: "GET /admin/v1/logs?limit=100&offset=0", path: "/admin/v1/logs?limit=100&offset=0",
      members: ["logs", "total"]),
    Case(
      heading: "GET /admin/v1/audit?limit=100&offset=0", path: "/admin/v1/audit?limit=100&offset=0",
      members: ["logs", "total"]),
    Case(
      heading: "GET /admin/v1/rewards?limit=100&offset=0", path: "/admin/v1/rewards?limit=100&offset=0",
      members: ["rewards", "total"]),
    Case(
      heading: "GET /admin/v1/engine/models", path: "/admin/v1/engine/models",
      members: ["models", "total", "adapters", "adapter_info"]),
    Case(
      heading: "GET /admin/v1/tsdb/query?metric=latency&model_id=gpt-4&start=...&end=...&step_ms=60000",
      path: "/admin/v1/tsdb/query?metric=latency&model_id=gpt-4&start=0&end=2026-11-22T00:00:00Z&step_ms=60000",
      members: ["series"]),
    Case(heading: "GET /admin/v1/tsdb/metrics", path: "/admin/v1/tsdb/metrics", members: ["metrics"]),
    Case(heading: "POST /admin/v1/tsdb/prune", path: "/admin/v1/tsdb/prune", members: ["ok", "deleted"]),
    Case(
      heading: "PUT /admin/v1/tsdb/retention", path: "/admin/v1/tsdb/retention", body: #"{"retention_days": 7}"#,
      members: ["ok"]),
    Case(
      heading: "GET /admin/v1/workflows?limit=50&status=RUNNING", path: "/admin/v1/workflows?limit=50&status=RUNNING",
      members: ["workflows", "temporal_enabled"]),
    Case(heading: "GET /admin/v1/workflows/", path: "/admin/v1/workflows/w", members: ["temporal_enabled"]),
    Case(heading: "GET /admin/v1/workflows/{id}/history", path: "/admin/v1/workflows/w/history"),
    Case(heading: "GET /admin", path: "/admin"),
    Case(
      heading: "GET /admin/v1/info", path: "/admin/v1/info", members: ["tokenhub", "vault_locked", "vault_initialized"]),
  ]

  @Test("the reference is asked for in full: every heading of it, and no other")
  func headings() throws {
    // The stream of events does not end; EventStreamTests reads it.
    let asked = Self.cases.map(\.heading) + ["GET /admin/v1/events"]
    #expect(try Seed(Seed.reference).headings.sorted() == asked.sorted())
  }

  @Test("H-034, H-117, H-131, H-180, H-181: every endpoint of the reference answers curl as it is printed")
  func endpoints() async throws {
    try await SocketGateway.with { gateway in
      try await Shell.with { shell in
        let key = await gateway.issueKey()
        let other = await gateway.issueKey()
        let requests = Self.cases.map { item in
          let isConsumer = item.path.hasPrefix("/v1/")
          return Shell.Request(
            method: String(item.heading.prefix { $0 != " " }),
            url: gateway.url + item.path.replacing("KEY", with: other.id),
            headers: ["Authorization: Bearer \(isConsumer ? key.secret : SocketGateway.adminToken)"],
            body: item.body?.replacing("UPSTREAM", with: gateway.upstream.url))
        }
        for (item, answer) in zip(Self.cases, try await shell.batch(requests)) {
          #expect(answer.status == item.status, "\(item.heading): \(answer.text)")
          for member in item.members {
            #expect(answer.json[member] != nil, "\(item.heading) has no \(member): \(answer.text)")
          }
        }
      }
    }
  }
}
