internal import ProviderAdapters
internal import RoutingCore

/// The envelope of the gateway's own endpoints (H-117).
enum NativeAnswer {
  static func body(
    model: ModelID, provider: ProviderID, cost: Dollars, reason: DecisionReason, response: JSONValue, alias: String?,
    warnings: [String], hintStatus: HintStatus = .absent
  ) -> JSONValue {
    var members = JSONMembers()
    members["negotiated_model"] = JSONValue(model.text)
    members["estimated_cost_usd"] = JSONValue(.number(cost.value))
    members["routing_reason"] = JSONValue(reason.name)
    members["response"] = response
    members["provider_id"] = JSONValue(provider.text)
    if let alias { members["alias_from"] = JSONValue(alias) }
    if let status = hintStatus.name { members["hint_status"] = JSONValue(status) }
    if !warnings.isEmpty { members["warnings"] = JSONValue(warnings.map { JSONValue($0) }) }
    return members.value
  }
}
