internal import ProviderAdapters
internal import RoutingCore

/// `GET /v1/models` (H-170).
struct ModelListEndpoint: Sendable {
  let services: GatewayServices

  func list() -> GatewayResponse {
    let records = services.registrar.current
    let models = records.models.values.filter(\.isEnabled).sorted { $0.id < $1.id }
    let items = models.map { model -> JSONValue in
      let window = model.contextWindow?.value ?? 0
      return JSONValue(object: [
        "id": JSONValue(model.id.text), "object": "model", "created": 0,
        "owned_by": JSONValue(records.providers[model.provider]?.vendor ?? model.provider.text),
        "context_length": JSONValue(window), "max_model_len": JSONValue(window),
      ])
    }
    return .json(JSONValue(object: ["object": "list", "data": JSONValue(items)]))
  }
}
