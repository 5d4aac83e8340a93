import Routing
import RoutingCore

/// What recording an outcome takes; ticks lie between the timed groups.
enum OutcomeMeasurement {
  /// A quarter of a worker's ring, so that none is full.
  private static let groupSize = 1024

  static func rows(_ traffic: RouterTraffic, seconds: Double) throws -> [ThreadsRow] {
    let router = try traffic.router()
    var worker = router.makeWorker()
    let outcomes = traffic.outcomes(groupSize, at: worker)
    var groups = TimedGroups()
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .seconds(seconds))
    var moment = 0
    func record(_ worker: inout RouterWorker) -> UInt64 {
      let outcomes = outcomes.span
      for place in outcomes.indices {
        worker.record(
          outcomes[place].outcome, at: outcomes[place].provider,
          now: Moment(nanoseconds: Int64(moment &+ place)))
      }
      return UInt64(outcomes.count)
    }
    for _ in 0..<8 {
      _ = record(&worker)
      router.tick(now: Moment(nanoseconds: Int64(moment)))
    }
    repeat {
      groups.measure(outcomes.count) { record(&worker) }
      moment += 1_000_000
      router.tick(now: Moment(nanoseconds: Int64(moment)))
    } while clock.now < end
    return [groups.row("recorded-outcome", models: traffic.registry.models.count)]
  }
}
