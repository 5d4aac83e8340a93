internal import GatewayState
internal import RoutingCore
internal import RoutingFormats

/// `/admin/v1/aliases` and `/admin/v1/plans`: other names for models (H-405).
struct NameEndpoints: Sendable {
  let services: GatewayServices

  func aliases(_ exchange: AdminExchange) -> GatewayResponse {
    .items(services.registrar.current.directory.aliases.map(\.record), Page(exchange.query, defaultLimit: 1000))
  }

  func alias(_ exchange: AdminExchange) throws(APIError) -> GatewayResponse {
    guard let alias = services.registrar.current.aliases[AliasName(exchange.id)] else {
      throw .notFound("alias not found")
    }
    return .json(alias.record)
  }

  /// Adds or replaces an alias under the name of the path.
  func putAlias(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    try check(name: exchange.id)
    let body = try await exchange.request.jsonBody().named(exchange.id)
    let alias = try APIError.reading { () throws(FormatError) in try ModelAlias(JSONField(body)) }
    try await services.registrar.change { (records) throws(APIError) -> (Void, [StateChange]) in
      records.aliases[AliasName(alias.name)] = alias
      return (
        (),
        [
          .put(.aliases, key: alias.name, body: alias.record), services.audit(.aliasUpsert, alias.name, of: exchange),
        ]
      )
    }
    return .ok(["alias": alias.record])
  }

  func deleteAlias(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    try await services.registrar.change { (records) throws(APIError) -> (Void, [StateChange]) in
      guard records.aliases.removeValue(forKey: AliasName(exchange.id)) != nil else { return ((), []) }
      return (
        (), [.remove(.aliases, key: exchange.id), services.audit(.aliasDelete, exchange.id, of: exchange)]
      )
    }
    return .ok()
  }

  func plans(_ exchange: AdminExchange) -> GatewayResponse {
    .items(services.registrar.current.directory.plans.map(\.record), Page(exchange.query, defaultLimit: 1000))
  }

  func plan(_ exchange: AdminExchange) throws(APIError) -> GatewayResponse {
    guard let plan = services.registrar.current.plans[PlanName(exchange.id)] else { throw .notFound("plan not found") }
    return .json(plan.record)
  }

  /// Adds or replaces a plan under the name of the path.
  func putPlan(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    try check(name: exchange.id)
    let body = try await exchange.request.jsonBody().named(exchange.id)
    let plan = try APIError.reading { () throws(FormatError) in try ModelPlan(JSONField(body)) }
    try await services.registrar.change { (records) throws(APIError) -> (Void, [StateChange]) in
      records.plans[PlanName(plan.name)] = plan
      return (
        (), [.put(.plans, key: plan.name, body: plan.record), services.audit(.planUpsert, plan.name, of: exchange)]
      )
    }
    return .ok(["plan": plan.record])
  }

  func deletePlan(_ exchange: AdminExchange) async throws(APIError) -> GatewayResponse {
    try await services.registrar.change { (records) throws(APIError) -> (Void, [StateChange]) in
      guard records.plans.removeValue(forKey: PlanName(exchange.id)) != nil else { return ((), []) }
      return ((), [.remove(.plans, key: exchange.id), services.audit(.planDelete, exchange.id, of: exchange)])
    }
    return .ok()
  }

  /// Refuses names that hold control characters, which no log and no header field should carry.
  ///
  /// - Throws: `APIError` naming the name.
  private func check(name: String) throws(APIError) {
    guard name.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control }) else {
      throw .badRequest("name must hold no control characters", code: "invalid_value", parameter: "name")
    }
  }
}

extension JSONValue {
  /// The same object under a name, whatever name it gives itself.
  fileprivate func named(_ name: String) -> JSONValue {
    let rest = (members ?? []).filter { $0.name != "name" }
    return JSONValue(.object([Member(name: "name", value: JSONValue(.string(name)))] + rest), line: line)
  }
}
