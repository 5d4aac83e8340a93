extension ModelRegistry {
  /// The longest id or name that a registry accepts, in bytes.
  public static let longestName = 1024

  private static func lengthProblems(_ names: [String]) -> [RegistryProblem] {
    names.filter { $0.utf8.count > longestName }.map { .nameTooLong(String($0.prefix(40)), bytes: $0.utf8.count) }
  }

  /// Everything that keeps these records from forming a registry, in the order of the records; empty when they may.
  ///
  /// - Complexity: O(n) in the number of records.
  public static func problems(in models: [Model], providers: [Provider]) -> [RegistryProblem] {
    var problems: [RegistryProblem] = []
    var providerIDs: Set<ProviderID> = []
    for (position, provider) in providers.enumerated() {
      if provider.id.text.isEmpty {
        problems.append(.emptyProviderID(position: position))
      } else if !providerIDs.insert(provider.id).inserted {
        problems.append(.duplicateProviderID(provider.id))
      }
    }
    problems += lengthProblems(providers.flatMap { [$0.id.text, $0.vendor ?? ""] })
    var modelIDs: Set<ModelID> = []
    for (position, model) in models.enumerated() {
      if model.id.text.isEmpty {
        problems.append(.emptyModelID(position: position))
      } else if !modelIDs.insert(model.id).inserted {
        problems.append(.duplicateModelID(model.id))
      }
      problems += lengthProblems([model.id.text, model.name])
      problems += self.problems(in: model)
    }
    return problems
  }

  private static func problems(in model: Model) -> [RegistryProblem] {
    var problems: [RegistryProblem] = []
    if model.id.text.unicodeScalars.contains(where: \.properties.isWhitespace) {
      problems.append(.modelIDContainsSpace(model.id))
    }
    if model.provider.text.isEmpty { problems.append(.missingProvider(model.id)) }
    if model.name.isEmpty, !model.id.text.isEmpty { problems.append(.emptyModelName(model.id)) }
    if !Model.weightRange.contains(model.weight) {
      problems.append(.weightOutOfRange(model.id, weight: model.weight))
    }
    if model.kinds.kinds.isEmpty { problems.append(.noKinds(model.id)) }
    if let contested = model.capabilities.supported.intersection(model.capabilities.unsupported).capabilities.first {
      problems.append(.contradictoryCapability(model.id, contested))
    }
    if !(model.trafficWeight >= 0 && model.trafficWeight.isFinite) {
      problems.append(.trafficWeightOutOfRange(model.id, trafficWeight: model.trafficWeight))
    }
    return problems + self.problems(in: model.prices, of: model.id)
  }

  private static func problems(in prices: PriceSheet, of id: ModelID) -> [RegistryProblem] {
    var problems: [RegistryProblem] = []
    for (component, price) in prices.statedPrices {
      if price.isNaN {
        problems.append(.priceNotANumber(id, component))
      } else if price < 0 {
        problems.append(.priceNegative(id, component, price: price))
      } else if price > PriceSheet.highestPrice {
        problems.append(.priceTooHigh(id, component, price: price))
      }
    }
    let thresholds = prices.tiers.map(\.aboveInputTokens)
    if !zip(thresholds, thresholds.dropFirst()).allSatisfy(<) { problems.append(.tiersOutOfOrder(id)) }
    if thresholds.count > PriceSheet.mostTiers { problems.append(.tooManyTiers(id, count: thresholds.count)) }
    var resolutions: Set<MediaResolution> = []
    for price in prices.perUnitByResolution where !resolutions.insert(price.resolution).inserted {
      problems.append(.duplicateResolution(id, price.resolution))
    }
    return problems
  }
}
