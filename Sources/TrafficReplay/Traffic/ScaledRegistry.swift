public import RoutingCore

extension ModelRegistry {
  /// A registry of `count` models drawn from this one.
  ///
  /// Fewer models than there are: a seeded sample. More: everything, and then copies at copies of the providers, with
  /// every price moved by up to a fifth so that copies do not tie. Nothing is copied from an empty registry.
  ///
  /// - Complexity: O(`count` log `count`).
  public func scaled(to count: Int, seed: UInt64) throws(InvalidRegistry) -> ModelRegistry {
    guard !models.isEmpty, count > 0 else { return try ModelRegistry(models: [], providers: providers) }
    var generator = SeededGenerator(seed: seed, stream: 3)
    var order = Array(models.indices)
    for place in order.indices.dropLast() {
      order.swapAt(place, place + generator.index(below: order.count - place))
    }
    var scaledModels: [Model] = []
    var scaledProviders: [ProviderID: Provider] = [:]
    for number in 0..<count {
      let copy = number / order.count
      var model = models[order[number % order.count]]
      let original = handle(ofProvider: model.provider)
      if copy > 0 {
        model.id = ModelID("\(model.id)~\(copy)")
        model.provider = ProviderID("\(model.provider)~\(copy)")
        let factor = 0.8 + 0.4 * generator.unit()
        model.prices.inputPerThousandTokens *= factor
        model.prices.outputPerThousandTokens *= factor
        model.prices.perUnit *= factor
      }
      if let original, scaledProviders[model.provider] == nil {
        var provider = self[original]
        provider.id = model.provider
        scaledProviders[provider.id] = provider
      }
      scaledModels.append(model)
    }
    return try ModelRegistry(models: scaledModels, providers: Array(scaledProviders.values))
  }
}
