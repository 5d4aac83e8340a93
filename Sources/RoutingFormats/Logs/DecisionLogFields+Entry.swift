import RoutingCore

extension DecisionLogFields {
  func entry() throws(FormatError) -> DecisionLogEntry {
    guard let input = tokens["input_tokens"] else { throw missing("input_tokens") }
    guard let model = texts["model"], !model.isEmpty else { throw missing("model") }
    guard let propensity = numbers["propensity"] else { throw missing("propensity") }
    guard propensity > 0 else {
      throw FormatError(line: line, field: "propensity", message: "what was chosen had a chance above 0")
    }
    try checkCandidates(ModelID(model), propensity)
    let kindName = texts["kind"] ?? ModelKind.chat.name
    guard let kind = ModelKind(name: kindName) else {
      throw FormatError(
        line: line, field: "kind", message: "\(TextExcerpt.quoted(kindName.utf8)) is no known kind of request")
    }
    return DecisionLogEntry(
      requestID: texts["id"], arrival: arrival, policy: texts["policy"],
      features: DecisionLogEntry.Features(
        inputTokens: input, outputTokens: tokens["output_tokens"] ?? TokenEstimator.defaultOutput, kind: kind,
        requires: requires, tenant: texts["tenant"], session: texts["session"]),
      candidates: candidates, model: ModelID(model), provider: texts["provider"].map { ProviderID($0) },
      propensity: propensity, evaluatedPropensity: numbers["evaluated_propensity"],
      expectedCost: numbers["expected_cost_usd"].flatMap { Dollars($0) }, outcome: try outcome(), grounds: grounds)
  }

  private func outcome() throws(FormatError) -> DecisionLogEntry.Outcome? {
    guard let success else {
      guard let name = ["cost_usd", "latency_ms", "reward"].first(where: { numbers[$0] != nil }) else { return nil }
      throw FormatError(line: line, field: "success", message: "the member is missing beside '\(name)'")
    }
    return DecisionLogEntry.Outcome(
      isSuccess: success, cost: numbers["cost_usd"].flatMap { Dollars($0) },
      latency: numbers["latency_ms"].flatMap { Milliseconds($0) }, reward: numbers["reward"])
  }

  /// How far a probability that is written twice may be off.
  private static let tolerance = 1e-6
  /// How far the sum of all may: those of Thompson sampling are integrals, each within a thousandth.
  private static let sumTolerance = 0.01

  /// Candidates that contradict the choice, or have more than all of the probability, are a broken log.
  private func checkCandidates(_ model: ModelID, _ propensity: Double) throws(FormatError) {
    guard !candidates.isEmpty else { return }
    func broken(_ message: String) -> FormatError { FormatError(line: line, field: "candidates", message: message) }
    guard let chosen = candidates.first(where: { $0.model == model }) else {
      throw broken("the chosen model is not among them")
    }
    guard abs(chosen.propensity - propensity) <= DecisionLogFields.tolerance else {
      throw broken("the chosen model has another propensity here: \(chosen.propensity)")
    }
    let sums = candidates.reduce((0.0, 0.0)) { ($0.0 + $1.propensity, $0.1 + ($1.evaluatedPropensity ?? 0)) }
    guard max(sums.0, sums.1) <= 1 + DecisionLogFields.sumTolerance else {
      throw broken("their probabilities sum up to \(max(sums.0, sums.1))")
    }
  }
}
