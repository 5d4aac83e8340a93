public import RoutingCore

extension Model {
  /// Reads a model by the contract's field names.
  ///
  /// - Throws: A ``FormatError`` with the line and the field of what cannot be read.
  public init(_ field: JSONField) throws(FormatError) {
    var kinds = ModelKindSet.chat
    if let list = try field.optional("kinds") {
      kinds = ModelKindSet(try list.elements().map { (kind) throws(FormatError) in try kind.kind() })
    }
    let window = try field.optional("max_context_tokens")?.tokens() ?? .zero
    self.init(
      id: ModelID(try field.required("id").string()), provider: ProviderID(try field.required("provider_id").string()),
      name: try field.optional("name")?.string(), upstreamName: try field.optional("upstream_name")?.string(),
      weight: try field.optional("weight")?.int() ?? 5,
      contextWindow: window > .zero ? window : nil, prices: try PriceSheet(field), kinds: kinds,
      capabilities: try CapabilityKnowledge(try field.optional("capabilities")),
      parameters: try field.optional("parameters").map { (list) throws(FormatError) in try list.parameters() },
      quantization: try field.optional("quantization").map { (name) throws(FormatError) in try name.quantization() },
      dataHandling: try DataHandling(field),
      region: try field.optional("region").map { (field) throws(FormatError) in Region(try field.string()) },
      trafficWeight: try field.optional("traffic_weight")?.double() ?? 1,
      pricingSource: try field.optional("pricing_source")
        .map { (name) throws(FormatError) in try name.named("pricing source", PricingSource.init(name:)) } ?? .manual,
      toolNames: try ToolNameMap(try field.optional("tool_name_map")),
      isEnabled: try field.optional("enabled")?.bool() ?? true)
  }
}

extension PriceSheet {
  /// Reads the prices of a model.
  fileprivate init(_ field: JSONField) throws(FormatError) {
    self.init(
      inputPerThousandTokens: try field.optional("input_per_1k")?.double() ?? 0,
      outputPerThousandTokens: try field.optional("output_per_1k")?.double() ?? 0,
      perUnit: try field.optional("price_per_unit")?.double() ?? 0,
      cachedInputPerThousandTokens: try field.optional("cached_input_per_1k")?.double(),
      batchInputPerThousandTokens: try field.optional("batch_input_per_1k")?.double(),
      batchOutputPerThousandTokens: try field.optional("batch_output_per_1k")?.double())
    for tier in try field.optional("price_tiers")?.elements() ?? [] {
      tiers.append(
        PriceTier(
          aboveInputTokens: try tier.required("above_input_tokens").tokens(),
          inputPerThousandTokens: try tier.optional("input_per_1k")?.double(),
          outputPerThousandTokens: try tier.optional("output_per_1k")?.double(),
          cachedInputPerThousandTokens: try tier.optional("cached_input_per_1k")?.double()))
    }
    for (name, price) in try field.optional("price_per_unit_by_resolution")?.members() ?? [] {
      perUnitByResolution.append(ResolutionPrice(resolution: MediaResolution(name), perUnit: try price.double()))
    }
  }
}

extension ToolNameMap {
  /// Reads `{"model's name": "clients' name"}`.
  fileprivate init(_ field: JSONField?) throws(FormatError) {
    self.init()
    for (name, client) in try field?.members() ?? [] {
      pairs.append(Pair(modelFacing: name, clientFacing: try client.string()))
    }
  }
}

extension DataHandling {
  /// Reads what a model or an adapter says about its habits.
  fileprivate init(_ field: JSONField) throws(FormatError) {
    self.init(
      retainsPrompts: try field.optional("retains_prompts")?.bool(),
      trainsOnPrompts: try field.optional("trains_on_prompts")?.bool())
  }
}

extension CapabilityKnowledge {
  /// Reads `{"tools": true, "vision": false}`; what is absent or null stays unknown.
  fileprivate init(_ field: JSONField?) throws(FormatError) {
    self.init()
    for (name, value) in try field?.members() ?? [] {
      guard let capability = Capability(name: name) else { throw value.error("unknown capability") }
      if case .null = value.value.content { continue }
      if try value.bool() {
        supported.formUnion(CapabilitySet([capability]))
      } else {
        unsupported.formUnion(CapabilitySet([capability]))
      }
    }
  }
}

extension Provider {
  /// Reads a provider: its id, or an object that says more about it.
  ///
  /// - Throws: A ``FormatError`` with the line and the field of what cannot be read.
  public init(_ field: JSONField) throws(FormatError) {
    if case .string(let id) = field.value.content {
      self.init(id: ProviderID(id))
      return
    }
    self.init(
      id: ProviderID(try field.required("id").string()),
      type: try field.optional("type")
        .map { (name) throws(FormatError) in try name.named("provider type", ProviderType.init(name:)) },
      isEnabled: try field.optional("enabled")?.bool() ?? true, baseURL: try field.optional("base_url")?.string(),
      credentialStore: try field.optional("cred_store")
        .map { (name) throws(FormatError) in try name.named("credential store", CredentialStore.init(name:)) }
        ?? .vault,
      canStream: try field.optional("can_stream")?.bool() ?? true,
      region: try field.optional("region").map { (field) throws(FormatError) in Region(try field.string()) },
      vendor: try field.optional("vendor")?.string(), dataHandling: try DataHandling(field))
  }
}
