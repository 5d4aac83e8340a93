import RoutingCore

/// Measures what a dispatcher adds to a call: whole requests over providers that answer at once.
struct DispatchSuite {
  let sizes: [Int]
  let seed: UInt64
  /// How long one size is measured.
  let secondsPerSize: Double

  private static let groupSize = 32
  /// The share of the time that nothing is counted for.
  private static let warmUp = 0.2

  func run(over registry: ModelRegistry, progress: (Double, String) -> Void) throws -> [ThreadsRow] {
    var rows: [ThreadsRow] = []
    for (place, size) in sizes.enumerated() {
      progress(Double(place) / Double(sizes.count), "\(size) models")
      let bench = try DispatchBench(try RouterTraffic(over: registry, models: size, seed: seed))
      rows += try AsynchronousWork.run { try await measure(bench) }
    }
    return rows
  }

  /// All ways in turn within one run, so that what is compared saw the same machine.
  private func measure(_ bench: DispatchBench) async throws -> [ThreadsRow] {
    var groups = DispatchBench.Way.allCases.map { (way: $0, groups: TimedGroups()) }
    let clock = ContinuousClock()
    for share in [Self.warmUp, 1] {
      for place in groups.indices { groups[place].groups.forgetFigures() }
      let end = clock.now.advanced(by: .seconds(secondsPerSize * share))
      var first = 0
      repeat {
        let requests = bench.requests(from: first, count: Self.groupSize)
        for place in groups.indices {
          let way = groups[place].way
          try await groups[place].groups.measure(requests.count) { try await bench.serve(requests, way) }
        }
        first += Self.groupSize
      } while clock.now < end
    }
    let rows = groups.map { $0.groups.row($0.way.rawValue, models: bench.modelCount) }
    let alone = rows[0]["ns_p50"] ?? 0
    return rows.map { row in
      ThreadsRow(
        path: row.path, models: row.models,
        figures: row.figures + [("ns_added", row["ns_p50"].map { $0 - alone })])
    }
  }
}
