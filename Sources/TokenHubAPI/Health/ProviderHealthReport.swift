internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

/// The health of a registered provider, as operators see it (H-601).
struct ProviderHealthReport: Sendable {
  let id: ProviderID
  let state: ProviderState
  let health: ProviderHealth
  let errorRate: Double
  /// Milliseconds since 1970, or nil where nothing happened yet.
  let lastError: Int?
  let lastSuccess: Int?
  let cooldownEnd: Int?

  /// One element of the list; times that are not there are left out.
  var json: JSONValue {
    var members = JSONMembers()
    members["provider_id"] = JSONValue(id.text)
    members["state"] = JSONValue(state.name)
    members["total_requests"] = JSONValue(health.totalRequests)
    members["total_errors"] = JSONValue(health.totalErrors)
    members["consec_errors"] = JSONValue(health.consecutiveErrors)
    members["avg_latency_ms"] = JSONValue(.number(health.latency?.value ?? 0))
    members["error_rate"] = JSONValue(.number(errorRate))
    if let message = health.lastErrorMessage { members["last_error"] = JSONValue(message) }
    if let lastError { members["last_error_time"] = JSONValue(UTCDate.text(of: lastError)) }
    if let lastSuccess { members["last_success_at"] = JSONValue(UTCDate.text(of: lastSuccess)) }
    if let cooldownEnd { members["cooldown_until"] = JSONValue(UTCDate.text(of: cooldownEnd)) }
    return members.value
  }
}

extension GatewayServices {
  /// The health of every registered provider, in the order of their ids.
  func providerHealth() -> [ProviderHealthReport] {
    let book = dispatcher.router.book
    let (now, wall) = (ports.time.now, self.now)
    func date(_ moment: Moment?) -> Int? { moment.map { wall + Int($0.milliseconds(since: now)) } }
    return book.ids.enumerated().map { index, id in
      let health = book[ProviderHandle(index: index)]
      return ProviderHealthReport(
        id: id, state: health.state(book.parameters), health: health,
        errorRate: health.errorRate(at: now, book.parameters).value, lastError: date(health.lastErrorTime),
        lastSuccess: date(health.lastSuccessTime), cooldownEnd: date(health.cooldownEnd(book.parameters)))
    }.sorted { $0.id < $1.id }
  }
}
