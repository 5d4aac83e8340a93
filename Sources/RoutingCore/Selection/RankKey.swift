/// Where a candidate stands among the others.
///
/// The order is total and exact: no tolerance, which would not be transitive, and no ties, because ids are unique.
struct RankKey: Sendable {
  let score: Double
  let cost: Double
  let weight: Double
  let latency: Double
  /// Handles order as ids do.
  let model: ModelHandle

  init(_ terms: ScoreTerms, _ traits: CandidateTraits, _ model: ModelHandle) {
    score = terms.score
    cost = traits.cost
    weight = traits.weight
    latency = traits.latency
    self.model = model
  }
}

extension RankKey: Comparable {
  static func < (lhs: RankKey, rhs: RankKey) -> Bool {
    if lhs.score != rhs.score { return lhs.score < rhs.score }
    if lhs.cost != rhs.cost { return lhs.cost < rhs.cost }
    if lhs.weight != rhs.weight { return lhs.weight > rhs.weight }
    if lhs.latency != rhs.latency { return lhs.latency < rhs.latency }
    return lhs.model < rhs.model
  }
}
