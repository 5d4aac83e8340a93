import AllocationCounter
import Foundation
import TrafficReplay

/// Groups of the same work, each timed as one, because reading the clock costs as much as a fast decision.
struct TimedGroups {
  private var nanoseconds: [Double] = []
  private var allocations: UInt64 = 0
  private var count = 0
  /// Depends on all that was done, so that nothing is optimised away.
  private(set) var checksum: UInt64 = 0
  private let clock = ContinuousClock()

  /// Times one group of `size`; what the body allocates is counted, and nothing else.
  mutating func measure(_ size: Int, _ body: () throws -> UInt64) rethrows {
    let allocationsBefore = allocation_count()
    let start = clock.now
    checksum &+= try body()
    let elapsed = start.duration(to: clock.now)
    allocations += allocation_count() - allocationsBefore
    let each = ReplayStopwatch.nanoseconds(elapsed) / Double(size)
    nanoseconds.append(each)
    count += size
  }

  /// The same for work that may wait; a group during which the work moved to another thread is left out, because
  /// allocations are counted by thread.
  mutating func measure(_ size: Int, _ body: () async throws -> UInt64) async rethrows {
    let thread = pthread_self()
    let allocationsBefore = allocation_count()
    let start = clock.now
    let sum = try await body()
    let elapsed = start.duration(to: clock.now)
    checksum &+= sum
    guard pthread_equal(thread, pthread_self()) != 0 else { return }
    allocations += allocation_count() - allocationsBefore
    nanoseconds.append(ReplayStopwatch.nanoseconds(elapsed) / Double(size))
    count += size
  }

  /// Begins anew and keeps the checksum.
  mutating func forgetFigures() {
    nanoseconds.removeAll(keepingCapacity: true)
    (allocations, count) = (0, 0)
  }

  /// What a table and a document say of it.
  func row(_ path: String, models: Int) -> ThreadsRow {
    let percentiles = Percentiles(nanoseconds)
    return ThreadsRow(
      path: path, models: models,
      figures: [
        ("ns_fastest", percentiles.value(at: 0)), ("ns_p50", percentiles.median),
        ("ns_p99", percentiles.value(at: 0.99)), ("per_second", 1e9 / percentiles.median),
        ("count", Double(count)),
        ("allocations", allocations_are_counted() ? Double(allocations) / Double(max(count, 1)) : nil),
      ])
  }
}
