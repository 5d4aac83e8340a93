extension ModelRegistry {
  /// Sixteen hexadecimal digits that stand for all of the registry that a decision can depend on.
  ///
  /// The same in every process and on every machine. What only tells how a provider is spoken to, such as its address,
  /// the upstream name of a model or where its prices came from, is not part of it. Two registries that differ share a
  /// fingerprint by a chance of 2⁻⁶⁴, so it tells a change, and is no protection against forgery.
  ///
  /// - Complexity: O(n) in the number of models and providers; work it out once.
  public var fingerprint: String {
    var sum = Checksum()
    sum.list(models) { $0.add($1) }
    sum.list(providers) { $0.add($1) }
    let digits = String(sum.bits, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// A chain of ``StableHash`` over values in order.
private struct Checksum {
  private(set) var bits = StableHash.seed

  mutating func add(_ value: UInt64) { bits = StableHash.mix(bits, value) }
  mutating func add(_ text: String) { add(StableHash.hash(text)) }
  mutating func add(_ value: Int) { add(UInt64(bitPattern: Int64(value))) }
  mutating func add(_ value: Bool) { add(value ? 1 : 0 as UInt64) }
  /// Zero counts as one value, whatever its sign.
  mutating func add(_ value: Double) { add((value + 0.0).bitPattern) }

  /// Whether there is a value, then the value, so that nothing and zero differ.
  mutating func optional<Value>(_ value: Value?, _ body: (inout Checksum, Value) -> Void) {
    add(value != nil)
    if let value { body(&self, value) }
  }

  mutating func list<Value>(_ values: [Value], _ body: (inout Checksum, Value) -> Void) {
    add(values.count)
    for value in values { body(&self, value) }
  }

  mutating func add(_ model: Model) {
    add(model.id.text)
    add(model.provider.text)
    add(model.name)
    add(model.weight)
    optional(model.contextWindow) { $0.add($1.value) }
    add(model.prices)
    add(UInt64(model.kinds.rawValue))
    add(UInt64(model.capabilities.supported.rawValue))
    add(UInt64(model.capabilities.unsupported.rawValue))
    optional(model.parameters) { $0.add(UInt64($1.rawValue)) }
    optional(model.quantization) { $0.add(UInt64($1.rawValue)) }
    add(model.dataHandling)
    optional(model.region) { $0.add($1.name) }
    add(model.trafficWeight)
    add(model.isEnabled)
  }

  mutating func add(_ provider: Provider) {
    add(provider.id.text)
    add(provider.isEnabled)
    add(provider.canStream)
    optional(provider.region) { $0.add($1.name) }
    optional(provider.vendor) { $0.add($1) }
    add(provider.dataHandling)
  }

  mutating func add(_ handling: DataHandling) {
    optional(handling.retainsPrompts) { $0.add($1) }
    optional(handling.trainsOnPrompts) { $0.add($1) }
  }

  mutating func add(_ prices: PriceSheet) {
    add(prices.inputPerThousandTokens)
    add(prices.outputPerThousandTokens)
    add(prices.perUnit)
    optional(prices.cachedInputPerThousandTokens) { $0.add($1) }
    optional(prices.batchInputPerThousandTokens) { $0.add($1) }
    optional(prices.batchOutputPerThousandTokens) { $0.add($1) }
    list(prices.tiers) { sum, tier in
      sum.add(tier.aboveInputTokens.value)
      sum.optional(tier.inputPerThousandTokens) { $0.add($1) }
      sum.optional(tier.outputPerThousandTokens) { $0.add($1) }
      sum.optional(tier.cachedInputPerThousandTokens) { $0.add($1) }
    }
    list(prices.perUnitByResolution) { sum, price in
      sum.add(price.resolution.text)
      sum.add(price.perUnit)
    }
  }
}
