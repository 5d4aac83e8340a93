import RoutingCore
import RoutingReference
import TrafficReplay

/// What one row of the bench decides: a registry, a pool of distinct requests, and health that moves.
struct Workload: Sendable {
  let registry: ModelRegistry
  let router: CompiledRouter
  let reference: ReferenceRouter
  let requests: [SyntheticRequest]
  let shapes: [RequestShape]
  let policies: [RoutingPolicy]
  let compiledPolicies: [CompiledPolicy]
  let history: HealthHistory
  /// The epochs again, as the reference reads them.
  let readings: [[ProviderID: HealthReading]]

  /// A pool of 1,024 requests is learned by the branch predictor and flatters by half; 64 Ki are not.
  static let poolSize = 1 << 16
  static let requestsPerEpoch = 8_000

  init(registry: ModelRegistry, seed: UInt64, mode: RoutingMode?) {
    let router = CompiledRouter(registry)
    let traffic = SyntheticTraffic(count: Workload.poolSize, over: registry, seed: seed, mode: mode)
    self.registry = registry
    self.router = router
    reference = ReferenceRouter(models: registry.models, providers: registry.providers)
    requests = traffic.requests
    shapes = traffic.requests.map { router.shape(of: $0.request) }
    policies = traffic.palette.policies
    compiledPolicies = policies.map { router.compile($0) }
    let history = HealthHistory(
      of: traffic, over: router, requestsPerEpoch: Workload.requestsPerEpoch, seed: seed)
    self.history = history
    readings = history.epochs.map { epoch in
      Dictionary(uniqueKeysWithValues: zip(registry.providers.map(\.id), epoch.readings))
    }
  }
}
