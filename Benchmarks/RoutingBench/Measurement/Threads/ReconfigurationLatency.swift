import Routing
import RoutingCore
import TrafficReplay
import WorkCounter

/// Single decisions timed one by one, while nothing is published and while another thread publishes whole registries.
struct ReconfigurationLatency {
  private static let rounds = 4
  private static let publicationsPerSecond = 10.0
  private static let variants = 8

  /// What the decisions are timed by.
  enum Watch: String, CaseIterable, Sendable {
    /// The clock: what the scheduler takes away is in it.
    case wall
    /// The thread's processor time, a call of the system that takes longer than most decisions.
    case processor
  }

  static func rows(_ traffic: RouterTraffic, seconds: Double) throws -> [ThreadsRow] {
    let router = try traffic.router()
    let queries = try traffic.queries(for: router)
    let variants = try traffic.variants(variants)
    var worker = router.makeWorker()
    var rows: [ThreadsRow] = []
    // The clock gets most of the time, since its tail is what is asked for.
    for (watch, share) in zip(Watch.allCases, [0.75, 0.25]) {
      var histograms = [LatencyHistogram(), LatencyHistogram()]
      var published = [0, 0]
      let slice = seconds * share / Double(2 * rounds)
      var place = 0
      for _ in 0..<rounds {
        for kind in histograms.indices {
          let publishing = TickingThread()
          let publisher =
            kind == 0
            ? nil
            : BackgroundThread {
              publishing.run(every: 1 / publicationsPerSecond) { number in
                // Their directories are empty, so none can be invalid.
                _ = try? router.reconfigure(variants[number % variants.count], now: .zero)
              }
            }
          let before = router.tick(now: .zero).generation
          measure(&histograms[kind], &worker, queries, &place, watch, seconds: slice)
          publishing.stop()
          publisher?.join()
          published[kind] += Int(router.tick(now: .zero).generation - before) - 1
        }
      }
      for (kind, histogram) in histograms.enumerated() {
        rows.append(
          row(
            kind == 0 ? "undisturbed" : "reconfiguring", watch, histogram, published: published[kind],
            models: traffic.registry.models.count))
      }
    }
    return rows
  }

  private static func measure(
    _ histogram: inout LatencyHistogram, _ worker: inout RouterWorker, _ queries: [RoutingQuery], _ place: inout Int,
    _ watch: Watch, seconds: Double
  ) {
    let queries = queries.span
    let clock = ContinuousClock()
    let end = clock.now.advanced(by: .seconds(seconds))
    for number in 0... {
      if number & 255 == 0, clock.now > end { break }
      // A policy is never dropped here.
      switch watch {
      case .wall:
        let start = clock.now
        _ = try? worker.decide(queries[place])
        histogram.record(nanoseconds: UInt64(ReplayStopwatch.nanoseconds(start.duration(to: clock.now))))
      case .processor:
        let start = thread_cpu_nanoseconds()
        _ = try? worker.decide(queries[place])
        histogram.record(nanoseconds: thread_cpu_nanoseconds() - start)
      }
      place = place + 1 == queries.count ? 0 : place + 1
    }
  }

  private static func row(
    _ path: String, _ watch: Watch, _ histogram: LatencyHistogram, published: Int, models: Int
  ) -> ThreadsRow {
    let median = histogram.nanoseconds(at: 0.5)
    let tail = histogram.nanoseconds(at: 0.999)
    return ThreadsRow(
      path: watch == .wall ? path : "\(path)-processor-time", models: models,
      figures: [
        ("ns_p50", median), ("ns_p99", histogram.nanoseconds(at: 0.99)), ("ns_p999", tail),
        ("ns_maximum", Double(histogram.maximum)), ("p999_to_p50", tail / median),
        ("count", Double(histogram.count)), ("publications", Double(published)),
      ])
  }
}
