import ProviderAdapters
import Synchronization
import TokenHubAPI

/// An admin API with fixed answers, for looking at the console.
final class ConsoleMock: Sendable {
  /// What would run if it became markup.
  static let canary = #"<img src=x onerror="document.title='canary ran'">"#

  private static let token = "Bearer admin-token-of-the-test"

  private struct State: Sendable {
    var calls: [String] = []
    var unknown: [String] = []
    var driver = ""
    var report: String?
    var reader: CheckedContinuation<String, Never>?
  }

  private let state = Mutex(State())
  /// Whether a session is needed.
  let isOpen: Bool
  /// Whether sessions can be opened.
  let hasSessions: Bool
  let info: String

  init(isOpen: Bool, hasSessions: Bool = true, locked: Bool = false, initialized: Bool = true) {
    self.isOpen = isOpen
    self.hasSessions = hasSessions
    info = #"{"tokenhub":"admin","vault_locked":\#(locked),"vault_initialized":\#(initialized)}"#
  }

  /// What was called, as method, path, and how the caller was known.
  var calls: [String] { state.withLock { $0.calls } }
  /// What was called and is not here.
  var unknown: [String] { state.withLock { $0.unknown } }

  /// Has a page drive the console in a frame.
  func drive(by page: String) { state.withLock { $0.driver = page } }

  /// Takes what the driver has to say; only the first counts.
  func report(_ text: String) {
    let reader = state.withLock { state in
      if state.report == nil { state.report = text }
      defer { state.reader = nil }
      return state.reader
    }
    reader?.resume(returning: text)
  }

  /// Waits for what the driver has to say.
  func reported() async -> String {
    await withCheckedContinuation { continuation in
      let report = state.withLock { state in
        if state.report == nil { state.reader = continuation }
        return state.report
      }
      if let report { continuation.resume(returning: report) }
    }
  }

  @Sendable func handle(_ request: GatewayRequest) async -> GatewayResponse {
    if request.path == "/drive" { return page(state.withLock { $0.driver }) }
    if request.path == "/report", case .bytes(let bytes) = request.body {
      report(String(decoding: bytes, as: UTF8.self))
      return GatewayResponse(status: 204)
    }
    if request.path == "/admin" { return page(ConsolePage.html) }
    guard request.path.hasPrefix("/admin/v1/") else { return GatewayResponse(status: 404) }
    let isKnown = request[header: "cookie"]?.contains("th_admin_session=s1") == true
    let token = request[header: "authorization"]
    state.withLock {
      $0.calls.append(
        "\(request.method) \(request.path) \(token != nil ? "token" : isKnown || isOpen ? "cookie" : "nobody")")
    }
    if request.path == "/admin/v1/session", request.method == "POST", hasSessions {
      guard token == Self.token else { return json(#"{"error":"invalid admin token"}"#, 401) }
      let cookie = HTTPField("Set-Cookie", "th_admin_session=s1; HttpOnly; SameSite=Strict; Path=/admin")
      return json(#"{"ok":true}"#, 200, [cookie])
    }
    guard isOpen || isKnown || !hasSessions && token == Self.token else {
      return json(#"{"error":"missing admin token"}"#, 401)
    }
    return answer(request)
  }
}

extension ConsoleMock {
  private func page(_ html: String) -> GatewayResponse {
    GatewayResponse(
      status: 200, headers: [HTTPField("Content-Type", "text/html; charset=utf-8")], body: .bytes(Array(html.utf8)))
  }

  private func json(_ text: String, _ status: Int = 200, _ headers: [HTTPField] = []) -> GatewayResponse {
    GatewayResponse(
      status: status, headers: [HTTPField("Content-Type", "application/json")] + headers, body: .bytes(Array(text.utf8))
    )
  }

  private func answer(_ request: GatewayRequest) -> GatewayResponse {
    let name = request.path.dropFirst("/admin/v1/".count)
    if let text = document(String(name), request.method) { return json(text) }
    if name == "events" {
      return GatewayResponse(
        status: 200, headers: [HTTPField("Content-Type", "text/event-stream")], body: .events(MockEvents()))
    }
    state.withLock { $0.unknown.append("\(request.method) \(request.path)") }
    return json(#"{"error":"not found"}"#, 404)
  }

  private func document(_ name: String, _ method: String) -> String? {
    let canary = Self.canary.replacing("\"", with: "\\\"")
    let window = """
      {"request_count":61,"error_count":1,"error_rate":0.016,"avg_latency_ms":812.4,"p95_latency_ms":2210,\
      "total_cost_usd":0.81,"input_tokens":1900,"output_tokens":640,"total_tokens":2540}
      """
    if method == "PATCH" { return #"{"ok":true,"model":{}}"# }
    switch name {
    case "info": return info
    case "engine/models": return #"{"models":[],"total":1000,"adapters":["openai"],"adapter_info":[]}"#
    case "health":
      return """
        {"providers":[{"provider_id":"openai","state":"down","total_requests":5,"total_errors":2,"consec_errors":2,\
        "avg_latency_ms":12,"error_rate":0.4,"last_error":"\(canary)","cooldown_until":"2026-11-22T00:00:00Z"}]}
        """
    case "stats": return #"{"global":{"1h":\#(window)},"by_model":{"\#(canary)":{"1h":\#(window)}},"by_provider":{}}"#
    case "providers":
      return """
        {"items":[{"id":"openai","type":"openai","enabled":true,"base_url":"https://api.openai.com",\
        "cred_store":"vault"}],"total":1}
        """
    case "models":
      let rows = (0..<1000).map { number in
        let id = number == 0 ? canary : "vendor/model-\(number)"
        return """
          {"id":"\(id)","provider_id":"openai","weight":\(number % 11),"max_context_tokens":128000,\
          "input_per_1k":0.001,"output_per_1k":0.002,"enabled":true}
          """
      }
      return #"{"items":[\#(rows.joined(separator: ","))],"total":1000}"#
    case "aliases":
      return
        #"{"items":[{"name":"fast","enabled":true,"sticky_by":"","variants":[{"model_id":"m","weight":2}]}],"total":1}"#
    case "plans": return #"{"items":[{"name":"p","enabled":true,"members":["m","n"]}],"total":1}"#
    case "routing-config":
      return #"{"default_mode":"normal","default_max_budget_usd":0.05,"default_max_latency_ms":20000}"#
    case "routing/simulate":
      return """
        {"decision":{"model_id":"m","provider_id":"openai","estimated_cost_usd":0.001,"reason":"weight"},\
        "eligible":[{"id":"m","provider_id":"openai","weight":5,"selected":true}],"total":1,\
        "skipped":[{"model_id":"\(canary)","reason":"provider_down"}]}
        """
    case "apikeys" where method == "POST":
      return
        #"{"ok":true,"key":"tokenhub_\#(String(repeating: "ab12", count: 16))","id":"k","prefix":"tokenhub_ab12ab12"}"#
    case "apikeys":
      return #"[{"id":"k","key_prefix":"tokenhub_ab12ab12","name":"\#(canary)","scopes":"[]","enabled":true}]"#
    case "logs", "audit":
      return """
        {"logs":[{"id":"1","timestamp":"2026-11-22T00:00:00Z","model_id":"\(canary)","provider_id":"openai",\
        "status_code":502,"action":"model.patch","resource":"\(canary)","detail":"\(canary)"}],"total":250}
        """
    case "rewards": return #"{"rewards":[],"total":0}"#
    case "tsdb/metrics": return #"{"metrics":["cost","latency"]}"#
    case "tsdb/query":
      return #"{"series":[{"metric":"cost","model_id":"\#(canary)","points":[{"t":"2026-11-22T00:00:00Z","v":1.5}]}]}"#
    case "workflows": return #"{"workflows":[],"temporal_enabled":false}"#
    default: return nil
    }
  }
}

/// One event with a canary, and then silence.
private final class MockEvents: GatewayEventStream {
  private let frames = Mutex([
    "event: connected\ndata: {\"status\":\"ok\"}\n\n",
    """
    event: route_error
    data: {"type":"route_error","timestamp":"2026-11-22T00:00:00Z","model_id":"live-model","error_msg":"<img src=x>"}


    """,
  ])

  func next() async -> [UInt8]? { frames.withLock { $0.isEmpty ? nil : Array($0.removeFirst().utf8) } }
  func cancel() {}
}
