import AllocationCounter
import Foundation
import TrafficReplay

/// What a replay took: its steps apart, and the memory asked for.
struct ReplayStopwatch {
  /// The steps of a replay.
  enum Step: Int, CaseIterable {
    case generate
    case readHealth
    case decide
    case settle
  }

  private var nanoseconds = Array(repeating: 0.0, count: Step.allCases.count)
  private var blocks = Array(repeating: LatencyHistogram(), count: Step.allCases.count)
  private(set) var requests = 0
  private(set) var allocations: UInt64 = 0
  private(set) var processorSeconds = 0.0

  /// Takes so many requests through a replay; the clock is read four times a block of 256.
  mutating func run(_ replay: inout StreamReplay, requests count: Int) {
    let clock = ContinuousClock()
    let allocationsBefore = allocation_count()
    let processorBefore = ReplayStopwatch.processorSeconds()
    var remaining = count
    var last = clock.now
    func lap() -> Double {
      let now = clock.now
      defer { last = now }
      return ReplayStopwatch.nanoseconds(last.duration(to: now))
    }
    while remaining > 0 {
      let size = replay.generate(atMost: remaining)
      note(lap(), .generate, size)
      replay.readHealth()
      note(lap(), .readHealth, size)
      replay.decide()
      note(lap(), .decide, size)
      replay.settle()
      note(lap(), .settle, size)
      remaining -= size
    }
    requests += count
    allocations += allocation_count() - allocationsBefore
    processorSeconds += ReplayStopwatch.processorSeconds() - processorBefore
  }

  private mutating func note(_ nanoseconds: Double, _ step: Step, _ size: Int) {
    self.nanoseconds[step.rawValue] += nanoseconds
    // In picoseconds, so that the buckets stay narrow beside a request's share.
    blocks[step.rawValue].record(nanoseconds: UInt64(nanoseconds * 1000 / Double(size)), weight: UInt64(size))
  }

  var total: Double { nanoseconds.reduce(0, +) }

  /// Nanoseconds a request of one step, on average.
  func mean(_ step: Step) -> Double { nanoseconds[step.rawValue] / Double(max(requests, 1)) }

  /// Nanoseconds a request of one step in the middle one of all blocks, which other work on the machine does not move.
  func median(_ step: Step) -> Double { blocks[step.rawValue].nanoseconds(at: 0.5) / 1000 }

  static func nanoseconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) * 1e9 + Double(duration.components.attoseconds) / 1e9
  }

  /// What the processor has worked for this process.
  static func processorSeconds() -> Double { Double(clock()) / Double(CLOCKS_PER_SEC) }
}
