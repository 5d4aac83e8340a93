import Routing
import RoutingCore
import TrafficReplay

/// Decisions of a worker by handles, beside those of a prepared and of a compiled router over the same requests with the
/// same health: the difference is what threads cost.
///
/// An epoch goes to all three, another one first each time. All are charged for making the shape of a request and for
/// taking over health that somebody else has compiled.
enum DecisionRace {
  private static let groupSize = 32

  static func rows(_ traffic: RouterTraffic, seconds: Double) throws -> [ThreadsRow] {
    let router = try traffic.router()
    let queries = try traffic.queries(for: router)
    let compiled = CompiledRouter(traffic.registry)
    let policies = traffic.policies.map { compiled.compile($0) }
    let references = traffic.requests.map { $0.request.hint.map { compiled.resolver.prepare($0) } ?? .none }
    // Side by side, as in Workload: a stride over whole requests would be timed with the decision.
    let numbers = traffic.requests.map { Int32($0.policy) }
    var turns = ReferenceTurns(startingAt: 0, for: compiled.resolver.directory)
    var worker = router.makeWorker(firstTurn: 0)
    var health = compiled.compile(router.health(at: .zero))
    var prepared = PreparedRouter(compiled, health: health)
    var lanes = ["router-worker", "prepared", "scan"].map { (path: $0, groups: TimedGroups()) }
    var feedback = OutcomeFeedback(traffic)

    let clock = ContinuousClock()
    var end = clock.now
    var (epoch, lap, first) = (0, 0, 0)
    // The first lap is for learning.
    while lap == 0 || clock.now < end {
      let next = min(first + Workload.requestsPerEpoch, queries.count)
      let now = traffic.arrival(of: first, lap: lap)
      router.tick(now: now)
      let epochHealth = compiled.compile(router.health(at: now))
      for turn in lanes.indices {
        let lane = (turn + epoch) % lanes.count
        var place = first
        while place < next {
          let group = place..<min(place + groupSize, next)
          try lanes[lane].groups.measure(group.count) {
            var sum: UInt64 = 0
            switch lane {
            case 0:
              let queries = queries.span
              for place in group {
                let choice = try worker.decide(queries[place])
                sum &+= choice?.estimatedCost.value.bitPattern ?? 1
              }
            case 1:
              if group.lowerBound == first { prepared.adopt(epochHealth) }
              let queries = queries.span
              for place in group {
                let shape = compiled.shape(
                  of: queries[place].request, reference: references[place], turns: &turns, seed: traffic.seed)
                let choice = prepared.decide(shape, policy: policies[Int(numbers[place])])
                sum &+= choice?.estimatedCost.value.bitPattern ?? 1
              }
            default:
              if group.lowerBound == first { health = epochHealth }
              let queries = queries.span
              for place in group {
                let shape = compiled.shape(
                  of: queries[place].request, reference: references[place], turns: &turns, seed: traffic.seed)
                let choice = compiled.decide(
                  shape, policy: policies[Int(numbers[place])], health: health)
                sum &+= choice?.estimatedCost.value.bitPattern ?? 1
              }
            }
            return sum
          }
          place = group.upperBound
        }
      }
      guard Set(lanes.map(\.groups.checksum)).count == 1 else {
        throw Disagreement(models: traffic.registry.models.count, epoch: epoch)
      }
      try feedback.record(first..<next, queries, lap: lap, by: &worker, of: router)
      epoch += 1
      first = next
      guard first == queries.count else { continue }
      if lap == 0 {
        for lane in lanes.indices { lanes[lane].groups.forgetFigures() }
        end = clock.now.advanced(by: .seconds(seconds))
      }
      (lap, first) = (lap + 1, 0)
    }
    return lanes.map { $0.groups.row($0.path, models: traffic.registry.models.count) }
  }

  /// The three decide differently, which would be a defect of the library.
  struct Disagreement: Error, CustomStringConvertible {
    let models: Int
    let epoch: Int
    var description: String { "worker, prepared and compiled router disagree at \(models) models in epoch \(epoch)" }
  }
}
