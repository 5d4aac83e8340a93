import RoutingCore

/// What an entry of a log says about models, looked up by id.
struct LoggedStanding {
  typealias Named = (model: ModelID, provider: ProviderID?)

  let entry: DecisionLogEntry
  let ranked: [ModelID: DecisionGrounds.Ranked]
  private let excluded: [ModelID: DecisionGrounds.Excluded]

  init(_ entry: DecisionLogEntry) {
    self.entry = entry
    ranked = Dictionary(entry.grounds.ranked.map { ($0.model, $0) }, uniquingKeysWith: { first, _ in first })
    excluded = Dictionary(entry.grounds.excluded.map { ($0.model, $0) }, uniquingKeysWith: { first, _ in first })
  }

  var grounds: DecisionGrounds { entry.grounds }
  var choice: Named { (entry.model, entry.provider) }
  /// Whether chance had a say.
  var isDrawn: Bool { entry.propensity < 1 }

  /// What was asked; who asked, and in which conversation, decides nothing.
  var asked: DecisionLogEntry.Features {
    var features = entry.features
    (features.tenant, features.session) = (nil, nil)
    return features
  }

  /// Whether both logs say that they have the same registry.
  func hasRegistry(of other: LoggedStanding) -> Bool {
    grounds.registry != nil && grounds.registry == other.grounds.registry
  }

  /// Whether a model is in none of the lists, and those are complete.
  func lacks(_ model: ModelID) -> Bool {
    grounds.isComplete && ranked[model] == nil && excluded[model] == nil
  }

  func expectedCost(of model: ModelID) -> Dollars? {
    if entry.model == model, let cost = entry.expectedCost { return cost }
    return ranked[model]?.expectedCost ?? excluded[model]?.expectedCost
  }

  /// The filter that a model failed first, nil where it is not known to have failed one.
  func exclusion(of named: Named) -> String? {
    if ranked[named.model] != nil { return nil }
    if let reason = excluded[named.model]?.reason { return reason }
    return grounds.excludedProviders.first { $0.provider == named.provider }?.reason
  }

  // MARK: Scores

  /// How two models stood: the second's numbers less the first's, negated where more is better.
  struct Margin {
    let terms: TermValues
    /// The logarithm of the second's running time less that of the first's, where they ran a race.
    let draw: Double?
    /// Whether a model's terms were put together.
    let isBuilt: Bool
  }

  /// How the choice of one log stood to that of another in this one; nil where this one does not tell.
  func margin(from first: LoggedStanding, to second: LoggedStanding, buildsMissing: Bool) -> Margin? {
    guard let ours = terms(of: first), let theirs = terms(of: second) else { return nil }
    let isBuilt = ours.isBuilt || theirs.isBuilt
    guard buildsMissing || !isBuilt else { return nil }
    func difference(_ term: ScoreTerm) -> Double { term.sign * (theirs.values[term] - ours.values[term]) }
    // Softmax takes the least of score / T + log(-log(draw)), so draws and scores add up (Gumbel's trick: Maddison,
    // Tarlow and Minka, "A* sampling", 2014).
    var draw: Double?
    if let one = ranked[first.entry.model]?.draw, let other = ranked[second.entry.model]?.draw {
      draw = LoggedStanding.time(other) - LoggedStanding.time(one)
    }
    return Margin(
      terms: TermValues(
        cost: difference(.cost), latency: difference(.latency), failure: difference(.failure),
        weight: difference(.weight)), draw: draw, isBuilt: isBuilt)
  }

  /// The logarithm of how long a draw makes a contender run; half a step up, a draw of zero is no exception.
  private static func time(_ draw: Double) -> Double {
    ElementaryFunctions.log(-ElementaryFunctions.log(draw + 0x1p-54))
  }

  /// The terms that the choice of a log had in this one.
  ///
  /// Where they are not listed, they are put together: the health is that of its provider here, cost and weight are
  /// those of the other log, which has the same registry.
  func terms(of other: LoggedStanding) -> (values: TermValues, isBuilt: Bool)? {
    let model = other.entry.model
    if let listed = ranked[model] { return (listed.terms, false) }
    guard hasRegistry(of: other), grounds.namesExclusions, exclusion(of: other.choice) == nil,
      let health = grounds.providers.first(where: { $0.provider == other.entry.provider }),
      let theirs = other.ranked[model], let cost = other.expectedCost(of: model),
      let costScale = grounds.scales[.cost]?.value, let weightScale = grounds.scales[.weight]?.value,
      let otherWeightScale = other.grounds.scales[.weight]?.value
    else { return nil }
    return (
      TermValues(
        cost: LoggedStanding.share(cost.value, of: costScale), latency: health.latency, failure: health.failure,
        weight: LoggedStanding.share(theirs.terms.weight * otherWeightScale, of: weightScale)), true
    )
  }

  private static func share(_ value: Double, of scale: Double) -> Double {
    scale > 0 ? min(value / scale, 1) : 0
  }
}
