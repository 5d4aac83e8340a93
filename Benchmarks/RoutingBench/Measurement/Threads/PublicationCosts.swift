import Routing
import RoutingCore
import TrafficReplay

/// What the first decisions after a publication take, and what the publisher does beforehand.
enum PublicationCosts {
  static func rows(_ traffic: RouterTraffic, seconds: Double) throws -> [ThreadsRow] {
    try firstDecisions(traffic, seconds: seconds / 2) + rebuilds(traffic, seconds: seconds / 2)
  }

  // MARK: Decisions

  private static func firstDecisions(_ traffic: RouterTraffic, seconds: Double) throws -> [ThreadsRow] {
    let router = try traffic.router()
    let queries = try traffic.queries(for: router)
    let variants = try traffic.variants(4)
    var worker = router.makeWorker()
    let clock = ContinuousClock()
    var rows: [ThreadsRow] = []
    for (what, limit) in [("tick", 400), ("reconfigure", 100)] {
      let end = clock.now.advanced(by: .seconds(seconds / 2))
      var times = Array(repeating: [Double](), count: 100)
      var place = 0
      for number in 0..<limit where number < 5 || clock.now < end {
        if what == "tick" {
          router.tick(now: traffic.arrival(of: place, lap: 0))
        } else {
          try router.reconfigure(variants[number % variants.count], now: .zero)
        }
        for decision in times.indices {
          let start = clock.now
          _ = try worker.decide(queries[place])
          times[decision].append(ReplayStopwatch.nanoseconds(start.duration(to: clock.now)))
          place = place + 1 == queries.count ? 0 : place + 1
        }
      }
      for decision in [1, 2, 100] {
        rows.append(row("decision-\(decision)-after-\(what)", times[decision - 1], traffic))
      }
    }
    return rows
  }

  // MARK: Rebuilding

  private static func rebuilds(_ traffic: RouterTraffic, seconds: Double) throws -> [ThreadsRow] {
    let registry = traffic.registry
    let compiled = CompiledRouter(registry)
    let router = try traffic.router()
    let outcomes = traffic.outcomes(1024, at: router.makeWorker())
    let snapshot = router.health(at: .zero)
    var health = compiled.compile(snapshot)
    var number = 0
    return [
      try timed("model-registry", traffic, seconds / 7) {
        try ModelRegistry(models: registry.models, providers: registry.providers).models.count
      },
      timed("compiled-router", traffic, seconds / 7) { CompiledRouter(registry).registry.models.count },
      timed("preparation-tables", traffic, seconds / 7) {
        PreparationTables(compiled).router.registry.models.count
      },
      timed("compiled-policy", traffic, seconds / 7) {
        number = (number + 1) % traffic.policies.count
        _ = compiled.compile(traffic.policies[number])
        return number
      },
      timed("compiled-health", traffic, seconds / 7) {
        health = compiled.compile(snapshot)
        return 1
      },
      timed("updated-health", traffic, seconds / 7) {
        compiled.update(&health, from: snapshot)
        return 1
      },
      ticks(router, outcomes, traffic, seconds / 7),
    ]
  }

  /// Ticks that fold 10,000 outcomes of three workers, none of whose rings is full.
  private static func ticks(
    _ router: Router, _ outcomes: [RecordedOutcome], _ traffic: RouterTraffic, _ seconds: Double
  ) -> ThreadsRow {
    var first = router.makeWorker()
    var second = router.makeWorker()
    var third = router.makeWorker()
    var moment: Int64 = 0
    func record(_ count: Int, _ worker: inout RouterWorker) {
      for place in 0..<count {
        let outcome = outcomes[place & (outcomes.count - 1)]
        moment += 1000
        worker.record(outcome.outcome, at: outcome.provider, now: Moment(nanoseconds: moment))
      }
    }
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .seconds(seconds))
    var times: [Double] = []
    repeat {
      record(3333, &first)
      record(3333, &second)
      record(3334, &third)
      let start = clock.now
      router.tick(now: Moment(nanoseconds: moment))
      times.append(ReplayStopwatch.nanoseconds(start.duration(to: clock.now)))
    } while clock.now < end
    return row("tick-of-10000-outcomes", times, traffic)
  }

  private static func timed(
    _ path: String, _ traffic: RouterTraffic, _ seconds: Double, _ body: () throws -> Int
  ) rethrows -> ThreadsRow {
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .seconds(seconds))
    var times: [Double] = []
    var checksum = 0
    repeat {
      let start = clock.now
      checksum &+= try body()
      times.append(ReplayStopwatch.nanoseconds(start.duration(to: clock.now)))
    } while clock.now < end
    // Never true, but the optimiser cannot know.
    return row(path, checksum == .min ? [] : times, traffic)
  }

  private static func row(_ path: String, _ times: [Double], _ traffic: RouterTraffic) -> ThreadsRow {
    let percentiles = Percentiles(times)
    return ThreadsRow(
      path: path, models: traffic.registry.models.count,
      figures: [("ns_p50", percentiles.median), ("ns_p90", percentiles.value(at: 0.9)), ("count", Double(times.count))])
  }
}
