import RoutingCore

extension Model {
  /// Reads a model of a scenario by the contract's field names.
  init(_ field: JSONField) throws(FormatError) {
    var kinds = ModelKindSet.chat
    if let list = try field.optional("kinds") {
      kinds = ModelKindSet(try list.elements().map { (kind) throws(FormatError) in try kind.kind() })
    }
    let window = try field.optional("max_context_tokens")?.tokens() ?? .zero
    self.init(
      id: ModelID(try field.required("id").string()), provider: ProviderID(try field.required("provider_id").string()),
      name: try field.optional("name")?.string(), weight: try field.optional("weight")?.int() ?? 5,
      contextWindow: window > .zero ? window : nil,
      prices: PriceSheet(
        inputPerThousandTokens: try field.optional("input_per_1k")?.double() ?? 0,
        outputPerThousandTokens: try field.optional("output_per_1k")?.double() ?? 0,
        perUnit: try field.optional("price_per_unit")?.double() ?? 0),
      kinds: kinds, capabilities: try CapabilityKnowledge(try field.optional("capabilities")),
      region: try field.optional("region").map { (field) throws(FormatError) in Region(try field.string()) },
      isEnabled: try field.optional("enabled")?.bool() ?? true)
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
  /// Reads an adapter: a provider id, or an object that says more about it.
  init(_ field: JSONField) throws(FormatError) {
    if case .string(let id) = field.value.content {
      self.init(id: ProviderID(id))
      return
    }
    self.init(
      id: ProviderID(try field.required("id").string()), isEnabled: try field.optional("enabled")?.bool() ?? true,
      canStream: try field.optional("can_stream")?.bool() ?? true,
      region: try field.optional("region").map { (field) throws(FormatError) in Region(try field.string()) },
      vendor: try field.optional("vendor")?.string())
  }
}

extension HealthReading {
  /// Reads a provider's condition; a latency of zero means that there are no samples.
  init(_ field: JSONField) throws(FormatError) {
    let stateField = try field.optional("state")
    var state = ProviderState.healthy
    if let stateField {
      guard let named = ProviderState(name: try stateField.string()) else { throw stateField.error("unknown state") }
      state = named
    }
    self.init(
      isAvailable: try field.optional("available")?.bool() ?? true, state: state,
      latency: try field.optional("avg_latency_ms")?.latency(),
      tailLatency: try field.optional("tail_latency_ms")?.latency(),
      errorRate: try field.optional("error_rate")?.quantity("a share from 0 to 1") ?? 0,
      isRateLimited: try field.optional("rate_limited")?.bool() ?? false,
      credentialsAreLocked: try field.optional("credentials_locked")?.bool() ?? false)
  }
}

extension JSONField {
  /// A kind by its wire name.
  func kind() throws(FormatError) -> ModelKind {
    guard let kind = ModelKind(name: try string()) else { throw error("unknown kind") }
    return kind
  }

  /// A latency, or nil for zero.
  fileprivate func latency() throws(FormatError) -> Milliseconds? {
    let latency: Milliseconds = try quantity("a number of milliseconds")
    return latency.value > 0 ? latency : nil
  }

  /// An amount inside its unit's range.
  func quantity<Unit>(_ what: String) throws(FormatError) -> Quantity<Unit> {
    let number = try double()
    guard let quantity = Quantity<Unit>(number) else { throw error("\(number) is not \(what)") }
    return quantity
  }
}
