import AllocationCounter
import TrafficReplay

/// What was measured of one path over one registry.
struct PathMeasurement {
  let path: DecisionPath
  let models: Int
  private var histogram = LatencyHistogram()
  private var seconds = 0.0
  private var allocations: UInt64 = 0
  /// Nanoseconds per decision of each round.
  private var rounds: [Double] = []

  /// Decisions timed together: one read of the clock costs about as much as a fast decision.
  var groupSize: Int { path == .reference ? 1 : 32 }

  init(path: DecisionPath, models: Int) {
    self.path = path
    self.models = models
    rounds.reserveCapacity(64)
  }

  /// Decides for a slice of time, beginning at a place of the pool.
  mutating func measure(_ cursor: inout DecisionCursor, from place: Int, seconds slice: Double) {
    cursor.seek(to: place, path)
    // Warms caches and predictors, and brings the cursor's memory to its size.
    cursor.decide(groupSize * 4, by: path)
    let clock = ContinuousClock()
    let allocationsBefore = allocation_count()
    let start = clock.now
    let end = start.advanced(by: .seconds(slice))
    var now = start
    var decisions = 0
    repeat {
      cursor.decide(groupSize, by: path)
      let after = clock.now
      let elapsed = now.duration(to: after)
      histogram.record(
        nanoseconds: UInt64(elapsed.components.attoseconds / 1_000_000_000) / UInt64(groupSize)
          + UInt64(elapsed.components.seconds) * 1_000_000_000 / UInt64(groupSize),
        weight: UInt64(groupSize))
      decisions += groupSize
      now = after
    } while now < end
    allocations += allocation_count() - allocationsBefore
    let elapsed = start.duration(to: now)
    let sliceSeconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) * 1e-18
    seconds += sliceSeconds
    rounds.append(sliceSeconds * 1e9 / Double(decisions))
  }

  var decisionsPerSecond: Double { seconds > 0 ? Double(histogram.count) / seconds : 0 }
  var decisions: UInt64 { histogram.count }
  var allocationsPerDecision: Double { Double(allocations) / Double(max(histogram.count, 1)) }

  /// Nanoseconds that a share of the decisions do not exceed, groups counting as their mean.
  func nanoseconds(at share: Double) -> Double { histogram.nanoseconds(at: share) }

  /// How many times faster this path is than another that was measured in the same rounds: the median over the rounds,
  /// which a burst of other work on the machine does not move.
  func ratio(to other: PathMeasurement) -> Double {
    Percentiles(zip(other.rounds, rounds).map { $0 / $1 }).median
  }
}
