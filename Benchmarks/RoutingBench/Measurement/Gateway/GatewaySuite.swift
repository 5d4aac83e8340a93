import AllocationCounter
import Foundation
import RoutingCore
import TrafficReplay

/// Measures what a gateway adds to a chat completion, beside the bare dispatcher and the bare decision in the same run.
struct GatewaySuite {
  let sizes: [Int]
  let seed: UInt64
  /// How long one size is measured.
  let secondsPerSize: Double

  /// How many requests are served one way before the next way has its turn.
  private static let groupSize = 8
  /// The share of the time that nothing is counted for.
  private static let warmUp = 0.2
  /// How many laps over the requests allocations are counted for.
  private static let countedLaps = 8

  func run(over registry: ModelRegistry, progress: (Double, String) -> Void) throws -> [GatewayRow] {
    var rows: [GatewayRow] = []
    for (place, size) in sizes.enumerated() {
      progress(Double(place) / Double(sizes.count), "\(size) models")
      let traffic = try GatewayTraffic(over: registry, models: size, seed: seed)
      rows += try AsynchronousWork.run {
        let bench = try await GatewayBench(traffic)
        return try await measure(bench)
      }
    }
    return rows
  }

  private func measure(_ bench: GatewayBench) async throws -> [GatewayRow] {
    let allocations = try await allocations(bench)
    let times = try await microseconds(bench)
    let medians = times.mapValues { Percentiles($0).median }
    return GatewayBench.Way.allCases.map { way in
      let percentiles = Percentiles(times[way] ?? [])
      let median = percentiles.median
      return GatewayRow(
        path: way.rawValue, models: bench.modelCount, count: times[way]?.count ?? 0, microseconds: median,
        microseconds99: percentiles.value(at: 0.99), allocations: allocations[way],
        timesDecision: medians[.decision].map { median / $0 },
        timesDispatcher: way == .decision ? nil : medians[way.dispatcher].map { median / $0 })
    }
  }

  /// How many blocks of memory a request asks for, those of the log's writer and of the tasks of a stream included.
  private func allocations(_ bench: GatewayBench) async throws -> [GatewayBench.Way: Double] {
    guard allocations_are_counted() else { return [:] }
    defer { count_allocations_of_all_threads(false) }
    var counts: [GatewayBench.Way: Double] = [:]
    for way in GatewayBench.Way.allCases {
      // The first lap fills caches and tables.
      try await serveAll(bench, way, laps: 1)
      count_allocations_of_all_threads(true)
      let before = allocation_count_of_all_threads()
      try await serveAll(bench, way, laps: Self.countedLaps)
      let after = allocation_count_of_all_threads()
      count_allocations_of_all_threads(false)
      let perDecision = way == .decision ? GatewayBench.requestCount : 1
      counts[way] =
        Double(after - before) / Double(Self.countedLaps * GatewayBench.requestCount * perDecision)
    }
    return counts
  }

  private func serveAll(_ bench: GatewayBench, _ way: GatewayBench.Way, laps: Int) async throws {
    for _ in 0..<laps {
      for number in 0..<GatewayBench.requestCount { _ = try await bench.serve(number, way) }
    }
    // What was left to others is theirs to do before the next way begins.
    try await Task.sleep(for: .milliseconds(20))
  }

  /// The time of each request, all ways in turn so that what is compared saw the same machine.
  private func microseconds(_ bench: GatewayBench) async throws -> [GatewayBench.Way: [Double]] {
    var times: [GatewayBench.Way: [Double]] = [:]
    let clock = ContinuousClock()
    for share in [Self.warmUp, 1] {
      times = [:]
      let end = clock.now.advanced(by: .seconds(secondsPerSize * share))
      var first = 0
      repeat {
        for way in GatewayBench.Way.allCases {
          // One measurement of decisions is of all requests, because reading the clock takes as long as one of them.
          for number in way == .decision ? first..<first + 1 : first..<first + Self.groupSize {
            let start = clock.now
            _ = try await bench.serve(number % GatewayBench.requestCount, way)
            let elapsed = ReplayStopwatch.nanoseconds(start.duration(to: clock.now)) / 1000
            times[way, default: []].append(way == .decision ? elapsed / Double(GatewayBench.requestCount) : elapsed)
          }
        }
        first = (first + Self.groupSize) % GatewayBench.requestCount
      } while clock.now < end
    }
    return times
  }
}

/// What one way of serving a request took.
struct GatewayRow: Sendable {
  let path: String
  let models: Int
  /// How many measurements there were.
  let count: Int
  let microseconds: Double
  let microseconds99: Double
  /// Blocks of memory for a request; nil where this machine cannot tell.
  let allocations: Double?
  /// The median as a multiple of the decision's.
  let timesDecision: Double?
  /// The median as a multiple of the bare dispatcher's.
  let timesDispatcher: Double?
}
