public import RoutingCore

/// How the decisions of a fleet and its hold on a budget suffer from hearing late, by the number of replicas and the delay.
///
/// Every pair of a number and a delay meets the same requests and the same luck. One replica alone knows all at once, so
/// it is what the others are held against, and it is the same for every delay; it runs once a seed.
///
/// Old information is useful or harmful by what is made of it (Mitzenmacher, "How useful is old information?", IEEE
/// Transactions on Parallel and Distributed Systems 11(1), 2000): there, tasks that all go to the server that looked
/// idlest overload it. Whether a provider is broken does not depend on who asks it, so here old news cost only the time
/// in which they are missing.
public struct FleetStudy: Sendable {
  /// The numbers of replicas, in the order of the results.
  public let replicaCounts: [Int]
  /// The delays, in the order of the results.
  public let delays: [Milliseconds]
  /// Everything else; its own number of replicas and delay mean nothing.
  public let settings: FleetSettings
  /// The requests of a run.
  public let requests: Int
  /// How many seeds are run.
  public let seeds: Int
  /// The first seed; the others follow it one by one.
  public let seed: UInt64
  /// How many runs are done.
  public private(set) var runsDone = 0
  private let router: CompiledRouter
  /// One replica alone, for each seed.
  private var baseline: [FleetReport] = []
  /// For each pair of a number above one and a delay, the reports of the seeds.
  private var reports: [[FleetReport]]

  /// Makes a study that has not run yet.
  ///
  /// - Parameters:
  ///   - router: What is decided over.
  ///   - replicaCounts: Numbers of replicas, each 1 or more.
  ///   - delays: How late what a replica publishes is seen.
  ///   - settings: Everything else.
  ///   - requests: The requests of a run, 1 or more.
  ///   - seeds: How many seeds are run, 1 or more.
  ///   - seed: The first seed.
  public init(
    over router: CompiledRouter, replicaCounts: [Int], delays: [Milliseconds], settings: FleetSettings, requests: Int,
    seeds: Int, seed: UInt64
  ) {
    precondition(requests > 0 && seeds > 0, "A study has at least one request and one seed.")
    precondition(replicaCounts.allSatisfy { $0 > 0 }, "A fleet has at least one replica.")
    self.router = router
    self.replicaCounts = replicaCounts
    self.delays = delays
    self.settings = settings
    self.requests = requests
    self.seeds = seeds
    self.seed = seed
    reports = Array(repeating: [], count: replicaCounts.count { $0 > 1 } * delays.count)
  }

  /// How many runs there are in all: for each seed one replica alone, and every other pair.
  public var runCount: Int { seeds * (reports.count + 1) }

  /// Makes the next run, and returns whether there was one.
  ///
  /// - Complexity: that of ``FleetReplay/replay(_:)``.
  @discardableResult
  public mutating func runNext() -> Bool {
    guard runsDone < runCount else { return false }
    let (number, place) = runsDone.quotientAndRemainder(dividingBy: reports.count + 1)
    var settings = settings
    settings.replicas = 1
    if place > 0 {
      settings.replicas = replicaCounts.filter { $0 > 1 }[(place - 1) / delays.count]
      settings.delay = delays[(place - 1) % delays.count]
    }
    var replay = FleetReplay(over: router, settings: settings, seed: seed &+ UInt64(number))
    replay.replay(requests)
    if place == 0 {
      baseline.append(replay.report)
    } else {
      reports[place - 1].append(replay.report)
    }
    runsDone += 1
    return true
  }

  /// What came of every number and delay, over the seeds that are done: delays within numbers, in the order given.
  ///
  /// - Complexity: O(n log n) in the number of breakdowns.
  public var points: [FleetPoint] {
    var place = 0
    return replicaCounts.flatMap { replicas in
      delays.map { delay in
        var settings = settings
        settings.delay = delay
        defer { place += replicas > 1 ? 1 : 0 }
        return FleetPoint(
          replicas: replicas, settings: settings, reports: replicas > 1 ? reports[place] : baseline, baseline: baseline)
      }
    }
  }
}
