internal import Routing
internal import RoutingCore
internal import RoutingFormats

/// A request that is only thought of (H-403).
struct SimulatedRequest {
  /// The request, as it would be sent.
  let dispatch: DispatchRequest
  /// The model it names.
  let hint: ModelReference?

  /// The prompt's length where nothing is said of it.
  private static let defaultTokens = 500

  /// Reads a body.
  ///
  /// - Throws: `APIError` naming the member that is wrong.
  init(_ body: JSONValue, requestID: String, defaults: RoutingDefaults) throws(APIError) {
    let (layer, name, count, kind) = try APIError.reading {
      () throws(FormatError) -> (PolicyLayer, String, Int, ModelKind) in
      let root = JSONField(body)
      let kindField = try root.optional("kind")
      let kindName = try kindField?.string() ?? ModelKind.chat.name
      guard let kind = ModelKind(name: kindName) else { throw kindField?.error("unknown kind") ?? root.error("") }
      return (
        try PolicyLayer(checking: root), try root.optional("model_hint")?.string() ?? "",
        try root.optional("token_count")?.int() ?? 0, kind
      )
    }
    let policy: EffectivePolicy
    do throws(PolicyProblem) {
      policy = try PolicyStack(request: layer, runtime: defaults.layer).merged()
    } catch {
      throw .badRequest("\(error)", code: "invalid_value", parameter: error.field.name)
    }
    let reference = ModelReference(name)
    hint = reference.text.isEmpty ? nil : reference
    dispatch = DispatchRequest(
      RoutingRequest(
        id: requestID, kind: kind,
        inputTokens: TokenCount(clamping: count > 0 ? count : SimulatedRequest.defaultTokens),
        outputTokens: TokenEstimator.output(policyEstimate: policy.estimatedOutputTokens, requestLimit: nil),
        hint: hint),
      payload: CallPayload(messages: []), policy: .given(policy.policy))
  }
}

/// What a simulation comes to (H-403, H-404).
struct SimulationReport {
  let record: DecisionRecord
  let records: GatewayRecords
  let hint: ModelReference?

  /// The body.
  var json: JSONValue {
    let decision = record.verdict.decision
    var members: [JSONValue.Member] = []
    func add(_ name: String, _ value: JSONValue) { members.append(JSONValue.Member(name: name, value: value)) }
    add("decision", decision.map(json) ?? .null)
    if decision == nil { add("error", JSONValue(.string(Refusal.message))) }
    add("eligible", JSONValue(.array(record.ranked.map { json($0, selected: decision?.model) })))
    add("total", JSONValue(.integer(record.ranked.count)))
    add("skipped", JSONValue(.array(record.excluded.map(json))))
    if let status = record.verdict.refusal?.hintStatus.name { add("hint_status", JSONValue(.string(status))) }
    return JSONValue(.object(members))
  }

  private func json(_ decision: Decision) -> JSONValue {
    var members = [
      JSONValue.Member(name: "model_id", value: JSONValue(.string(decision.model.text))),
      JSONValue.Member(name: "provider_id", value: JSONValue(.string(decision.provider.text))),
      JSONValue.Member(name: "estimated_cost_usd", value: JSONValue(.number(decision.estimatedCost.value))),
      JSONValue.Member(name: "reason", value: JSONValue(.string(decision.reason.name))),
    ]
    if let alias = records.alias(of: hint) {
      members.append(JSONValue.Member(name: "alias_from", value: JSONValue(.string(alias))))
    }
    if let status = decision.hintStatus.name {
      members.append(JSONValue.Member(name: "hint_status", value: JSONValue(.string(status))))
    }
    return JSONValue(.object(members))
  }

  private func json(_ ranked: RankedModel, selected: ModelID?) -> JSONValue {
    var members = records.models[ranked.model]?.record.members ?? []
    members += [
      JSONValue.Member(name: "selected", value: JSONValue(.bool(ranked.model == selected))),
      JSONValue.Member(name: "score", value: JSONValue(.number(ranked.score))),
      JSONValue.Member(name: "estimated_cost_usd", value: JSONValue(.number(ranked.estimatedCost.value))),
    ]
    return JSONValue(.object(members))
  }

  private func json(_ exclusion: Exclusion) -> JSONValue {
    JSONValue(object: [
      "model_id": JSONValue(.string(exclusion.model.text)), "reason": JSONValue(.string(exclusion.reason.name)),
      "detail": JSONValue(.string("\(exclusion.reason)")),
    ])
  }
}
