import RoutingCore

/// A small registry that takes no time to make: two models at each provider, no price like another.
enum FleetFixture {
  static func router(providers: Int = 4) throws -> CompiledRouter {
    let models = (0..<2 * providers).map { place in
      let price = 0.0005 * Double(1 + place * place)
      return Model(
        id: ModelID("m\(place)"), provider: ProviderID("p\(place / 2)"), weight: 2 + place,
        prices: PriceSheet(inputPerThousandTokens: price, outputPerThousandTokens: 3 * price))
    }
    let ids = Set(models.map(\.provider)).sorted()
    return CompiledRouter(try ModelRegistry(models: models, providers: ids.map { Provider(id: $0) }))
  }
}
