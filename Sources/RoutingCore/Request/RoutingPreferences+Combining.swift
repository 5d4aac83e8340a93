extension RoutingPreferences {
  /// Whether only the providers of the order may serve: there is one, and no fallback beside it.
  var isClosedToOthers: Bool { !allowsFallbacks && !preferred.providers.isEmpty }

  /// Whether a model's quantisation matters at all.
  var limitsQuantization: Bool { excludesKnownQuantizations || !quantizations.isEmpty }

  /// These wishes, and beneath them those of a source with less of a say.
  ///
  /// What keeps models out holds whoever said it, so a request cannot lift what its key demands. What only
  /// orders them is a matter of precedence, list by list and bound by bound. The order of providers and the
  /// word on fallbacks come from one source, because each changes what the other means.
  func combined(withLower lower: RoutingPreferences) -> RoutingPreferences {
    var combined = self
    let saysWhoServes = !allowsFallbacks || !preferred.providers.isEmpty
    if !saysWhoServes { combined.allowsFallbacks = lower.allowsFallbacks }
    combined.preferred = Preferred(
      models: preferred.models.isEmpty ? lower.preferred.models : preferred.models,
      providers: saysWhoServes ? preferred.providers : lower.preferred.providers,
      regions: preferred.regions.isEmpty ? lower.preferred.regions : preferred.regions)
    combined.requiresParameters = requiresParameters || lower.requiresParameters
    combined.maximumPrices = maximumPrices.narrowed(by: lower.maximumPrices)
    combined.deniesTraining = deniesTraining || lower.deniesTraining
    combined.requiresZeroRetention = requiresZeroRetention || lower.requiresZeroRetention
    combined.minimumThroughput = minimumThroughput ?? lower.minimumThroughput
    combined.maximumLatency = maximumLatency ?? lower.maximumLatency
    combined.sort = sort ?? lower.sort
    combined.narrowQuantizations(by: lower)
    return combined
  }

  private mutating func narrowQuantizations(by lower: RoutingPreferences) {
    let isContested = limitsQuantization && lower.limitsQuantization
    quantizations =
      isContested ? quantizations.filter(lower.quantizations.contains) : quantizations + lower.quantizations
    excludesKnownQuantizations =
      excludesKnownQuantizations || lower.excludesKnownQuantizations || isContested && quantizations.isEmpty
  }
}

extension MaximumPrices {
  /// Both limits at once.
  func narrowed(by other: MaximumPrices) -> MaximumPrices {
    func lower(_ one: Dollars?, _ other: Dollars?) -> Dollars? {
      guard let one, let other else { return one ?? other }
      return min(one, other)
    }
    return MaximumPrices(
      inputPerThousandTokens: lower(inputPerThousandTokens, other.inputPerThousandTokens),
      outputPerThousandTokens: lower(outputPerThousandTokens, other.outputPerThousandTokens),
      perUnit: lower(perUnit, other.perUnit))
  }
}
