package import RoutingCore

/// The answer to one request, over records that say only what matters.
///
/// Providers that models name are registered unless others are given.
package func answer(
  _ models: [Model], providers: [Provider]? = nil, request: RoutingRequest = RoutingRequest(inputTokens: 100),
  policy: RoutingPolicy = RoutingPolicy(), health: [ProviderID: HealthReading] = [:],
  directory: ModelDirectory = ModelDirectory(), arms: ThompsonArms? = nil, turns: ReferenceTurns = ReferenceTurns(),
  seed: UInt64 = 0
) throws -> DecisionRecord {
  let registry = try ModelRegistry(
    models: models, providers: providers ?? Set(models.map(\.provider)).sorted().map { Provider(id: $0) })
  var turns = turns
  return try RoutingEngine(registry: registry, directory: directory).record(
    for: request, policy: policy, health: HealthSnapshot(of: registry, readings: health), arms: arms, turns: &turns,
    seed: seed)
}

extension Model {
  /// A model at a provider of its own, unless said otherwise.
  package static func fixture(
    _ id: ModelID, at provider: ProviderID = "p", weight: Int = 5, window: TokenCount? = nil, input: Double = 0,
    output: Double = 0
  ) -> Model {
    Model(
      id: id, provider: provider, weight: weight, contextWindow: window,
      prices: PriceSheet(inputPerThousandTokens: input, outputPerThousandTokens: output))
  }
}
