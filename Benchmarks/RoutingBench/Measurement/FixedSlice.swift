import AllocationCounter
import RegressionGate
import WorkCounter

/// What a fixed number of decisions took of one thread.
struct FixedSlice: Sendable {
  let cpuNanoseconds: UInt64
  /// How many decisions were counted; those that a slowdown adds are not.
  let decisions: Int
  let allocations: UInt64
  /// Instructions retired, or nil where the machine does not count them.
  let instructions: UInt64?
  /// Depends on every decision, so that none is optimised away.
  let checksum: Int

  /// Decides `count` requests by one path, beginning at a place of the pool, after some that warm the caches.
  init(of workload: Workload, by path: DecisionPath, count: Int, warmup: Int, from place: Int) {
    var cursor = DecisionCursor(workload)
    var slowdown = InjectedSlowdown(percent: workload.slowdown(of: path))
    cursor.seek(to: place, path)
    cursor.decide(warmup, by: path)
    let isCounted = instructions_are_counted()
    let allocationsBefore = allocation_count()
    let instructionsBefore = thread_instructions()
    let start = thread_cpu_nanoseconds()
    var decided = 0
    while decided < count {
      let group = min(count - decided, 32)
      cursor.decide(group + slowdown.extra(beside: group), by: path)
      decided += group
    }
    cpuNanoseconds = max(thread_cpu_nanoseconds() - start, 1)
    instructions = isCounted ? thread_instructions() - instructionsBefore : nil
    allocations = allocation_count() - allocationsBefore
    decisions = decided
    checksum = cursor.checksum
  }
}
