public import RoutingCore

/// How health moved while a registry served some traffic: one snapshot for every epoch of decisions.
///
/// Every request is decided, the attempt at the chosen provider simulated, and its outcome recorded; at the end of an
/// epoch the book is read. Decisions in the next epoch see that reading, as a gateway that folds outcomes on a tick.
public struct HealthHistory: Sendable {
  /// The snapshot each epoch decided with; the first is that of providers nobody has tried.
  public let epochs: [HealthSnapshot]
  /// How many requests were decided with each snapshot.
  public let requestsPerEpoch: Int
  /// How many requests no model could serve.
  public let refusals: Int
  /// How many attempts failed.
  public let failures: Int

  /// Replays traffic over a registry.
  ///
  /// - Complexity: O(requests × n) in the number of models.
  public init(of traffic: SyntheticTraffic, over router: CompiledRouter, requestsPerEpoch: Int, seed: UInt64) {
    precondition(requestsPerEpoch > 0, "An epoch holds at least one request.")
    var fleet = SimulatedFleet(of: router.registry, seed: seed)
    var book = HealthBook(for: router.registry)
    let policies = traffic.palette.policies.map { router.compile($0) }
    var snapshot = book.snapshot(at: .zero)
    var health = router.compile(snapshot)
    var epochs = [snapshot]
    var refusals = 0
    var failures = 0
    for (number, request) in traffic.requests.enumerated() {
      if number > 0, number % requestsPerEpoch == 0 {
        snapshot = book.snapshot(at: request.arrival)
        router.update(&health, from: snapshot)
        epochs.append(snapshot)
      }
      let shape = router.shape(of: request.request)
      guard let choice = router.decide(shape, policy: policies[request.policy], health: health) else {
        refusals += 1
        continue
      }
      let outcome = fleet.attempt(at: choice.provider, now: request.arrival)
      if case .failure = outcome { failures += 1 }
      book.record(outcome, at: choice.provider, now: request.arrival)
    }
    self.epochs = epochs
    self.requestsPerEpoch = requestsPerEpoch
    self.refusals = refusals
    self.failures = failures
  }
}
