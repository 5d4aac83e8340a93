import RoutingCore

extension ChangeCause {
  /// Why two entries of the same request chose different models, or nil where they chose the same.
  ///
  /// The causes are checked in this order, and the first that holds is the answer:
  /// 1. `request`: the entries differ in lengths, kind or required capabilities.
  /// 2. `registry`: the fingerprints differ and a choice is in neither list of a complete log; or they differ or are
  ///    not known, and a choice or a model that set the scale of cost is expected to cost something else.
  /// 3. `filter`: one log's choice, or its provider, was excluded in the other.
  /// 4. `policy` (picker): the pickers or their temperatures differ.
  /// 5. `draw`: the draws differ, where the picker is not softmax.
  /// 6. `policy` (weights), `draw` of softmax, or `score_term`: the comparison of both choices is a sum over weights,
  ///    terms and draws, and the part of it that moved most towards the second choice is named. Where that is a term
  ///    whose scale moved while both choices stayed as they were, and the model that had set the scale was excluded in
  ///    the other log, it is `filter`, and `registry` where that model is not there. A choice that a log does not name among its candidates is put together from its
  ///    provider's terms there and from its cost and weight in the other log, where both have the same registry.
  /// 7. Where only one log tells how both choices stood: `policy` (weights), where it would have chosen as the other
  ///    did with the other's weights; `draw`, where draws differ and all that is listed in both logs is scored alike.
  /// 8. `unknown`, with what is missing.
  ///
  /// Exchanging the entries gives the same cause.
  ///
  /// - Complexity: O(n) in the number of listed models.
  public init?(from first: DecisionLogEntry, to second: DecisionLogEntry) {
    guard first.model != second.model else { return nil }
    self = CauseSearch(first: LoggedStanding(first), second: LoggedStanding(second)).cause()
  }
}

/// Two entries that chose different models.
private struct CauseSearch {
  let first: LoggedStanding
  let second: LoggedStanding

  func cause() -> ChangeCause {
    if first.asked != second.asked { return .request }
    if let change = registryChange { return .registry(change) }
    if let reason = exclusion(ofEither: first.choice, or: second.choice) { return .filter(reason) }
    if isOtherPicker { return .policy(.picker) }
    let draws = drawChange
    if draws == .moved, first.grounds.picker != Picker.softmax(temperature: 0).name { return .draw }
    guard let ours = first.grounds.weights, let theirs = second.grounds.weights, !first.grounds.ranked.isEmpty,
      !second.grounds.ranked.isEmpty
    else { return .unknown(.scores) }
    let weights = [ours, theirs]
    let margins = [
      first.margin(from: first, to: second, buildsMissing: draws != .moved),
      second.margin(from: first, to: second, buildsMissing: draws != .moved),
    ]
    guard let before = margins[0], let after = margins[1] else {
      if draws == .moved, isScoredAlike { return .draw }
      return otherWeightsSuffice(weights, margins) ? .policy(.weights) : .unknown(.standing)
    }
    return largestPart(weights, before, after) ?? (draws == .missing ? .unknown(.draws) : .unknown(.elsewhere))
  }

  // MARK: Registry

  private var registryChange: ChangeCause.RegistryChange? {
    if first.hasRegistry(of: second) { return nil }
    if tellsRegistries, second.lacks(first.choice.model) || first.lacks(second.choice.model) { return .modelAbsent }
    let setters = [first, second].compactMap { $0.grounds.scales[.cost]?.model }
    for model in [first.choice.model, second.choice.model] + setters {
      if let ours = first.expectedCost(of: model), let theirs = second.expectedCost(of: model), ours != theirs {
        return .expectedCost
      }
    }
    return nil
  }

  /// Whether both logs tell of their registry; only then do their lists count as complete.
  private var tellsRegistries: Bool { first.grounds.registry != nil && second.grounds.registry != nil }

  // MARK: Filters

  /// The first model's exclusion in the second log or the second's in the first; of two, the first by name, so that
  /// the order of the logs plays no part.
  private func exclusion(ofEither one: LoggedStanding.Named?, or other: LoggedStanding.Named?) -> String? {
    [one.flatMap { second.exclusion(of: $0) }, other.flatMap { first.exclusion(of: $0) }].compactMap { $0 }.min()
  }

  // MARK: Draws

  private enum DrawChange { case none, same, moved, missing }

  private var isOtherPicker: Bool {
    guard let ours = first.grounds.picker, let theirs = second.grounds.picker else { return false }
    return ours != theirs || first.grounds.temperature != second.grounds.temperature
  }

  private var drawChange: DrawChange {
    if let ours = first.grounds.draw, let theirs = second.grounds.draw { return ours == theirs ? .same : .moved }
    // Draws of a race follow from one key, so any model listed in both tells whether that is the same.
    let choices = commonlyRanked.filter { $0.0.model == first.choice.model || $0.0.model == second.choice.model }
    var (compared, moved) = (0, 0)
    for pair in choices.isEmpty ? commonlyRanked : choices {
      guard let ours = pair.0.draw, let theirs = pair.1.draw else { continue }
      compared += 1
      if ours != theirs { moved += 1 }
    }
    if compared > 0 { return moved > 0 ? .moved : .same }
    return first.isDrawn || second.isDrawn ? .missing : .none
  }

  /// The models that are ranked in both logs.
  private var commonlyRanked: [(DecisionGrounds.Ranked, DecisionGrounds.Ranked)] {
    first.grounds.ranked.compactMap { ranked in second.ranked[ranked.model].map { (ranked, $0) } }
  }

  /// Whether the weights and all that is listed in both logs are the same, so that chances are too.
  private var isScoredAlike: Bool {
    first.grounds.weights == second.grounds.weights && !commonlyRanked.isEmpty
      && commonlyRanked.allSatisfy { $0.0.terms == $0.1.terms }
  }

  // MARK: Scores

  /// What moved the comparison most towards the second choice, or nil where nothing did.
  private func largestPart(
    _ weights: [TermValues], _ before: LoggedStanding.Margin, _ after: LoggedStanding.Margin
  ) -> ChangeCause? {
    // What was put together is off by some last bits.
    var largest = (before.isBuilt || after.isBuilt ? -1e-12 : 0, ChangeCause?.none)
    func offer(_ part: Double, _ cause: ChangeCause) {
      if part < largest.0 { largest = (part, cause) }
    }
    // A product's change is split evenly between its factors (Shapley's value of two), so that the order of the logs
    // plays no part.
    var weighted = 0.0
    for term in ScoreTerm.allCases {
      let (ours, theirs) = (before.terms[term], after.terms[term])
      weighted += (weights[1][term] - weights[0][term]) * (ours + theirs) / 2
      offer((weights[0][term] + weights[1][term]) / 2 * (theirs - ours), .scoreTerm(term))
    }
    offer(weighted, .policy(.weights))
    if let ours = before.draw, let theirs = after.draw {
      offer((theirs - ours) * (first.grounds.temperature ?? 0), .draw)
    }
    guard case .scoreTerm(let term)? = largest.1 else { return largest.1 }
    return scaleCause(term) ?? largest.1
  }

  /// What became of a model that set a term's scale in one log and not in the other, where that alone moved the term.
  private func scaleCause(_ term: ScoreTerm) -> ChangeCause? {
    guard let ours = first.grounds.scales[term], let theirs = second.grounds.scales[term], ours.value != theirs.value
    else { return nil }
    for choice in [first, second] {
      guard let one = first.terms(of: choice)?.values, let other = second.terms(of: choice)?.values else { return nil }
      let (before, after) = (one[term] * ours.value, other[term] * theirs.value)
      // Terms are quotients, so their products with the scales are off by some last bits.
      guard abs(before - after) <= 1e-9 * max(before, after) else { return nil }
    }
    let reason = exclusion(
      ofEither: ours.model.map { ($0, ours.provider) }, or: theirs.model.map { ($0, theirs.provider) })
    if let reason { return .filter(reason) }
    let isGone = ours.model.map(second.lacks) ?? false || theirs.model.map(first.lacks) ?? false
    return isGone && tellsRegistries ? .registry(.modelAbsent) : nil
  }

  /// Whether one log alone tells how both stood, and would have chosen as the other did with the other's weights.
  private func otherWeightsSuffice(_ weights: [TermValues], _ margins: [LoggedStanding.Margin?]) -> Bool {
    // Only where nothing is drawn does the better score win.
    guard !first.isDrawn, !second.isDrawn, weights[0] != weights[1] else { return false }
    func sum(_ margin: LoggedStanding.Margin, _ weights: TermValues) -> Double {
      ScoreTerm.allCases.reduce(0) { $0 + weights[$1] * margin.terms[$1] }
    }
    if let ours = margins[0] { return sum(ours, weights[0]) >= 0 && sum(ours, weights[1]) < 0 }
    return margins[1].map { sum($0, weights[0]) > 0 && sum($0, weights[1]) <= 0 } ?? false
  }
}
