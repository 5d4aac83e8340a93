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
    let (path, groupSize, threads) = (path, groupSize, threads)
    let slices = Mutex<[TimedSlice]>([])
    DispatchQueue.concurrentPerform(iterations: threads) { thread in
      let start = place + thread * workload.requests.count / threads
      let slice = TimedSlice(of: workload, by: path, groupSize: groupSize, from: start, seconds: seconds)
      slices.withLock { $0.append(slice) }
    }
    var rate = 0.0
    for slice in slices.withLock({ $0 }) {
      histogram.merge(slice.histogram)
      allocations += slice.allocations
      rate += Double(slice.histogram.count) / slice.seconds
      checksum &+= slice.checksum
    }
    rates.append(rate)
  }

  /// Decisions per second of all threads together: the median over the rounds.
  var decisionsPerSecond: Double { Percentiles(rates).median }
  var decisions: UInt64 { histogram.count }
  var allocationsPerDecision: Double { Double(allocations) / Double(max(histogram.count, 1)) }

  /// Nanoseconds that a share of the decisions do not exceed, groups counting as their mean.
  func nanoseconds(at share: Double) -> Double { histogram.nanoseconds(at: share) }

  /// How many times faster this path is than another that was measured in the same rounds: the median over the rounds,
  /// which a burst of other work on the machine does not move.
  func ratio(to other: PathMeasurement) -> Double {
    Percentiles(zip(rates, other.rates).map { $0 / $1 }).median
  }
}
