extension ModelRegistry {
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
    var modelIDs: Set<ModelID> = []
    for (position, model) in models.enumerated() {
      if model.id.text.isEmpty {
        problems.append(.emptyModelID(position: position))
      } else if !modelIDs.insert(model.id).inserted {
        problems.append(.duplicateModelID(model.id))
      }
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
    for component in PriceSheet.Component.allCases {
      let price = model.prices[component]
      if price.isNaN {
        problems.append(.priceNotANumber(model.id, component))
      } else if price < 0 {
        problems.append(.priceNegative(model.id, component, price: price))
      } else if price > PriceSheet.highestPrice {
        problems.append(.priceTooHigh(model.id, component, price: price))
      }
    }
    return problems
  }
}
