/// What an orchestration takes at most, known before its first call.
///
/// The cost holds where the host keeps its side: the candidates are all the models that may serve, no call costs more
/// than ``OrchestrationCandidate/cost(inputTokens:outputTokens:)`` says of its model or than its own limit allows, and
/// no answer with its reasoning is longer than ``OrchestrationPlan/outputTokens`` as R-402 counts.
public struct OrchestrationBound: Hashable, Sendable {
  /// The calls when nothing fails (O-313, O-340, O-355).
  public let plannedCalls: Int
  /// The calls at most: with all models replaced that may be (O-201, O-332), and a repair (O-403).
  public let calls: Int
  /// The cost at most.
  public let cost: Dollars
  /// The time at most (O-207).
  public let time: Milliseconds
}

extension OrchestrationPlan {
  /// What the orchestration takes at most.
  ///
  /// - Complexity: O(n) in the size of the messages and the number of candidates.
  public var bound: OrchestrationBound {
    let schedule = mode.schedule(of: self)
    var calls = 0
    var cost = Dollars(unchecked: 0)
    var longest = 0
    for phase in schedule {
      // A text and the line that parts it from its reasoning.
      let texts = phase.texts * (outputTokens.value + 1)
      let tokens = phase.payload.estimatedTokens.value + texts
      longest = max(longest, tokens)
      calls += phase.most
      let each = dearest([phase.phase.role], inputTokens: TokenCount(clamping: tokens))
      cost = cost.adding(Dollars(unchecked: min(each.value * Double(phase.most), .greatestFiniteMagnitude)))
    }
    if hasSchema {
      calls += 1
      let schemas = [directive.outputSchema, format.schema].compactMap { $0?.text.utf8.count }
      // The schema is told of once, its names may stand in the pointer, and the rest of the words take no 4096 bytes.
      let words = TokenEstimator.input(stated: nil, textBytes: 2 * (schemas.max() ?? 0) + 4096, otherParts: 0)
      let tokens = longest + outputTokens.value + words.value
      cost = cost.adding(dearest(OrchestrationRole.allCases, inputTokens: TokenCount(clamping: tokens)))
    }
    return OrchestrationBound(
      plannedCalls: schedule.reduce(0) { $0 + $1.planned }, calls: calls,
      cost: maximumCost.map { min($0, cost) } ?? cost, time: timeLimit)
  }
}

extension OrchestrationDirective {
  /// The rounds, voters or answers of the mode that runs (O-102, O-330).
  var rounds: Int {
    switch effectiveMode {
    case .planning, .cascade: 1
    case .adversarial: iterations == 0 ? 1 : iterations
    case .refine: iterations == 0 ? 2 : iterations
    case .vote, .bestOfN: iterations < 2 ? 3 : iterations
    }
  }
}
