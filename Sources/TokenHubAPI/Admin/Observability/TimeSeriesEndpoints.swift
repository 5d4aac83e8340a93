internal import GatewayState
internal import ProviderAdapters
internal import RoutingCore

/// `/admin/v1/tsdb` (H-610 to H-614).
struct TimeSeriesEndpoints: Sendable {
  let services: GatewayServices

  func query(_ exchange: AdminExchange) throws(APIError) -> GatewayResponse {
    let query = exchange.query
    guard let name = query["metric"], !name.isEmpty else {
      throw .badRequest("metric parameter required", parameter: "metric")
    }
    let start = try date("start", query)
    let end = try date("end", query)
    let step = try self.step(query)
    guard let metric = TimeSeriesMetric(name: name) else { return .json(JSONValue(object: ["series": []])) }
    let series = services.series.series(
      TimeSeriesQuery(
        metric, model: query.first(of: "model_id", "model").map { ModelID($0) },
        provider: query.first(of: "provider_id", "provider").map { ProviderID($0) },
        start: start, end: end, step: step))
    return .json(JSONValue(object: ["series": JSONValue(series.map { $0.json })]))
  }

  func metrics() -> GatewayResponse {
    .json(JSONValue(object: ["metrics": JSONValue(services.series.metrics.map { JSONValue($0.name) })]))
  }

  func prune(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let deleted = services.series.prune(now: exchange.now)
    await services.note(services.audit(.tsdbPrune, "tsdb", of: exchange, detail: "\(deleted) points"))
    return .ok(["deleted": JSONValue(deleted)])
  }

  func setRetention(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let body = try await exchange.request.jsonBody()
    let value = body["retention_days"] ?? body["days"]
    guard let count = value?.integer, let days = RetentionDays(count) else {
      throw .badRequest(
        "retention_days must be between 1 and 3650", code: "invalid_value", parameter: "retention_days")
    }
    try await services.registrar.alone { () async throws(APIError) in
      try await services.commit([
        days.change, services.audit(.tsdbRetention, "tsdb", of: exchange, detail: "\(count) days"),
      ])
      services.series.retention = days
    }
    return .ok(["retention_days": JSONValue(count)])
  }

  /// A moment as RFC 3339 or as milliseconds since 1970.
  private func date(_ name: String, _ query: QueryParameters) throws(APIError) -> Int? {
    guard let text = query[name], !text.isEmpty else { return nil }
    guard let milliseconds = Int(text) ?? UTCDate.milliseconds(of: text) else {
      throw .badRequest("\(name) must be RFC 3339 or milliseconds since 1970", parameter: name)
    }
    return milliseconds
  }

  private func step(_ query: QueryParameters) throws(APIError) -> Int {
    guard let text = query.first(of: "step_ms", "step"), !text.isEmpty else { return 0 }
    guard let step = Int(text), step >= 0 else {
      throw .badRequest("step_ms must be a whole number from 0 up", parameter: "step_ms")
    }
    return step
  }
}
