import AllocationCounter
import RegressionGate
import TrafficReplay
import WorkCounter

/// What one thread did in one slice of time.
struct TimedSlice: Sendable {
  private(set) var histogram = LatencyHistogram()
  private(set) var seconds = 0.0
  /// Seconds of processor time: what the thread waited for others to finish is not in it.
  private(set) var cpuSeconds = 0.0
  /// Instructions retired, or nil where the machine does not count them.
  private(set) var instructions: UInt64?
  private(set) var allocations: UInt64 = 0
  /// Depends on every decision, so that none is optimised away.
  let checksum: Int

  /// Decides by one path for about so many seconds, beginning at a place of the pool.
  ///
  /// `groupSize` decisions are timed together, because one read of the clock costs about as much as a fast decision.
  init(of workload: Workload, by path: DecisionPath, groupSize: Int, from place: Int, seconds: Double) {
    var cursor = DecisionCursor(workload)
    var slowdown = InjectedSlowdown(percent: workload.slowdown(of: path))
    cursor.seek(to: place, path)
    // Warms caches and predictors, and brings the cursor's memory to its size.
    cursor.decide(groupSize * 4, by: path)
    let clock = ContinuousClock()
    let isCounted = instructions_are_counted()
    let allocationsBefore = allocation_count()
    let instructionsBefore = thread_instructions()
    let cpuStart = thread_cpu_nanoseconds()
    let start = clock.now
    let end = start.advanced(by: .seconds(seconds))
    var now = start
    repeat {
      cursor.decide(groupSize + slowdown.extra(beside: groupSize), by: path)
      let after = clock.now
      histogram.record(
        nanoseconds: TimedSlice.nanoseconds(now.duration(to: after)) / UInt64(groupSize), weight: UInt64(groupSize))
      now = after
    } while now < end
    cpuSeconds = Double(thread_cpu_nanoseconds() - cpuStart) / 1e9
    instructions = isCounted ? thread_instructions() - instructionsBefore : nil
    allocations = allocation_count() - allocationsBefore
    self.seconds = Double(TimedSlice.nanoseconds(start.duration(to: now))) / 1e9
    checksum = cursor.checksum
  }

  private static func nanoseconds(_ duration: Duration) -> UInt64 {
    UInt64(duration.components.seconds) * 1_000_000_000 + UInt64(duration.components.attoseconds / 1_000_000_000)
  }
}
