import RoutingCore

extension RoutingCase {
  /// Where the compiled path differs from the reference, or nil where it does not.
  ///
  /// The propensity of Thompson's draws is integrated by one and not by the other, so it is left out.
  package func disagreement() throws -> String? {
    let expected = referenceRecord()
    let actual = try record()
    guard actual.ranked == expected.ranked else { return "rankings\n\(actual.ranked)\n\(expected.ranked)" }
    guard actual.excluded == expected.excluded else { return "exclusions\n\(actual.excluded)\n\(expected.excluded)" }
    guard strip(actual.verdict) == strip(expected.verdict) else {
      return "verdicts\n\(actual.verdict)\n\(expected.verdict)"
    }
    let choice = try choice()
    let decision = actual.verdict.decision
    guard choice?.model == decision?.model, choice?.provider == decision?.provider,
      choice?.choice.estimatedCost == decision?.estimatedCost, choice?.choice.reason == decision?.reason,
      choice?.choice.hintStatus == decision?.hintStatus
    else { return "the choice \(String(describing: choice)) is not the decision \(String(describing: decision))" }
    if let propensity = choice?.choice.propensity, propensity != decision?.propensity {
      return "propensity \(propensity) of the choice, \(decision?.propensity ?? 0) of the decision"
    }
    return nil
  }

  private func strip(_ verdict: Verdict) -> Verdict {
    guard isSampled, let decision = verdict.decision else { return verdict }
    return .decided(
      Decision(
        model: decision.model, provider: decision.provider, estimatedCost: decision.estimatedCost,
        reason: decision.reason, hintStatus: decision.hintStatus, reference: decision.reference, propensity: 1,
        fallbacks: decision.fallbacks))
  }
}
