import AllocationCounter
import TrafficReplay

/// What one thread did in one slice of time.
struct TimedSlice: Sendable {
  private(set) var histogram = LatencyHistogram()
  private(set) var seconds = 0.0
  private(set) var allocations: UInt64 = 0
  /// Depends on every decision, so that none is optimised away.
  let checksum: Int

  /// Decides by one path for about so many seconds, beginning at a place of the pool.
  ///
  /// `groupSize` decisions are timed together, because one read of the clock costs about as much as a fast decision.
  init(of workload: Workload, by path: DecisionPath, groupSize: Int, from place: Int, seconds: Double) {
    var cursor = DecisionCursor(workload)
    cursor.seek(to: place, path)
    // Warms caches and predictors, and brings the cursor's memory to its size.
    cursor.decide(groupSize * 4, by: path)
    let clock = ContinuousClock()
    let allocationsBefore = allocation_count()
    let start = clock.now
    let end = start.advanced(by: .seconds(seconds))
    var now = start
    repeat {
      cursor.decide(groupSize, by: path)
      let after = clock.now
      histogram.record(
        nanoseconds: TimedSlice.nanoseconds(now.duration(to: after)) / UInt64(groupSize), weight: UInt64(groupSize))
      now = after
    } while now < end
    allocations = allocation_count() - allocationsBefore
    self.seconds = Double(TimedSlice.nanoseconds(start.duration(to: now))) / 1e9
    checksum = cursor.checksum
  }

  private static func nanoseconds(_ duration: Duration) -> UInt64 {
    UInt64(duration.components.seconds) * 1_000_000_000 + UInt64(duration.components.attoseconds / 1_000_000_000)
  }
}
