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
  /// The same requests, as the baseline reads them.
  let questions: [ArrayOfStructs.Question]
  /// The number of each request's policy, side by side: a stride over whole requests would be timed with the decision.
  let policyNumbers: [Int32]
  let policies: [RoutingPolicy]
  let compiledPolicies: [CompiledPolicy]
  let plainPolicies: [ArrayOfStructs.Policy]
  let arrayOfStructs: ArrayOfStructs
  /// Requests of a few routes, decided in one epoch.
  let warmShapes: [RequestShape]
  let warmPolicyNumbers: [Int32]
  /// What prepared routers of all threads share.
  let preparation: PreparationTables
  /// The same policies in mode `thompson`.
  let samplingPolicies: [CompiledPolicy]
  /// What has been learned of every model at every prompt size, each something else.
  let arms: CompiledArms
  let history: HealthHistory
  /// The epochs again, as the reference reads them.
  let readings: [[ProviderID: HealthReading]]
  /// By how many per cent paths are slowed down on purpose, to see a gate close.
  var slowdown = 0.0

  /// A pool of 1,024 requests is learned by the branch predictor and flatters by half; 64 Ki are not.
  static let poolSize = 1 << 16
  static let requestsPerEpoch = 8_000

  init(registry: ModelRegistry, seed: UInt64, mode: RoutingMode?, selection: RequestSelection) {
    let router = CompiledRouter(registry)
    let traffic = selection.traffic(count: Workload.poolSize, over: registry, seed: seed, mode: mode)
    self.registry = registry
    self.router = router
    reference = ReferenceRouter(models: registry.models, providers: registry.providers)
    requests = traffic.requests
    shapes = traffic.requests.map { router.shape(of: $0.request) }
    questions = traffic.requests.map { ArrayOfStructs.Question($0.request, in: registry) }
    arrayOfStructs = ArrayOfStructs(registry)
    let warm = WarmPool(traffic, over: router)
    warmShapes = warm.requests.map { router.shape(of: $0.request) }
    warmPolicyNumbers = warm.requests.map { Int32($0.policy) }
    policyNumbers = traffic.requests.map { Int32($0.policy) }
    policies = traffic.palette.policies
    compiledPolicies = policies.map { router.compile($0) }
    plainPolicies = policies.map { ArrayOfStructs.Policy($0) }
    samplingPolicies = policies.map { policy in
      var policy = policy
      policy.mode = .thompson
      return router.compile(policy)
    }
    arms = router.compile(Workload.arms(of: registry, seed: seed))
    let history = HealthHistory(
      of: traffic, over: router, requestsPerEpoch: Workload.requestsPerEpoch, seed: seed)
    self.history = history
    preparation = PreparationTables(router)
    readings = history.epochs.map { epoch in
      Dictionary(uniqueKeysWithValues: zip(registry.providers.map(\.id), epoch.readings))
    }
  }

  /// By how many per cent a path is slowed down; the reference is what others are measured by and stays as it is.
  func slowdown(of path: DecisionPath) -> Double { path == .reference ? 0 : slowdown }

  /// Beliefs of every strength and mean, so that no two models share a table.
  private static func arms(of registry: ModelRegistry, seed: UInt64) -> ThompsonArms {
    var generator = SeededGenerator(seed: seed, stream: 9)
    var arms = ThompsonArms()
    for model in registry.models {
      for bucket in TokenBucket.allCases {
        let mass = 2 + 198 * generator.unit()
        let mean = 0.2 + 0.6 * generator.unit()
        arms[model.id, bucket] = BetaDistribution(alpha: mass * mean, beta: mass * (1 - mean))
      }
    }
    return arms
  }

  /// How many models may serve a request on average, and in which share of decisions the budget keeps one out.
  func sample() -> (candidates: Double, boundShare: Double) {
    let sample = Workload.comparisons
    var candidates = 0
    var bound = 0
    for number in 0..<sample {
      let place = number * requests.count / sample
      let epoch = min(place / Workload.requestsPerEpoch, history.epochs.count - 1)
      var request = requests[place].request
      request.hint = nil
      let record = router.record(
        for: request, policy: compiledPolicies[requests[place].policy], health: router.compile(history.epochs[epoch]))
      candidates += record.ranked.count
      let isBound = record.excluded.contains { exclusion in
        if case .budgetExceeded = exclusion.reason { true } else { false }
      }
      if isBound { bound += 1 }
    }
    return (Double(candidates) / Double(sample), Double(bound) / Double(sample))
  }

  /// What a draw of Thompson sampling takes: the median over slices of some 20,000 draws each.
  func nanosecondsPerDraw() -> Double {
    let clock = ContinuousClock()
    let requestsPerSlice = max(20_000 / registry.models.count, 1)
    var checksum = 0.0
    let slices = (0..<101).map { slice in
      let start = clock.now
      for number in 0..<requestsPerSlice {
        checksum += arms.meanDraw(for: shapes[(slice * requestsPerSlice + number) % shapes.count])
      }
      let elapsed = start.duration(to: clock.now).components
      return Double(elapsed.attoseconds) / 1e9 / Double(requestsPerSlice * registry.models.count)
    }
    // Never true, but the optimiser cannot know and keeps the draws.
    return checksum < 0 ? .nan : Percentiles(slices).median
  }
}
