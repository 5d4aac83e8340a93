import RoutingCore

/// An explanation told to a person.
enum ExplanationText {
  static func lines(
    _ explanation: Explanation, _ request: RoutingRequest, top: Int
  ) -> [String] {
    let shown = top == 0 ? Int.max : top
    var lines = [asked(request), wanted(explanation.policy), "", verdict(explanation), ""]
    if !explanation.ranked.isEmpty {
      lines += ranking(explanation, shown).lines
      if explanation.ranked.count > shown { lines.append("... and \(explanation.ranked.count - shown) more") }
      lines += ["", formula(explanation), ""]
    }
    lines += exclusions(explanation, shown)
    return lines
  }

  private static func asked(_ request: RoutingRequest) -> String {
    let size =
      request.kind.isPricedPerUnit
      ? "\(request.units) units" : "\(request.inputTokens) tokens in, \(request.outputTokens) out"
    let needs = request.requires.capabilities.map(\.name).joined(separator: ", ")
    return "request: \(request.kind.name), \(size)" + (request.isStreaming ? ", streamed" : "")
      + (request.isBatch ? ", batch" : "")
      + (needs.isEmpty ? "" : ", needs \(needs)") + (request.hint.map { ", hint '\($0)'" } ?? "")
  }

  private static func wanted(_ policy: RoutingPolicy) -> String {
    let mode = policy.mode?.name ?? policy.strategy?.name ?? RoutingMode.normal.name
    let budget = policy.costLimit.map { "at most \($0.value) USD" } ?? "no budget"
    return "policy:  \(mode), \(budget), weight at least \(policy.minimumWeight)"
  }

  private static func verdict(_ explanation: Explanation) -> String {
    switch explanation.verdict {
    case .refused(let refusal):
      let regions = refusal.allowedRegions.map(\.name).joined(separator: ", ")
      return "refused: \(Refusal.message) (\(refusal.cause.code)\(refusal.isPermanent ? ", for good" : ""))"
        + (regions.isEmpty ? "" : "; these regions would do: \(regions)") + hint(refusal.hintStatus)
    case .decided(let decision):
      let cost = Table.fixed(decision.estimatedCost.value, 6)
      let chance = decision.propensity < 1 ? ", by a chance of \(Table.fixed(decision.propensity, 4))" : ""
      return "chosen: \(decision.model) at \(decision.provider), about \(cost) USD (\(decision.reason.name))\(chance)"
        + hint(decision.hintStatus) + (decision.reference.map(named) ?? "")
    }
  }

  private static func hint(_ status: HintStatus) -> String {
    status.name.map { "; the hint is \($0)" } ?? ""
  }

  private static func named(_ reference: ReferenceReport) -> String {
    let others = reference.alternatives.map(\.name).joined(separator: ", ")
    return "\nhint:   taken for \(reference.kind.name)" + (others.isEmpty ? "" : ", could also be \(others)")
  }

  private static func ranking(_ explanation: Explanation, _ shown: Int) -> Table {
    var table = Table(["rank", "model", "score", "cost USD", "cost", "latency", "failure", "weight"], leftColumns: 2)
    for (rank, card) in explanation.ranked.prefix(shown).enumerated() {
      table.add([
        "\(rank + 1)", card.model.text, Table.fixed(card.terms.score, 4), Table.fixed(card.traits.cost, 6),
        Table.fixed(card.terms.cost, 3), Table.fixed(card.terms.latency, 3), Table.fixed(card.terms.failure, 3),
        Table.fixed(card.terms.weight, 3),
      ])
    }
    return table
  }

  private static func formula(_ explanation: Explanation) -> String {
    let weights = explanation.weights
    return "score = \(weights.cost) cost + \(weights.latency) latency + \(weights.failure) failure "
      + "- \(weights.weight) weight; lower is better"
  }

  private static func exclusions(_ explanation: Explanation, _ shown: Int) -> [String] {
    guard !explanation.excluded.isEmpty else { return ["no model was left out"] }
    var lines = ["left out: \(explanation.excluded.count)"]
    lines += explanation.excluded.prefix(shown).map { rejection in
      "  \(rejection.model): " + rejection.reasons.map(\.description).joined(separator: "; ")
    }
    if explanation.excluded.count > shown { lines.append("  ... and \(explanation.excluded.count - shown) more") }
    return lines
  }
}
