internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore
internal import RoutingFormats

/// `/admin/v1/routing-config` and `/admin/v1/routing/simulate` (H-401 to H-404).
struct RoutingEndpoints: Sendable {
  let services: GatewayServices

  /// Sets the defaults of routing; what is absent, empty or zero stays, and null means no limit (H-402).
  func setDefaults(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let body = try await exchange.request.jsonBody()
    try await services.registrar.change { (records) throws(APIError) -> (Void, [StateChange]) in
      let defaults = try records.defaults.merged(with: body)
      records.defaults = defaults
      return (
        (),
        [
          .put(.settings, key: GatewayRecords.defaultsKey, body: defaults.json),
          services.audit(.routingConfigUpdate, "routing-config", of: exchange, detail: defaults.json.text),
        ]
      )
    }
    return .ok()
  }

  /// Tells what would be decided, and does nothing (H-403, H-404).
  func simulate(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    let body = try await exchange.request.jsonBody()
    let request = try SimulatedRequest(
      body, requestID: exchange.requestID, defaults: services.registrar.current.defaults)
    let record: DecisionRecord
    do throws(DispatchError) {
      record = try services.dispatcher.record(of: request.dispatch)
    } catch {
      throw .internalError
    }
    return .json(SimulationReport(record: record, records: services.registrar.current, hint: request.hint).json)
  }
}

extension RoutingDefaults {
  /// These defaults with what a body says in their place.
  ///
  /// - Throws: `APIError` naming the member that is wrong.
  fileprivate func merged(with body: JSONValue) throws(APIError) -> RoutingDefaults {
    var merged = self
    if let mode = body["default_mode"], !mode.isNull {
      guard let name = mode.string else {
        throw .badRequest("default_mode must be a string", code: "invalid_value", parameter: "default_mode")
      }
      if !name.isEmpty {
        guard let known = RoutingMode(name: name) else {
          throw .badRequest("unknown default_mode", code: "invalid_value", parameter: "default_mode")
        }
        merged.mode = known
      }
    }
    merged.maximumCost = try limit("default_max_budget_usd", 0...100, of: body) ?? maximumCost
    merged.deadline = try limit("default_max_latency_ms", 0...300_000, of: body) ?? deadline
    return merged
  }

  private func limit(_ name: String, _ range: ClosedRange<Double>, of body: JSONValue) throws(APIError) -> Double? {
    guard let value = body[name] else { return nil }
    if value.isNull { return 0 }
    guard let number = value.number, range.contains(number) else {
      throw .badRequest(
        "\(name) must be between \(Int(range.lowerBound)) and \(Int(range.upperBound))", code: "invalid_value",
        parameter: name)
    }
    return number == 0 ? nil : number
  }
}
