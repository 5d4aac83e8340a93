internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore
internal import RoutingFormats

/// Health, logs and the runtime's view of models (H-601 to H-606).
struct ObservabilityEndpoints: Sendable {
  let services: GatewayServices

  func health() -> GatewayResponse {
    .json(JSONValue(object: ["providers": JSONValue(services.providerHealth().map(\.json))]))
  }

  func requests(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    try await page(of: .requests, exchange)
  }

  func audit(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    try await page(of: .audit, exchange)
  }

  func rewards(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    try await page(of: .rewards, exchange)
  }

  /// What the engine routes with now, whatever the store says (H-606).
  func engineModels(_ exchange: AdminExchange) -> GatewayResponse {
    let records = services.registrar.current
    let page = Page(exchange.query, defaultLimit: Page.maximumLimit)
    let models = records.models.values.sorted { $0.id < $1.id }
    let disabled = services.dispatcher.router.disabledModels
    let shown = page.of(models).map { model -> JSONValue in
      var model = model
      if disabled.contains(model.id) { model.isEnabled = false }
      return model.record
    }
    let adapters = records.providers.values.filter(\.isEnabled).sorted { $0.id < $1.id }
    return .json(
      JSONValue(object: [
        "models": JSONValue(Array(shown)), "total": JSONValue(models.count), "limit": JSONValue(page.limit),
        "offset": JSONValue(page.offset), "adapters": JSONValue(adapters.map { JSONValue($0.id.text) }),
        "adapter_info": JSONValue(adapters.map(ObservabilityEndpoints.json)),
      ]))
  }

  private static func json(_ provider: Provider) -> JSONValue {
    var members = JSONMembers()
    members["id"] = JSONValue(provider.id.text)
    let type = provider.type ?? .openAI
    if let base = provider.baseURL ?? ProviderBaseURL.standard(type),
      let url = ProbeSchedule.address(of: type, baseURL: ProviderAddress(base).base)
    {
      members["health_endpoint"] = JSONValue(url)
    }
    return members.value
  }

  /// A page of a log, after what is still on its way into it.
  private func page(of log: StateLog, _ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let page = Page(exchange.query, defaultLimit: 100)
    await services.writer.flush()
    do throws(StateStoreFailure) {
      let entries = try await services.ports.store.entries(of: log, offset: page.offset, limit: page.limit)
      return .json(LogListing.json(entries, of: log, limit: page.limit, offset: page.offset))
    } catch {
      throw APIError(status: 500, message: "the store failed", code: "store_failed")
    }
  }
}
