import Routing
import RoutingCore
import Synchronization
import TrafficReplay
import WorkCounter

/// What one thread of several does: it decides with a worker of its own and records what comes of it.
struct DecidingThread {
  private static let groupSize = 32
  /// Two epochs: enough for a worker to have learned what it needs.
  private static let warmup = 2 * Workload.requestsPerEpoch

  let router: Router
  let queries: [RoutingQuery]
  let outcomes: [RecordedOutcome]
  /// The outcome of every so many decisions is recorded; 0 for none.
  let recordEvery: Int
  let origin: ContinuousClock.Instant

  /// What a thread did in its slice.
  struct Share: Sendable {
    var decisions = 0
    var seconds = 0.0
    var processorSeconds = 0.0
    var checksum: UInt64 = 0
  }

  /// Decides from a place of the requests on, once all threads of the round are there.
  func run(from place: Int, seconds: Double, after line: borrowing StartingLine) -> Share {
    var worker = router.makeWorker()
    var share = Share()
    var place = place
    for _ in 0..<(DecidingThread.warmup / DecidingThread.groupSize) { decide(&place, &worker, &share) }
    line.wait()
    let decisionsBefore = share.decisions
    let processorBefore = thread_cpu_nanoseconds()
    let clock = ContinuousClock()
    let start = clock.now
    let end = start.advanced(by: .seconds(seconds))
    var now = start
    repeat {
      decide(&place, &worker, &share)
      now = clock.now
    } while now < end
    share.processorSeconds = Double(thread_cpu_nanoseconds() - processorBefore) / 1e9
    share.seconds = ReplayStopwatch.nanoseconds(start.duration(to: now)) / 1e9
    share.decisions -= decisionsBefore
    return share
  }

  private func decide(_ place: inout Int, _ worker: inout RouterWorker, _ share: inout Share) {
    let now = DecidingThread.moment(since: origin)
    let (queries, outcomes) = (queries.span, outcomes.span)
    for _ in 0..<DecidingThread.groupSize {
      // A policy is never dropped here.
      let choice = try? worker.decide(queries[place])
      share.decisions += 1
      if let choice {
        share.checksum &+= choice.estimatedCost.value.bitPattern
        if recordEvery > 0, share.decisions % recordEvery == 0 {
          worker.record(outcomes[share.decisions & (outcomes.count - 1)].outcome, at: choice.provider, now: now)
        }
      }
      place = place + 1 == queries.count ? 0 : place + 1
    }
  }

  static func moment(since origin: ContinuousClock.Instant) -> Moment {
    Moment(nanoseconds: Int64(ReplayStopwatch.nanoseconds(origin.duration(to: ContinuousClock().now))))
  }
}

/// Where the threads of a round wait for each other.
struct StartingLine: ~Copyable, Sendable {
  private let missing: Atomic<Int>

  init(_ threads: Int) { missing = Atomic(threads) }

  /// Waits without sleeping, so that all begin within microseconds.
  borrowing func wait() {
    missing.subtract(1, ordering: .acquiringAndReleasing)
    while missing.load(ordering: .acquiring) > 0 {}
  }
}
