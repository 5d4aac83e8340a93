import AllocationCounter
import RegressionGate
import WorkCounter

/// What a fixed number of decisions took of one thread.
struct FixedSlice: Sendable {
  let cpuNanoseconds: UInt64
  let allocations: UInt64
  /// Instructions retired, or nil where the machine does not count them.
  let instructions: UInt64?
  /// Depends on every decision, so that none is optimised away.
  let checksum: Int

  /// Decides `count` requests by one path, beginning at a place of the pool, after some that warm the caches.
  init(of workload: Workload, by path: DecisionPath, count: Int, warmup: Int, from place: Int) {
    var cursor = DecisionCursor(workload)
    var slowdown = InjectedSlowdown(percent: workload.slowdown)
    cursor.seek(to: place, path)
    cursor.decide(warmup, by: path)
    self.init(checksum: { cursor.checksum }) {
      var left = count
      while left > 0 {
        let group = min(left, 32)
        cursor.decide(group + slowdown.extra(beside: group), by: path)
        left -= group
      }
    }
  }

  private init(checksum: () -> Int, _ work: () -> Void) {
    let isCounted = instructions_are_counted()
    let allocationsBefore = allocation_count()
    let instructionsBefore = isCounted ? thread_instructions() : 0
    let start = thread_cpu_nanoseconds()
    work()
    cpuNanoseconds = max(thread_cpu_nanoseconds() - start, 1)
    instructions = isCounted ? thread_instructions() - instructionsBefore : nil
    allocations = allocation_count() - allocationsBefore
    self.checksum = checksum()
  }
}
