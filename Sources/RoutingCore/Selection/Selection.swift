/// Takes the first choice from the contenders.
///
/// The contenders are visited in id order, pass by pass, and nothing is stored between passes, so the same code serves a
/// list and a scan that must not allocate.
struct Selection {
  let picker: Picker
  let affinity: AffinityRule?
  let affinityHash: UInt64?
  let draws: DrawKey

  /// The pick, or nil where there are no contenders.
  ///
  /// Only contenders of the best tier are picked from: what the caller put behind serves when nothing else can.
  ///
  /// - Complexity: a few passes, one for each rank passed over by ``Picker/exploring(temperature:)``.
  func pick(from source: some ContenderSource) -> Pick? {
    var summary = Summary()
    source.visit { summary.add($0) }
    guard let best = summary.best else { return nil }
    let tier = Tier(source: source, number: best.tier)
    if let kept = keep(lowestScore: summary.lowestScore, tier) { return kept }
    guard summary.count > 1 else { return Pick(key: best, propensity: 1) }
    switch picker {
    case .best: return Pick(key: best, propensity: 1)
    case .exploring(let temperature): return explore(temperature, best: best, count: summary.count, tier)
    case .softmax(let temperature):
      guard temperature > 0 else { return Pick(key: best, propensity: 1) }
      return race(tier) { ElementaryFunctions.exp((summary.lowestScore - $0.key.score) / temperature) * $0.ramp }
    case .weighted: return race(tier) { $0.trafficWeight * $0.ramp }
    case .inverseSquarePrice:
      let lowest = summary.lowestCost
      return race(tier) { contender in
        guard lowest > 0 else { return contender.key.cost > 0 ? 0 : contender.ramp }
        let share = lowest / contender.key.cost
        return share * share * contender.ramp
      }
    case .twoChoices: return chooseOfTwo(count: summary.count, tier)
    }
  }

  /// The contenders of one tier.
  private struct Tier<Source: ContenderSource>: ContenderSource {
    let source: Source
    let number: Int

    func visit(_ body: (Contender) -> Void) {
      source.visit { contender in
        if contender.key.tier == number { body(contender) }
      }
    }
  }

  /// What one pass learns of the contenders: those of the best tier seen so far.
  private struct Summary {
    var best: RankKey?
    var count = 0
    var lowestScore = Double.infinity
    var lowestCost = Double.infinity

    mutating func add(_ contender: Contender) {
      let key = contender.key
      if let best, key.tier > best.tier { return }
      if best.map({ key.tier < $0.tier }) ?? true { self = Summary() }
      if best.map({ key < $0 }) ?? true { best = key }
      count += 1
      lowestScore = min(lowestScore, key.score)
      lowestCost = min(lowestCost, key.cost)
    }
  }

  /// The model that the request's affinity keeps it to: the first in the key's own order that is not overloaded.
  private func keep(lowestScore: Double, _ tier: some ContenderSource) -> Pick? {
    guard let affinity, let affinityHash else { return nil }
    // Of equal models the best score decides what is near, whatever was drawn.
    let highestScore = lowestScore + affinity.scoreSlack
    var least = Int.max
    tier.visit { contender in
      if contender.key.score <= highestScore { least = min(least, contender.requestsInFlight) }
    }
    var highest: UInt64 = 0
    var kept: RankKey?
    tier.visit { contender in
      guard contender.key.score <= highestScore else { return }
      guard !affinity.escapes(load: contender.requestsInFlight, least: least) else { return }
      let weight = StableHash.mix(affinityHash, contender.hash)
      if kept == nil || weight > highest { (highest, kept) = (weight, contender.key) }
    }
    return kept.map { Pick(key: $0, propensity: 1, isKept: true) }
  }

  private func explore(_ temperature: Double, best: RankKey, count: Int, _ tier: some ContenderSource) -> Pick {
    let exploration = Exploration(temperature: temperature)
    guard exploration.isActive else { return Pick(key: best, propensity: 1) }
    let rank = exploration.rank(among: count, draw: draws.unit(.exploration))
    var key = best
    for _ in 0..<rank {
      var next: RankKey?
      tier.visit { contender in
        if key < contender.key, next.map({ contender.key < $0 }) ?? true { next = contender.key }
      }
      key = next ?? key
    }
    return Pick(key: key, propensity: exploration.propensity(ofRank: rank, among: count))
  }

  /// Draws a contender with probability proportional to its weight.
  ///
  /// Each runs against the others for an exponential time of its own, and the first one in wins (Efraimidis and
  /// Spirakis, 2006): exact, in one pass, and a contender that joins can only win for itself. Where all weights are
  /// zero, they count as equal.
  private func race(_ tier: some ContenderSource, weight: (Contender) -> Double) -> Pick {
    var total = 0.0
    tier.visit { total += weight($0) }
    // Sums that overflow, or whose reciprocals do, are brought back by a power of two, which changes no other bit.
    let scale = total > .greatestFiniteMagnitude ? 0x1p-64 : total < 0x1p-960 ? 0x1p960 : 1
    if scale != 1 {
      total = 0
      tier.visit { total += weight($0) * scale }
    }
    let isFlat = !(total > 0)
    if isFlat {
      total = 0
      tier.visit { _ in total += 1 }
    }
    var winner: RankKey?
    var winnerWeight = 0.0
    var fastest = Double.infinity
    tier.visit { contender in
      let weight = isFlat ? 1 : weight(contender) * scale
      guard weight > 0 else { return }
      // The draw is a multiple of 2⁻⁵³; half a step up, its logarithm is finite.
      let time = -ElementaryFunctions.log(draws.unit(.race, model: contender.hash) + 0x1p-54) / weight
      if winner == nil || time < fastest { (winner, winnerWeight, fastest) = (contender.key, weight, time) }
    }
    guard let winner else { preconditionFailure("A race with a positive total has no winner.") }
    return Pick(key: winner, propensity: winnerWeight / total)
  }

  /// Draws two different contenders evenly and takes the less loaded.
  private func chooseOfTwo(count: Int, _ tier: some ContenderSource) -> Pick {
    var first: (draw: UInt64, contender: Contender)?
    var second: (draw: UInt64, contender: Contender)?
    tier.visit { contender in
      let draw = draws.bits(.race, model: contender.hash)
      if first.map({ draw < $0.draw }) ?? true {
        (first, second) = ((draw, contender), first)
      } else if second.map({ draw < $0.draw }) ?? true {
        second = (draw, contender)
      }
    }
    guard let first, let second else { preconditionFailure("Two choices need two contenders.") }
    let winner = first.contender.isLessLoaded(than: second.contender) ? first.contender : second.contender
    var worse = 0
    tier.visit { if winner.isLessLoaded(than: $0) { worse += 1 } }
    // It wins exactly the pairs in which the other is worse.
    return Pick(key: winner.key, propensity: Double(worse) / (Double(count) * Double(count - 1) / 2))
  }
}
