import RoutingCore

/// A valid request for every endpoint, from which broken ones are made.
enum RequestCorpus {
  /// A request without its credentials.
  struct Entry: Sendable {
    let method: String
    let path: String
    var body: String?
    var contentType = "application/json"

    init(_ method: String, _ path: String, _ body: String? = nil, type: String = "application/json") {
      self.method = method
      self.path = path
      self.body = body
      contentType = type
    }

    var isAdmin: Bool { path.hasPrefix("/admin") }
  }

  static let all = consumer + jobs + administrator

  static let chat = Entry(
    "POST", "/v1/chat/completions",
    #"""
    {"model":"deepseek-v3.2","messages":[{"role":"system","content":"be short"},{"role":"user","content":"hi"}],
    "max_tokens":32,"temperature":0.5,"top_p":1,"stream":true,"stream_options":{"include_usage":true},"n":1,"stop":["a"],
    "response_format":{"type":"json_object"},"tools":[{"type":"function","function":{"name":"f","parameters":{}}}]}
    """#)

  static let native = Entry(
    "POST", "/v1/chat",
    #"""
    {"request":{"messages":[{"role":"user","content":"@@tokenhub mode=cheap\nmax_budget=0.1\n@@end hi"}],
    "model_hint":"fast","parameters":{"temperature":0.1},"estimated_input_tokens":50,"meta":{"a":"b"},"stream":false,
    "output_schema":{"type":"object","properties":{"a":{"type":"integer","minimum":0}},"required":["a"]}},
    "policy":{"mode":"cheap","max_budget_usd":0.5,"max_latency_ms":9000,"min_weight":1,
    "preferences":{"only":["alibaba"],"order":["other"]}},"output_format":{"type":"json","strip_think":true}}
    """#)

  static let consumer: [Entry] = [
    chat, native,
    Entry(
      "POST", "/v1/chat/completions",
      #"{"model":"claude-test","messages":[{"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"https://a.test/b.png"}}]}]}"#
    ),
    Entry(
      "POST", "/v1/chat",
      #"{"request":{"messages":[{"role":"user","content":"hi"}],"stream":true,"model_hint":"gpt-test"},"policy":{}}"#),
    Entry(
      "POST", "/v1/plan",
      #"{"request":{"messages":[{"role":"user","content":"hi"}]},"orchestration":{"mode":"vote","candidates":2},"policy":{"mode":"normal"}}"#
    ),
    Entry(
      "POST", "/v1/plan",
      #"{"request":{"messages":[{"role":"user","content":"hi"}]},"orchestration":{"mode":"adversarial","iterations":2}}"#
    ),
    Entry("POST", "/v1/embeddings", #"{"model":"embed-test","input":["a","b"],"encoding_format":"float"}"#),
    Entry(
      "POST", "/v1/images/generations",
      #"{"model":"gpt-image-test","prompt":"a cat","n":1,"size":"1024x1024","response_format":"url"}"#),
    Entry(
      "POST", "/v1/images/generations",
      #"{"model":"wanx2.1-t2i-turbo","input":{"prompt":"a cat"},"parameters":{"n":1,"size":"1024*1024"}}"#),
    Entry(
      "POST", "/v1/video/generations",
      #"{"model":"wan2.6-t2v","input":{"prompt":"a cat"},"parameters":{"duration":5,"size":"1280*720"}}"#),
    Entry("GET", "/v1/video/tasks/task-1"), Entry("GET", "/v1/models"), Entry("GET", "/healthz"),
    Entry("GET", "/metrics"), Entry("GET", "/"), Entry("GET", "/admin/"), Entry("GET", "/_assets/app.js"),
  ]

  /// A form of an image agent.
  static let form = [
    "--b", "Content-Disposition: form-data; name=\"model_id\"", "", "gpt-image-test", "--b",
    "Content-Disposition: form-data; name=\"prompt\"", "", "a cat", "--b",
    "Content-Disposition: form-data; name=\"images.0\"; filename=\"a.gif\"", "Content-Type: image/gif", "",
    "GIF89a\u{1}\u{0}\u{1}\u{0}\u{0}\u{0}\u{0};", "--b--", "",
  ].joined(separator: "\r\n")

  static let jobs: [Entry] = [
    Entry(
      "POST", "/v2/image/agent",
      #"{"model_id":"gpt-image-test","prompt":"a cat","aspect_ratio":"1:1","image_urls":["https://a.test/b.png"],"callback_url":"https://hook.test/x"}"#
    ),
    Entry("POST", "/v2/image/agent", form, type: "multipart/form-data; boundary=b"),
    Entry("GET", "/v1/jobs/job-1"), Entry("DELETE", "/v1/jobs/job-1"), Entry("GET", "/v1/jobs/job-1/stream"),
  ]

  static let administrator: [Entry] = [
    Entry("POST", "/admin/v1/vault/unlock", #"{"admin_password":"a long password"}"#),
    Entry("POST", "/admin/v1/vault/lock"),
    Entry("POST", "/admin/v1/vault/rotate", #"{"old_password":"a long password","new_password":"another one"}"#),
    Entry("GET", "/admin/v1/vault/secrets"), Entry("PUT", "/admin/v1/vault/secrets/a", #"{"value":"v"}"#),
    Entry("DELETE", "/admin/v1/vault/secrets/a"),
    Entry(
      "POST", "/admin/v1/providers",
      #"{"id":"p","type":"openai","base_url":"https://p.test","enabled":true,"cred_store":"none","region":"eu"}"#),
    Entry("GET", "/admin/v1/providers"), Entry("PATCH", "/admin/v1/providers/openai", #"{"enabled":false}"#),
    Entry("DELETE", "/admin/v1/providers/other"), Entry("GET", "/admin/v1/providers/openai/discover"),
    Entry(
      "POST", "/admin/v1/models",
      #"{"id":"p/m","provider_id":"openai","weight":5,"max_context_tokens":1000,"input_per_1k":0.1,"output_per_1k":0.2,"enabled":true,"kinds":["chat"]}"#
    ),
    Entry("GET", "/admin/v1/models"), Entry("PATCH", "/admin/v1/models/alibaba/deepseek-v3.2", #"{"weight":3}"#),
    Entry("DELETE", "/admin/v1/models/other/deepseek-v3.2"), Entry("GET", "/admin/v1/routing-config"),
    Entry(
      "PUT", "/admin/v1/routing-config",
      #"{"default_mode":"cheap","default_max_budget_usd":0.1,"default_max_latency_ms":30000}"#),
    Entry(
      "POST", "/admin/v1/routing/simulate", #"{"mode":"cheap","model_hint":"fast","token_count":100,"kind":"chat"}"#),
    Entry("GET", "/admin/v1/aliases"), Entry("GET", "/admin/v1/aliases/fast"),
    Entry("PUT", "/admin/v1/aliases/new", #"{"variants":[{"model_id":"gpt-test","weight":2}],"enabled":true}"#),
    Entry("DELETE", "/admin/v1/aliases/fast"), Entry("GET", "/admin/v1/plans"),
    Entry("PUT", "/admin/v1/plans/p", #"{"members":["gpt-test","claude-test"],"mode":"cheap"}"#),
    Entry("GET", "/admin/v1/plans/p"), Entry("DELETE", "/admin/v1/plans/p"),
    Entry(
      "POST", "/admin/v1/apikeys",
      #"{"name":"k","scopes":"chat,plan","expires_at":"2027-01-01T00:00:00Z","monthly_budget_usd":1,"rate_limit_rps":2}"#
    ),
    Entry("GET", "/admin/v1/apikeys"), Entry("POST", "/admin/v1/apikeys/k-1/rotate"),
    Entry("PATCH", "/admin/v1/apikeys/k-1", #"{"enabled":false}"#), Entry("DELETE", "/admin/v1/apikeys/k-1"),
    Entry("POST", "/admin/v1/apikeys/k-1/paid", "{}"), Entry("GET", "/admin/v1/health"),
    Entry("GET", "/admin/v1/stats"), Entry("GET", "/admin/v1/logs"), Entry("GET", "/admin/v1/audit"),
    Entry("GET", "/admin/v1/rewards"), Entry("GET", "/admin/v1/engine/models"),
    Entry("GET", "/admin/v1/tsdb/query"), Entry("GET", "/admin/v1/tsdb/metrics"), Entry("POST", "/admin/v1/tsdb/prune"),
    Entry("PUT", "/admin/v1/tsdb/retention", #"{"days":7}"#), Entry("GET", "/admin/v1/workflows"),
    Entry("GET", "/admin/v1/workflows/w"), Entry("GET", "/admin/v1/workflows/w/history"),
    Entry("GET", "/admin/v1/events"), Entry("GET", "/admin/v1/info"),
    Entry("POST", "/admin/v1/session", #"{"token":"x"}"#), Entry("DELETE", "/admin/v1/session"),
    Entry("POST", "/admin/v1/admin-token/rotate", #"{"token":"another-admin-token-of-the-tests"}"#),
  ]
}
