import Routing
import RoutingCore
import TrafficReplay

/// What one size asks of a router: a registry, policies by name, and distinct requests that refer to them.
struct RouterTraffic: Sendable {
  let registry: ModelRegistry
  let requests: [SyntheticRequest]
  let policies: [RoutingPolicy]
  let seed: UInt64

  init(over registry: ModelRegistry, models: Int, seed: UInt64) throws {
    self.registry = try registry.scaled(to: models, seed: seed)
    let traffic = SyntheticTraffic(count: Workload.poolSize, over: self.registry, seed: seed)
    requests = traffic.requests
    policies = traffic.palette.policies
    self.seed = seed
  }

  /// How long the requests take to arrive, so that a second lap follows the first.
  var duration: Double { requests.last?.arrival.milliseconds(since: .zero) ?? 0 }

  /// When a request arrives in some lap.
  func arrival(of number: Int, lap: Int) -> Moment {
    requests[number].arrival.advanced(byMilliseconds: duration * Double(lap))
  }

  static func name(ofPolicy number: Int) -> PolicyName { PolicyName("policy-\(number)") }

  var configuration: RouterConfiguration {
    let named = policies.enumerated().map { (RouterTraffic.name(ofPolicy: $0.offset), $0.element) }
    return RouterConfiguration(registry: registry, policies: Dictionary(uniqueKeysWithValues: named))
  }

  /// Configurations of other registries: every price is moved, and every sixteenth model has another id.
  func variants(_ count: Int) throws -> [RouterConfiguration] {
    try (1...count).map { number in
      var configuration = configuration
      let models = registry.models.enumerated().map { place, model in
        var model = model
        if place % 16 == number % 16 { model.id = ModelID("\(model.id)-\(number)") }
        model.prices.inputPerThousandTokens *= 1 + 0.002 * Double(number)
        model.prices.outputPerThousandTokens *= 1 + 0.002 * Double(number)
        return model
      }
      configuration.registry = try ModelRegistry(models: models, providers: registry.providers)
      return configuration
    }
  }

  func router() throws -> Router { try Router(configuration, seed: seed) }

  /// The requests with everything that they name resolved.
  func queries(for router: Router) throws -> [RoutingQuery] {
    let handles = try policies.indices.map { try router.policy(RouterTraffic.name(ofPolicy: $0)) }
    var references: [ModelReference: ReferenceHandle] = [:]
    return requests.map { request in
      let reference = request.request.hint.map { hint in
        if let known = references[hint] { return known }
        let handle = router.reference(hint)
        references[hint] = handle
        return handle
      }
      return RoutingQuery(request.request, policy: handles[request.policy], reference: reference)
    }
  }

  /// Simulated outcomes at the registry's providers, one after the other.
  func outcomes(_ count: Int, at worker: borrowing RouterWorker) -> [RecordedOutcome] {
    var fleet = SimulatedFleet(of: registry, seed: seed)
    let places = Array(registry.providerHandles)
    return (0..<count).compactMap { number in
      let handle = places[number % places.count]
      let arrival = requests[number % requests.count].arrival
      let outcome = fleet.attempt(at: handle, now: arrival)
      return worker.provider(withID: registry[handle].id).map { RecordedOutcome(outcome: outcome, provider: $0) }
    }
  }
}

/// An outcome with where it happened.
struct RecordedOutcome: Sendable {
  let outcome: AttemptOutcome
  let provider: RoutedProvider
}
