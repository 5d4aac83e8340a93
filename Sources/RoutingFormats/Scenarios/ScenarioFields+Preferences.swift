import RoutingCore

extension RoutingConstraints {
  /// Reads `model`, `provider` and `region` of preferences, with `only` and `ignore` as further words on providers
  ///
  init(_ field: JSONField) throws(FormatError) {
    let regions = try NameRules(try field.optional("region"))
    let models = try NameRules(try field.optional("model"))
    let providers = try NameRules(try field.optional("provider"))
    let only = try field.optional("only")?.names() ?? []
    let ignore = try field.optional("ignore")?.names() ?? []
    self.init(
      models: NameFilter(allow: models.allow, deny: models.deny),
      providers: NameFilter(allow: providers.allow, deny: providers.deny)
        .narrowed(by: NameFilter(allow: only, deny: ignore)),
      regions: .regions(allow: regions.allow, deny: regions.deny))
  }
}

/// What preferences say about the names of one dimension.
private struct NameRules {
  var allow: [String] = []
  var deny: [String] = []
  var prefer: [String] = []

  /// Reads a name, a list of names (both mean allow), or `{"allow": [..], "deny": [..], "prefer": [..]}`.
  init(_ field: JSONField?) throws(FormatError) {
    guard let field else { return }
    switch field.value.content {
    case .string(let name): allow = [name]
    case .array: allow = try field.names()
    default:
      allow = try field.optional("allow")?.names() ?? []
      deny = try field.optional("deny")?.names() ?? []
      prefer = try field.optional("prefer")?.names() ?? []
    }
  }
}

extension RoutingPreferences {
  /// Reads preferences by the names that users of provider routing know.
  init(_ field: JSONField) throws(FormatError) {
    self.init()
    let order = try field.optional("order")?.names() ?? []
    preferred = Preferred(
      models: try NameRules(try field.optional("model")).prefer,
      providers: order + (try NameRules(try field.optional("provider")).prefer),
      regions: try NameRules(try field.optional("region")).prefer)
    allowsFallbacks = try field.optional("allow_fallbacks")?.bool() ?? true
    requiresParameters = try field.optional("require_parameters")?.bool() ?? false
    maximumPrices = try MaximumPrices(try field.optional("max_price"))
    for name in try field.optional("quantizations")?.elements() ?? [] {
      quantizations.append(try name.quantization())
    }
    if let collection = try field.optional("data_collection") {
      switch try collection.string() {
      case "allow": deniesTraining = false
      case "deny": deniesTraining = true
      default: throw collection.error("expected 'allow' or 'deny'")
      }
    }
    requiresZeroRetention = try field.optional("zdr")?.bool() ?? false
    minimumThroughput = try PercentileBound(try field.optional("preferred_min_throughput"), "tokens a second")
    maximumLatency = try PercentileBound(try field.optional("preferred_max_latency_ms"), "a number of milliseconds")
    sort = try field.optional("sort").map { (name) throws(FormatError) in try name.named("sort", SortKey.init(name:)) }
  }
}

extension MaximumPrices {
  /// Reads `{"prompt", "completion", "unit"}`: US dollars for a million tokens, and for a unit.
  fileprivate init(_ field: JSONField?) throws(FormatError) {
    self.init()
    guard let field else { return }
    inputPerThousandTokens = try MaximumPrices.perThousand(try field.optional("prompt"))
    outputPerThousandTokens = try MaximumPrices.perThousand(try field.optional("completion"))
    perUnit = try field.optional("unit")?.quantity("an amount of money")
  }

  private static func perThousand(_ field: JSONField?) throws(FormatError) -> Dollars? {
    guard let field else { return nil }
    let perMillion: Dollars = try field.quantity("an amount of money")
    if perMillion == 0 { return perMillion }
    // One step up: the quotient may lie a step below the price for a thousand that a person would write.
    return Dollars((perMillion.value / 1000).nextUp)
  }
}

extension PercentileBound {
  /// Reads a number, which is about the median, or `{"p90": number}`.
  fileprivate init?(_ field: JSONField?, _ what: String) throws(FormatError) {
    guard let field else { return nil }
    guard case .object = field.value.content else {
      self.init(try field.quantity(what))
      return
    }
    let members = try field.members()
    guard members.count == 1, let (name, value) = members.first, let percentile = Percentile(name: name) else {
      throw field.error("expected one of p50, p75, p90, p95, p99")
    }
    self.init(try value.quantity(what), at: percentile)
  }
}
