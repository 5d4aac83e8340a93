public import RoutingCore

/// Several policies on the same trace, each with a gateway and a fleet of its own that throw the same dice.
///
/// Every request meets the same luck whatever the policies choose: providers break down at the same moments, and the
/// draws of an attempt are those of the request's number. Memory does not grow with the trace.
public struct PolicyComparison: Sendable {
  /// A policy, and what came of it.
  public struct Contestant: Sendable {
    /// What it is called.
    public let name: String
    var replay: TraceReplay
    /// What each request cost in US dollars, failed and refused ones nothing.
    public private(set) var cost = BlockSums()
    /// The time to the first token of what was served, in milliseconds.
    public private(set) var latency = BlockSums()
    /// 1 for each request that was served and 0 for each that was not.
    public private(set) var success = BlockSums()

    /// What came of it, summed up.
    public var report: ReplayReport { replay.report }

    mutating func take(_ record: TraceRecord) {
      let request = replay.replay(record)
      cost.add(request.cost.value)
      latency.add(request.latency?.value)
      success.add(request.isServed ? 1 : 0)
    }
  }

  /// What policies are compared by.
  public enum Figure: CaseIterable, Hashable, Sendable {
    /// The mean cost of a request in US dollars.
    case cost
    /// The mean time to the first token of what was served, in milliseconds.
    case latency
    /// The share of requests that were served.
    case success

    func sums(of contestant: Contestant) -> BlockSums {
      switch self {
      case .cost: contestant.cost
      case .latency: contestant.latency
      case .success: contestant.success
      }
    }
  }

  /// The policies in the order in which they were given.
  public private(set) var contestants: [Contestant]
  private let seed: UInt64

  /// Makes a comparison of some policies over a registry.
  public init(
    of policies: [(name: String, policy: RoutingPolicy)], over registry: ModelRegistry, seed: UInt64,
    exclusions: ExclusionSampling = .none
  ) {
    self.seed = seed
    contestants = policies.map { name, policy in
      Contestant(name: name, replay: TraceReplay(over: registry, policy: policy, seed: seed, exclusions: exclusions))
    }
  }

  /// How many requests each policy has decided.
  public var requestCount: Int { contestants.first?.replay.requestCount ?? 0 }

  /// Has every policy decide a request.
  ///
  /// - Complexity: As `TraceReplay.replay`, for each policy.
  public mutating func replay(_ record: TraceRecord) {
    for place in contestants.indices { contestants[place].take(record) }
  }

  /// By how much two policies differ, with a 95 % interval; nil where there is too little to say.
  ///
  /// The same seed gives the same interval, whatever else is asked for.
  ///
  /// - Complexity: 2,000 draws of all blocks, a few milliseconds.
  public func difference(in figure: Figure, from first: Int, to second: Int) -> PairedDifference? {
    var generator = SeededGenerator(seed: seed, stream: 6)
    return PairedDifference(
      from: figure.sums(of: contestants[first]), to: figure.sums(of: contestants[second]), generator: &generator)
  }
}
