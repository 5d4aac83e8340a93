import Routing
import RoutingCore
import Synchronization
import TrafficReplay

/// How many decisions one thread makes, and two, while a third ticks a hundred times a second.
///
/// Two threads with a router each share nothing but the machine: what they lose is the processors' doing, and what two
/// threads of one router lose beyond that is the router's.
struct ThreadScaling {
  static let rounds = 7
  private static let secondsPerTick = 0.01

  /// What a row records.
  enum Recording: String, CaseIterable, Sendable {
    /// One outcome of sixteen, which a ring holds until the next tick.
    case some = "deciding-recording-16th"
    /// Every outcome: more than a ring holds, so that most take the way around it.
    case all = "deciding-recording"

    var every: Int {
      switch self {
      case .some: 16
      case .all: 1
      }
    }
  }

  /// Who decides.
  enum Setting: CaseIterable, Sendable {
    case alone
    case together
    case apart

    var threads: Int { self == .alone ? 1 : 2 }
    var suffix: String { self == .apart ? "-apart" : "" }
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
    let routers = [try traffic.router(), try traffic.router()]
    let origin = ContinuousClock().now
    var lanes = Recording.allCases.map { _ in Setting.allCases.map { _ in Lane() } }
    let slice = seconds / Double(rounds * Setting.allCases.count * Recording.allCases.count)
    for round in 0..<rounds {
      for turn in Recording.allCases.indices {
        let kind = (turn + round) % Recording.allCases.count
        let deciding = try routers.map { router in
          DecidingThread(
            router: router, queries: try traffic.queries(for: router),
            outcomes: traffic.outcomes(1024, at: router.makeWorker()), recordEvery: Recording.allCases[kind].every,
            origin: origin)
        }
        for place in Setting.allCases.indices {
          let which = (place + round) % Setting.allCases.count
          measure(deciding, Setting.allCases[which], seconds: slice, &lanes[kind][which])
        }
      }
    }
    return zip(Recording.allCases, lanes).flatMap { recording, lanes in
      zip(Setting.allCases, lanes).map { setting, lane in
        row(recording, setting, lane, alone: lanes[0], models: traffic.registry.models.count)
      }
    }
  }

  private static func measure(_ deciding: [DecidingThread], _ setting: Setting, seconds: Double, _ lane: inout Lane) {
    let threads = (0..<setting.threads).map { deciding[setting == .apart ? $0 : 0] }
    let round = Round(threads.count)
    let ticking = TickingThread()
    let ticker = BackgroundThread {
      ticking.run(every: secondsPerTick) { _ in tick(deciding, round) }
    }
    let workers = threads.enumerated().map { number, thread in
      BackgroundThread {
        let place = number * thread.queries.count / threads.count
        let share = thread.run(from: place, seconds: seconds, after: round.line)
        round.shares.withLock { $0.append(share) }
      }
    }
    workers.forEach { $0.join() }
    ticking.stop()
    ticker.join()
    // What is left is not the next round's to fold.
    tick(deciding, round)
    let shares = round.shares.withLock { $0 }
    lane.wall.append(shares.reduce(0) { $0 + Double($1.decisions) / $1.seconds })
    lane.processor.append(shares.reduce(0) { $0 + Double($1.decisions) / $1.processorSeconds })
    lane.running.append(shares.reduce(0) { $0 + $1.processorSeconds } / shares.reduce(0) { $0 + $1.seconds })
    for report in round.reports.withLock({ $0 }) {
      lane.folded += report.folded
      lane.spilled += report.spilled
    }
  }

  private static func tick(_ deciding: [DecidingThread], _ round: Round) {
    for thread in deciding {
      let report = thread.router.tick(now: DecidingThread.moment(since: thread.origin))
      round.reports.withLock { $0.append(report) }
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
    _ recording: Recording, _ setting: Setting, _ lane: Lane, alone: Lane, models: Int
  ) -> ThreadsRow {
    func ratio(_ rates: [Double], _ others: [Double]) -> Double {
      Percentiles(zip(rates, others).map { $0 / $1 }).median
    }
    return ThreadsRow(
      path: recording.rawValue + setting.suffix, models: models, threads: setting.threads,
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
