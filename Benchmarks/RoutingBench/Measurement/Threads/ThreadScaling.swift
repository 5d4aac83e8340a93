import Routing
import RoutingCore
import Synchronization
import TrafficReplay

/// How many decisions one thread makes, and two, while a third ticks a hundred times a second.
struct ThreadScaling {
  static let rounds = 7
  private static let secondsPerTick = 0.01

  /// What a row records.
  enum Recording: String, CaseIterable, Sendable {
    /// Nothing, so that ticks fold nothing.
    case none = "deciding"
    /// One outcome of sixteen, which a ring holds until the next tick.
    case some = "deciding-recording-16th"
    /// Every outcome: more than a ring holds, so that most take the way around it.
    case all = "deciding-recording"

    var every: Int {
      switch self {
      case .none: 0
      case .some: 16
      case .all: 1
      }
    }
  }

  /// Rates of all threads together, one figure a round.
  private struct Lane {
    var wall: [Double] = []
    var processor: [Double] = []
    /// The share of the time that threads had a processor.
    var running: [Double] = []
    var folded = 0
    var spilled = 0
  }

  static func rows(_ traffic: RouterTraffic, seconds: Double) throws -> [ThreadsRow] {
    let router = try traffic.router()
    let queries = try traffic.queries(for: router)
    let outcomes = traffic.outcomes(1024, at: router.makeWorker())
    let origin = ContinuousClock().now
    let threads = [1, 2]
    var lanes = Recording.allCases.map { _ in threads.map { _ in Lane() } }
    let slice = seconds / Double(rounds * threads.count * Recording.allCases.count)
    for round in 0..<rounds {
      for turn in Recording.allCases.indices {
        let kind = (turn + round) % Recording.allCases.count
        let deciding = DecidingThread(
          router: router, queries: queries, outcomes: outcomes, recordEvery: Recording.allCases[kind].every,
          origin: origin)
        for place in threads.indices {
          let which = (place + round) % threads.count
          measure(deciding, threads[which], seconds: slice, &lanes[kind][which])
        }
      }
    }
    return zip(Recording.allCases, lanes).flatMap { recording, lanes in
      zip(threads, lanes).map { threads, lane in
        row(recording, threads, lane, alone: lanes[0], models: traffic.registry.models.count)
      }
    }
  }

  private static func measure(_ deciding: DecidingThread, _ threads: Int, seconds: Double, _ lane: inout Lane) {
    let round = Round(threads)
    let ticking = TickingThread()
    let ticker = BackgroundThread {
      ticking.run(every: secondsPerTick) { _ in
        let report = deciding.router.tick(now: DecidingThread.moment(since: deciding.origin))
        round.reports.withLock { $0.append(report) }
      }
    }
    let workers = (0..<threads).map { thread in
      BackgroundThread {
        let place = thread * deciding.queries.count / threads
        let share = deciding.run(from: place, seconds: seconds, after: round.line)
        round.shares.withLock { $0.append(share) }
      }
    }
    workers.forEach { $0.join() }
    ticking.stop()
    ticker.join()
    // What is left is not the next round's to fold.
    deciding.router.tick(now: DecidingThread.moment(since: deciding.origin))
    let shares = round.shares.withLock { $0 }
    lane.wall.append(shares.reduce(0) { $0 + Double($1.decisions) / $1.seconds })
    lane.processor.append(shares.reduce(0) { $0 + Double($1.decisions) / $1.processorSeconds })
    lane.running.append(
      shares.reduce(0) { $0 + $1.processorSeconds } / shares.reduce(0) { $0 + $1.seconds })
    for report in round.reports.withLock({ $0 }) {
      lane.folded += report.folded
      lane.spilled += report.spilled
    }
  }

  /// What the threads of a round share.
  private final class Round: Sendable {
    let line: StartingLine
    let shares = Mutex<[DecidingThread.Share]>([])
    let reports = Mutex<[TickReport]>([])

    init(_ threads: Int) { line = StartingLine(threads) }
  }

  private static func row(
    _ recording: Recording, _ threads: Int, _ lane: Lane, alone: Lane, models: Int
  ) -> ThreadsRow {
    func ratio(_ rates: [Double], _ others: [Double]) -> Double {
      Percentiles(zip(rates, others).map { $0 / $1 }).median
    }
    return ThreadsRow(
      path: recording.rawValue, models: models, threads: threads,
      figures: [
        ("per_second", Percentiles(lane.wall).median),
        ("per_processor_second", Percentiles(lane.processor).median),
        ("ratio_by_wall", ratio(lane.wall, alone.wall)),
        ("ratio_by_processor", ratio(lane.processor, alone.processor)),
        ("running_share", Percentiles(lane.running).median),
        ("spilled_share", lane.folded == 0 ? 0 : Double(lane.spilled) / Double(lane.folded)),
      ])
  }
}
