internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore
internal import RoutingFormats

/// `/admin/v1/models` (H-320 to H-325).
struct ModelEndpoints: Sendable {
  let services: GatewayServices

  /// Adds or replaces a model (H-320).
  func upsert(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let body = try await exchange.request.jsonBody()
    guard let id = body["id"]?.string, !id.isEmpty else { throw .badRequest("model id required", parameter: "id") }
    guard let provider = body["provider_id"]?.string, !provider.isEmpty else {
      throw .badRequest("provider_id required", parameter: "provider_id")
    }
    var model = try ModelRecord.model(body)
    if ModelRecord.setsPrice(body) { model.pricingSource = .manual }
    try await keep(model, exchange, .modelUpsert)
    guard services.registrar.current.providers[model.provider] == nil else { return .ok() }
    return .ok(["warning": JSONValue("there is no provider '\(provider)' yet")])
  }

  /// Lists what the store has (H-321).
  func list(_ exchange: AdminExchange) -> GatewayResponse {
    let records = services.registrar.current
    let models = records.models.values.filter { records.storedModels.contains($0.id) }.sorted { $0.id < $1.id }
    return .items(models.map(\.record), Page(exchange.query, defaultLimit: 1000))
  }

  /// Changes some members of a model (H-322, H-323).
  func patch(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let id = try id(of: exchange)
    let body = try await exchange.request.jsonBody()
    let model = try await services.registrar.change { (records) throws(APIError) -> (Model, [StateChange]) in
      guard let former = records.models[id] else { throw .notFound("model not found") }
      let model = try ModelRecord.model(former, patchedBy: body)
      records.models[id] = model
      records.storedModels.insert(id)
      return (model, [records.document(of: model), services.audit(.modelPatch, id.text, of: exchange)])
    }
    return .ok(["model": model.record])
  }

  /// Removes a model; one that is not there is removed already (H-324).
  func delete(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let id = try id(of: exchange)
    try await services.registrar.change { (records) throws(APIError) -> (Void, [StateChange]) in
      guard records.models[id] != nil else { return ((), []) }
      records.models[id] = nil
      records.storedModels.remove(id)
      return ((), [.remove(.models, key: id.text), services.audit(.modelDelete, id.text, of: exchange)])
    }
    return .ok()
  }

  private func id(of exchange: AdminExchange) throws(APIError) -> ModelID {
    guard !exchange.id.isEmpty else { throw .badRequest("model id required", parameter: "id") }
    return ModelID(exchange.id)
  }

  private func keep(_ model: Model, _ exchange: AdminExchange, _ action: AuditAction) async throws(APIError) {
    try await services.registrar.change { (records) throws(APIError) -> (Void, [StateChange]) in
      records.models[model.id] = model
      records.storedModels.insert(model.id)
      return ((), [records.document(of: model), services.audit(action, model.id.text, of: exchange)])
    }
  }
}
