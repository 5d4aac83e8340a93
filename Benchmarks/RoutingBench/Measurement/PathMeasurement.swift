import Dispatch
import Synchronization
import TrafficReplay

/// What was measured of one path over one registry.
struct PathMeasurement {
  let path: DecisionPath
  let models: Int
  let threads: Int
  private var histogram = LatencyHistogram()
  private var allocations: UInt64 = 0
  /// Decisions per second of all threads together, one figure a round.
  private var rates: [Double] = []
  /// Decisions per second of processor time of all threads together, one figure a round.
  private(set) var cpuRates: [Double] = []
  /// Steps of the calibration loop per second of processor time, taken just before each slice.
  private(set) var calibrationRates: [Double] = []
  /// Instructions of all decisions, or nil where the machine does not count them.
  private var instructions: UInt64? = 0
  private(set) var checksum = 0

  /// Decisions timed together.
  private var groupSize: Int { path == .reference ? 1 : 32 }

  init(path: DecisionPath, models: Int, threads: Int) {
    self.path = path
    self.models = models
    self.threads = threads
  }

  /// Decides for a slice of time on every thread, each beginning at a place of its own.
  mutating func measure(_ workload: Workload, from place: Int, seconds: Double) {
    let calibration = CalibrationSlice(steps: CalibrationSlice.steps)
    let (path, groupSize, threads) = (path, groupSize, threads)
    let slices = Mutex<[TimedSlice]>([])
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      let start = place + thread * workload.requests.count / threads
      let slice = TimedSlice(of: workload, by: path, groupSize: groupSize, from: start, seconds: seconds)
      slices.withLock { $0.append(slice) }
    }
    var (rate, cpuRate) = (0.0, 0.0)
    for slice in slices.withLock({ $0 }) {
      histogram.merge(slice.histogram)
      allocations += slice.allocations
      instructions = instructions.flatMap { sum in slice.instructions.map { sum + $0 } }
      rate += Double(slice.histogram.count) / slice.seconds
      cpuRate += Double(slice.histogram.count) / slice.cpuSeconds
      checksum &+= slice.checksum
    }
    rates.append(rate)
    cpuRates.append(cpuRate)
    calibrationRates.append(calibration.rate)
    checksum &+= calibration.checksum
  }

  /// Decides exactly so many requests on this thread from the beginning of the pool, for others to count what it took.
  mutating func decide(_ count: Int, _ workload: Workload) {
    let slice = FixedSlice(of: workload, by: path, count: count, warmup: 0, from: 0)
    histogram.record(nanoseconds: slice.cpuNanoseconds / UInt64(count), weight: UInt64(slice.decisions))
    allocations += slice.allocations
    instructions = slice.instructions
    checksum &+= slice.checksum
  }

  /// Whether rounds were timed.
  var isTimed: Bool { !rates.isEmpty }

  /// Decisions per second of all threads together: the median over the rounds.
  var decisionsPerSecond: Double { Percentiles(rates).median }
  var decisions: UInt64 { histogram.count }
  var allocationsPerDecision: Double { Double(allocations) / Double(max(histogram.count, 1)) }
  var instructionsPerDecision: Double? { instructions.map { Double($0) / Double(max(histogram.count, 1)) } }

  /// Nanoseconds that a share of the decisions do not exceed, groups counting as their mean.
  func nanoseconds(at share: Double) -> Double { histogram.nanoseconds(at: share) }

  /// The longest group's nanoseconds a decision.
  var longest: Double { Double(histogram.maximum) }

  /// How many times faster this path is than another that was measured in the same rounds: the median over the rounds,
  /// which a burst of other work on the machine does not move.
  func ratio(to other: PathMeasurement) -> Double {
    Percentiles(zip(rates, other.rates).map { $0 / $1 }).median
  }
}
