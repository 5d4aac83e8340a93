/// Where a candidate stands among the others.
///
/// The order is total and exact: no tolerance, which would not be transitive, and no ties, because ids are unique.
/// Before the score come what the caller prefers and what was drawn; between score and cost, the place in
/// a plan.
struct RankKey: Sendable {
  /// How far down the caller's wishes put it; 0 where there are none.
  let tier: Int
  /// The negated draw of Thompson sampling, 0 where nothing is drawn.
  private(set) var negatedDraw: Double
  let score: Double
  /// The place in the plan that was named, 0 where there is none.
  var position: Int
  let cost: Double
  let weight: Double
  let latency: Double
  /// Handles order as ids do.
  let model: ModelHandle

  init(
    _ terms: ScoreTerms, _ traits: CandidateTraits, _ model: ModelHandle, tier: Int = 0, draw: Double = 0,
    position: Int = 0
  ) {
    self.tier = tier
    negatedDraw = 0 - draw
    score = terms.score
    self.position = position
    cost = traits.cost
    weight = traits.weight
    latency = traits.latency
    self.model = model
  }

  /// The key without its draw: where it stands among equal draws.
  var undrawn: RankKey {
    var key = self
    key.negatedDraw = 0
    return key
  }
}

extension RankKey: Comparable {
  static func < (lhs: RankKey, rhs: RankKey) -> Bool {
    if lhs.tier != rhs.tier { return lhs.tier < rhs.tier }
    if lhs.negatedDraw != rhs.negatedDraw { return lhs.negatedDraw < rhs.negatedDraw }
    if lhs.score != rhs.score { return lhs.score < rhs.score }
    if lhs.position != rhs.position { return lhs.position < rhs.position }
    if lhs.cost != rhs.cost { return lhs.cost < rhs.cost }
    if lhs.weight != rhs.weight { return lhs.weight > rhs.weight }
    if lhs.latency != rhs.latency { return lhs.latency < rhs.latency }
    return lhs.model < rhs.model
  }

  static func == (lhs: RankKey, rhs: RankKey) -> Bool { lhs.model == rhs.model }
}
