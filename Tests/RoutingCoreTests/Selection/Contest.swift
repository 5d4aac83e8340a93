@testable import RoutingCore

/// Contenders for one pick, given by the numbers that pickers look at.
struct Contest {
  struct Entrant {
    var name: String
    /// From 0 to 1.
    var score = 0.0
    var cost = 0.0
    var trafficWeight = 1.0
    var ramp = 1.0
    var latency = 0.0
    var requestsInFlight = 0
    var tier = 0
  }

  var entrants: [Entrant]

  init(_ entrants: [Entrant]) {
    self.entrants = entrants
  }

  var contenders: [Contender] {
    let names = entrants.map(\.name).sorted()
    let unit = CandidateTraits(cost: 1, latency: 0, errorRate: 0, isDegraded: false, weight: 0)
    return entrants.map { entrant in
      let traits = CandidateTraits(
        cost: entrant.cost, latency: entrant.latency, errorRate: 0, isDegraded: false, weight: 5)
      // Where price alone is scored, against a dollar, the score is the price.
      var scored = traits
      scored.cost = entrant.score
      let terms = ScoreTerms(
        scored, scales: ScoreScales(maximumOf: unit, parameters: .compatible), weights: ScoreWeights(sort: .price),
        degradedPenalty: 0)
      return Contender(
        key: RankKey(
          terms, traits, ModelHandle(index: names.firstIndex(of: entrant.name) ?? 0), tier: entrant.tier),
        hash: StableHash.hash(entrant.name), trafficWeight: entrant.trafficWeight, ramp: entrant.ramp,
        requestsInFlight: entrant.requestsInFlight)
    }
  }

  /// Who wins, and with what propensity; nil where nobody takes part.
  func pick(
    _ picker: Picker, id: String = "r", seed: UInt64 = 0, affinity: AffinityRule? = nil, session: String? = nil
  ) -> (name: String, propensity: Double, isKept: Bool)? {
    let selection = Selection(
      picker: picker, affinity: affinity, affinityHash: session.map { AffinityKey(session: $0).hash },
      draws: DrawKey(seed: seed, requestID: id))
    guard let pick = selection.pick(from: ListedContenders(contenders)) else { return nil }
    return (entrants.map(\.name).sorted()[pick.key.model.index], pick.propensity, pick.isKept)
  }

  /// How often each wins over request ids that count up, in the order of the names, and the propensities told, 0 for those that
  /// never win.
  func tally(_ picker: Picker, draws: Int, seed: UInt64 = 0) -> (counts: [Int], propensities: [Double]) {
    let listed = ListedContenders(contenders)
    var counts = Array(repeating: 0, count: entrants.count)
    var propensities = Array(repeating: 0.0, count: entrants.count)
    for number in 0..<draws {
      let selection = Selection(
        picker: picker, affinity: nil, affinityHash: nil, draws: DrawKey(seed: seed, requestID: "r\(number)"))
      guard let pick = selection.pick(from: listed) else { continue }
      counts[pick.key.model.index] += 1
      propensities[pick.key.model.index] = pick.propensity
    }
    return (counts, propensities)
  }
}

/// Whether a count of successes is within five standard deviations of what a chance promises.
func isWithinFiveSigma(_ count: Int, of draws: Int, chance: Double) -> Bool {
  let deviation = (Double(draws) * chance * (1 - chance)).squareRoot()
  return abs(Double(count) - Double(draws) * chance) <= 5 * deviation + 0.5
}
