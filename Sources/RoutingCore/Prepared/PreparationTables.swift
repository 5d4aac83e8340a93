/// What all prepared routers of one compiled router share, because it changes with the registry alone.
public final class PreparationTables: Sendable {
  /// The router that knows the rules.
  public let router: CompiledRouter
  let orders: PriceOrders
  let byProvider: ModelsByProvider

  /// Sorts the models of a router's registry.
  ///
  /// - Complexity: O(b · n log n) in the numbers of price classes and models.
  public init(_ router: CompiledRouter) {
    self.router = router
    orders = PriceOrders(router.compiled)
    byProvider = ModelsByProvider(router.registry)
  }
}
