import Routing
import RoutingCore
import TrafficReplay

/// Attempts what a worker chose at simulated providers, and tells the worker what came of it.
struct OutcomeFeedback {
  /// Ticks come often enough that a worker's ring is never full.
  private static let requestsPerTick = 4000

  private let traffic: RouterTraffic
  private var fleet: SimulatedFleet
  private var choices: [RoutedChoice?] = []

  init(_ traffic: RouterTraffic) {
    self.traffic = traffic
    fleet = SimulatedFleet(of: traffic.registry, seed: traffic.seed)
    choices.reserveCapacity(Workload.requestsPerEpoch)
  }

  mutating func record(
    _ range: Range<Int>, _ queries: [RoutingQuery], lap: Int, by worker: inout RouterWorker, of router: Router
  ) throws {
    try worker.decide(queries.span.extracting(range), into: &choices)
    for (place, choice) in choices.enumerated() {
      let now = traffic.arrival(of: range.lowerBound + place, lap: lap)
      if let choice, let id = worker.provider(of: choice)?.id, let handle = traffic.registry.handle(ofProvider: id) {
        worker.record(fleet.attempt(at: handle, now: now), at: choice.provider, now: now)
      }
      if place % OutcomeFeedback.requestsPerTick == OutcomeFeedback.requestsPerTick - 1 { router.tick(now: now) }
    }
  }
}
