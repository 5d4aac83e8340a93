/// The metrics that there are, in the order in which they are shown (H-901 to H-911).
enum MetricFamily: Int, CaseIterable, Hashable, Sendable {
  case requests, latency, cost, tokens, requestErrors, providerSkips, providerHealth
  case rateLimited, adminRateLimited, heartbeats, temporalFallbacks
  case temporalUp, temporalCircuit
  case storeDropped
  case jobs, activeJobs, videoTasks, hedgeCost

  /// The kinds that Prometheus knows of.
  enum Kind: String {
    case counter, gauge, histogram
  }

  var name: String { "tokenhub_" + description.name }
  var kind: Kind { description.kind }
  var help: String { description.help }
  var labels: [String] { description.labels }

  private typealias Description = (name: String, kind: Kind, labels: [String], help: String)

  private var description: Description {
    switch self {
    case .requests: ("requests_total", .counter, ["mode", "model", "provider", "status"], "Requests that are over.")
    case .latency:
      ("request_latency_ms", .histogram, ["mode", "model", "provider"], "How long requests took, in milliseconds.")
    case .cost: ("cost_usd_total", .counter, ["model", "provider"], "What requests cost, in US dollars.")
    case .tokens: ("tokens_total", .counter, ["model", "provider", "direction"], "Tokens of prompts and answers.")
    case .requestErrors:
      (
        "request_errors_total", .counter, ["mode", "model", "provider", "http_status"],
        "Failed requests by the status that the client got."
      )
    case .providerSkips:
      ("provider_skips_total", .counter, ["provider", "reason"], "How often a provider was not asked, and why.")
    case .providerHealth:
      ("provider_health_state", .gauge, ["provider"], "Health of a provider: 2 healthy, 1 degraded, 0 down.")
    case .rateLimited: ("rate_limited_total", .counter, [], "Requests of consumers refused by a rate limit.")
    case .adminRateLimited:
      ("admin_rate_limited_total", .counter, [], "Requests of administrators refused by a rate limit.")
    case .heartbeats: ("heartbeat_total", .counter, [], "Heartbeats published.")
    case .temporalFallbacks:
      ("temporal_fallback_total", .counter, [], "Requests served without the workflow engine because it failed.")
    case .temporalUp: ("temporal_up", .gauge, [], "Whether the workflow engine can be reached: 1 yes, 0 no.")
    case .temporalCircuit:
      ("temporal_circuit_state", .gauge, [], "Circuit to the workflow engine: 0 closed, 1 open, 2 half-open.")
    case .storeDropped:
      ("store_dropped_total", .counter, ["op"], "Changes that were not stored, by what they were.")
    case .jobs: ("jobs_total", .counter, ["status"], "Jobs that are over, by how they ended.")
    case .activeJobs: ("jobs_active", .gauge, [], "Jobs under way.")
    case .videoTasks: ("video_tasks_total", .counter, ["status"], "Video tasks, by status.")
    case .hedgeCost:
      ("hedge_cost_usd_total", .counter, [], "What attempts that lost a race were expected to cost, in US dollars.")
    }
  }
}
