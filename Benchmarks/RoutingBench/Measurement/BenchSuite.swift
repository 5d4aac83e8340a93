import RoutingCore
import TrafficReplay

/// Measures every path over registries of several sizes, slice by slice in turn.
struct BenchSuite {
  /// Enough for a median to have an interval.
  static let rounds = 15

  let sizes: [Int]
  let threads: [Int]
  let mode: RoutingMode?
  let seed: UInt64
  /// How long the slices of one size take in all.
  let secondsPerSize: Double
  var paths = DecisionPath.allCases
  var selection = RequestSelection.all

  /// What is decided, in a word or two: rows of other traffic are other rows.
  var traffic: String {
    (mode?.name ?? "mixed") + (selection == .all ? "" : ", \(selection.rawValue)")
  }

  /// By how many per cent paths are slowed down on purpose.
  var slowdown = 0.0

  /// What one size gave.
  struct SizeResult {
    let models: Int
    let providers: Int
    let refusalShare: Double
    /// How many models may serve a request on average.
    let candidates: Double
    /// In how many decisions the budget keeps a model out.
    let boundShare: Double
    /// What a draw of Thompson sampling takes, in nanoseconds.
    let nanosecondsPerDraw: Double
    let measurements: [PathMeasurement]

    /// How many times faster a path is than another on as many threads.
    func ratio(_ measurement: PathMeasurement, to path: DecisionPath) -> Double {
      guard let other = measurements.first(where: { $0.path == path && $0.threads == measurement.threads })
      else { return .nan }
      return measurement.ratio(to: other)
    }

    /// How many times faster a path is than the reference on as many threads.
    func ratioToReference(_ measurement: PathMeasurement) -> Double { ratio(measurement, to: .reference) }
  }

  func run(over registry: ModelRegistry, progress: (Double, String) -> Void) throws -> [SizeResult] {
    var results: [SizeResult] = []
    for (place, size) in sizes.enumerated() {
      let done = Double(place) / Double(sizes.count)
      progress(done, "\(size) models: making traffic and health")
      let workload = try workload(over: registry, size: size)
      try workload.checkAgreement()
      var measurements = threads.flatMap { threads in
        paths.map { PathMeasurement(path: $0, models: size, threads: threads) }
      }
      for round in 0..<BenchSuite.rounds {
        let share = Double(round) / Double(BenchSuite.rounds * sizes.count)
        // Every path begins a round at the same place, so that slow ones see all epochs too.
        let start = round * workload.requests.count / BenchSuite.rounds
        for turn in measurements.indices {
          // Another path comes first each round, so that none always follows the same one.
          let index = (turn + round) % measurements.count
          progress(done + share, "\(size) models: \(measurements[index].path.rawValue)")
          let slice = secondsPerSize / Double(BenchSuite.rounds * paths.count)
          measurements[index].measure(workload, from: start, seconds: slice)
        }
      }
      let sample = workload.sample()
      results.append(
        SizeResult(
          models: size, providers: workload.registry.providers.count,
          refusalShare: Double(workload.history.refusals) / Double(workload.requests.count),
          candidates: sample.candidates, boundShare: sample.boundShare,
          nanosecondsPerDraw: workload.nanosecondsPerDraw(),
          measurements: measurements))
      // Printing it is what keeps the optimiser from dropping the decisions.
      if measurements.allSatisfy({ $0.checksum == .min }) { progress(1, "improbable") }
    }
    return results
  }

  /// Makes what one size decides.
  func workload(over registry: ModelRegistry, size: Int) throws -> Workload {
    var workload = Workload(
      registry: try registry.scaled(to: size, seed: seed), seed: seed, mode: mode, selection: selection)
    workload.slowdown = slowdown
    return workload
  }

  /// The result of a size of which nothing was timed: what would be measured, or what was only counted.
  func untimed(_ workload: Workload, _ measurements: [PathMeasurement]) -> SizeResult {
    let sample = workload.sample()
    return SizeResult(
      models: workload.registry.models.count, providers: workload.registry.providers.count,
      refusalShare: Double(workload.history.refusals) / Double(workload.requests.count),
      candidates: sample.candidates, boundShare: sample.boundShare, nanosecondsPerDraw: .nan, measurements: measurements
    )
  }

  /// The median cost of reading the clock, in nanoseconds.
  static func clockOverhead() -> Double {
    let clock = ContinuousClock()
    let samples = (0..<1001).map { _ in
      let start = clock.now
      let elapsed = start.duration(to: clock.now)
      return Double(elapsed.components.attoseconds) / 1e9
    }
    return Percentiles(samples).median
  }
}
