public import RoutingCore

extension Model {
  /// The record by the contract's field names, which `init(_:)` reads back to an equal model.
  public var record: JSONValue {
    var object = RecordObject()
    object.set("id", id.text)
    object.set("provider_id", provider.text)
    object.set("name", name)
    if upstreamName != name { object.set("upstream_name", upstreamName) }
    object.set("weight", weight)
    object.set("max_context_tokens", contextWindow?.value ?? 0)
    prices.write(to: &object)
    object.set("pricing_source", pricingSource.name)
    object.set("enabled", isEnabled)
    object.set("kinds", kinds.kinds.map(\.name))
    object.set("capabilities", capabilities.record)
    object.set("parameters", parameters.map { JSONValue(.array($0.parameters.map { JSONValue(.string($0.name)) })) })
    object.set("quantization", quantization?.name)
    dataHandling.write(to: &object)
    object.set("region", region?.name)
    if trafficWeight != 1 { object.set("traffic_weight", trafficWeight) }
    if !toolNames.pairs.isEmpty { object.set("tool_name_map", toolNames.record) }
    return object.value
  }
}

extension Provider {
  /// The record by the contract's field names, which `init(_:)` reads back to an equal provider;
  /// it has no place for a secret.
  public var record: JSONValue {
    var object = RecordObject()
    object.set("id", id.text)
    object.set("type", type?.name)
    object.set("enabled", isEnabled)
    object.set("base_url", baseURL)
    object.set("cred_store", credentialStore.name)
    if !canStream { object.set("can_stream", canStream) }
    object.set("region", region?.name)
    object.set("vendor", vendor)
    dataHandling.write(to: &object)
    return object.value
  }
}

extension ModelAlias {
  /// The record by the contract's field names, which `init(_:)` reads back to an equal alias.
  public var record: JSONValue {
    var object = RecordObject()
    object.set("name", name)
    object.set(
      "variants",
      JSONValue(
        .array(
          variants.map { variant in
            JSONValue(object: [
              "model_id": JSONValue(.string(variant.model.text)), "weight": JSONValue(.integer(variant.weight)),
            ])
          })))
    object.set("enabled", isEnabled)
    object.set("sticky_by", stickiness.name)
    return object.value
  }
}

extension ModelPlan {
  /// The record by the contract's field names, which `init(_:)` reads back to an equal plan.
  public var record: JSONValue {
    var object = RecordObject()
    object.set("name", name)
    object.set("members", members)
    object.set("mode", mode?.name)
    object.set("enabled", isEnabled)
    return object.value
  }
}

extension PriceSheet {
  fileprivate func write(to object: inout RecordObject) {
    object.set("input_per_1k", inputPerThousandTokens)
    object.set("output_per_1k", outputPerThousandTokens)
    if perUnit != 0 { object.set("price_per_unit", perUnit) }
    object.set("cached_input_per_1k", cachedInputPerThousandTokens)
    object.set("batch_input_per_1k", batchInputPerThousandTokens)
    object.set("batch_output_per_1k", batchOutputPerThousandTokens)
    if !tiers.isEmpty { object.set("price_tiers", JSONValue(.array(tiers.map(\.record)))) }
    guard !perUnitByResolution.isEmpty else { return }
    var prices = RecordObject()
    for price in perUnitByResolution { prices.set(price.resolution.text, price.perUnit) }
    object.set("price_per_unit_by_resolution", prices.value)
  }
}

extension PriceTier {
  fileprivate var record: JSONValue {
    var object = RecordObject()
    object.set("above_input_tokens", aboveInputTokens.value)
    object.set("input_per_1k", inputPerThousandTokens)
    object.set("output_per_1k", outputPerThousandTokens)
    object.set("cached_input_per_1k", cachedInputPerThousandTokens)
    return object.value
  }
}

extension CapabilityKnowledge {
  fileprivate var record: JSONValue? {
    var object = RecordObject()
    for capability in Capability.allCases {
      if supported.contains(capability) { object.set(capability.name, true) }
      if unsupported.contains(capability) { object.set(capability.name, false) }
    }
    return object.valueUnlessEmpty
  }
}

extension DataHandling {
  fileprivate func write(to object: inout RecordObject) {
    object.set("retains_prompts", retainsPrompts)
    object.set("trains_on_prompts", trainsOnPrompts)
  }
}

extension ToolNameMap {
  fileprivate var record: JSONValue {
    var object = RecordObject()
    for pair in pairs { object.set(pair.modelFacing, pair.clientFacing) }
    return object.value
  }
}
