internal import Digests
internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

/// `GET /healthz` and `GET /metrics`.
struct HealthEndpoints: Sendable {
  let services: GatewayServices

  /// Whether there is anything to route with (H-180).
  func health() -> GatewayResponse {
    let records = services.registrar.current
    let adapters = records.providers.values.count(where: \.isEnabled)
    let models = records.models.count
    let isHealthy = adapters > 0 && models > 0
    return .json(
      JSONValue(object: [
        "status": isHealthy ? "ok" : "unhealthy", "adapters": JSONValue(adapters), "models": JSONValue(models),
      ]), status: isHealthy ? 200 : 503)
  }

  /// The metrics in Prometheus' text format (H-181).
  func metrics(_ request: GatewayRequest) throws(APIError) -> GatewayResponse {
    if let token = services.configuration.metricsToken {
      try services.countingFailures(of: request, as: .rateLimited) { () throws(APIError) in
        guard let given = Credential.bearer(in: request), token.matches(SecretText(given)) else {
          throw APIError(status: 401, message: "missing or invalid metrics token", code: "invalid_metrics_token")
        }
      }
    }
    for health in services.providerHealth() { services.metrics.setHealth(health.state, of: health.id) }
    if let workflows = services.workflows { services.metrics.set(workflows) }
    return GatewayResponse(
      status: 200, headers: [HTTPField("Content-Type", MetricsRegistry.mediaType)],
      body: .bytes(services.metrics.text))
  }
}

extension MetricsRegistry {
  /// How the workflow engine stands (H-908, H-909).
  fileprivate func set(_ workflows: WorkflowOrchestrator) {
    let (circuit, isUp): (Double, Bool) =
      switch workflows.breakerState {
      case .closed(let failures): (0, failures == 0)
      case .open: (1, false)
      case .probing: (2, false)
      }
    set(.temporalUp, to: isUp ? 1 : 0)
    set(.temporalCircuit, to: circuit)
    raise(.temporalFallbacks, to: Double(workflows.fallbackCount))
  }
}
