public import RoutingCore

/// What came of several policies on the same requests, and by how much they differ.
///
/// Every request met the same luck whatever the policies chose: providers broke down at the same moments, and the draws
/// of an attempt are those of the request's number. Comparisons of parts of a trace join to that of the whole.
public struct PolicyComparison: Hashable, Sendable {
  /// A policy, and what came of it.
  public struct Contestant: Hashable, Sendable {
    /// What it is called.
    public let name: String
    /// What came of it.
    public internal(set) var outcomes: PolicyOutcomes

    /// Makes a contestant.
    public init(name: String, outcomes: PolicyOutcomes) {
      self.name = name
      self.outcomes = outcomes
    }
  }

  /// What policies are compared by.
  public enum Figure: CaseIterable, Hashable, Sendable {
    /// The mean cost of a request in US dollars.
    case cost
    /// The mean time to the first token of what was served, in milliseconds.
    case firstToken
    /// The mean time to the last token of what was served, in milliseconds.
    case endToEnd
    /// The share of requests that were served.
    case success
    /// The share of requests that met the objective.
    case attainment
    /// The mean regret of a request, from 0 to 1.
    case regret

    func sums(of outcomes: PolicyOutcomes) -> BlockSums {
      switch self {
      case .cost: outcomes.cost
      case .firstToken: outcomes.firstToken
      case .endToEnd: outcomes.endToEnd
      case .success: outcomes.success
      case .attainment: outcomes.attainment
      case .regret: outcomes.regret
      }
    }
  }

  /// The policies in the order in which they were given; others are held against the first.
  public private(set) var contestants: [Contestant]
  private let seed: UInt64

  /// Makes a comparison of what came of some policies; the seed is that of the intervals.
  public init(_ contestants: [Contestant], seed: UInt64) {
    self.contestants = contestants
    self.seed = seed
  }

  /// Makes a comparison of policies on no requests.
  public init(none names: [String], _ registry: ModelRegistry, seed: UInt64) {
    let none = PolicyOutcomes(modelCount: registry.models.count)
    self.init(names.map { Contestant(name: $0, outcomes: none) }, seed: seed)
  }

  /// How many requests each policy decided.
  public var requestCount: Int { contestants.first?.outcomes.requests ?? 0 }

  /// The mean of a figure, or nil where no request has one.
  public func mean(_ figure: Figure, of place: Int) -> Double? { figure.sums(of: contestants[place].outcomes).mean }

  /// Takes in what came of the same policies on the requests that came next.
  public mutating func append(_ next: PolicyComparison) {
    precondition(contestants.map(\.name) == next.contestants.map(\.name), "Both compare the same policies.")
    for place in contestants.indices { contestants[place].outcomes.append(next.contestants[place].outcomes) }
  }

  /// By how much two policies differ, with a 95 % interval; nil where there is too little to say.
  ///
  /// The same seed gives the same interval, whatever else is asked for.
  ///
  /// - Complexity: 2,000 draws of all blocks, a few milliseconds.
  public func difference(in figure: Figure, from first: Int, to second: Int) -> PairedDifference? {
    var generator = SeededGenerator(seed: seed, stream: 6)
    return PairedDifference(
      from: figure.sums(of: contestants[first].outcomes), to: figure.sums(of: contestants[second].outcomes),
      generator: &generator)
  }
}
