import RoutingCore

/// What became of one row.
package struct RowComparison: Hashable, Sendable {
  /// The row.
  package let key: RowKey
  /// By which share a decision takes longer, measured directly or by the calibration loop; negative where it is faster.
  package let slowdown: Interval?
  /// The same relative to the yardstick.
  package let slowdownToYardstick: Interval?
  /// Blocks of memory a decision.
  package let allocations: RowEvidence.Change?
  /// Instructions a decision.
  package let instructions: RowEvidence.Change?
  /// What follows.
  package let verdict: Verdict

  /// What follows from a comparison.
  package enum Verdict: Hashable, Sendable {
    /// Nothing that counts.
    case unchanged
    /// Faster than the tolerance.
    case faster
    /// Worse, for these reasons.
    case regressed([Reason])
    /// Not in the new program: what is not measured any more is not kept.
    case missing
    /// Not in the base.
    case added
    /// Shown and not judged.
    case yardstick
  }

  /// What got worse.
  package enum Reason: String, Hashable, Sendable, CaseIterable {
    /// It takes longer.
    case slower
    /// It allocates more.
    case allocates = "allocates more"
    /// It takes more instructions.
    case instructions = "more instructions"
  }

  /// Whether the gate closes for this row.
  package var isRegression: Bool {
    switch verdict {
    case .regressed, .missing: true
    case .unchanged, .faster, .added, .yardstick: false
    }
  }
}

extension RowComparison {
  /// A row that only one program has.
  init(_ key: RowKey, onlyOneHasIt verdict: Verdict) {
    self.init(
      key: key, slowdown: nil, slowdownToYardstick: nil, allocations: nil, instructions: nil, verdict: verdict)
  }

  /// Judges a row that both programs have.
  init(_ evidence: RowEvidence, rule: ComparisonRule, confidence: Double, generator: inout SeededGenerator) {
    func interval(_ groups: [[Double]]) -> Interval? {
      Interval(medianOf: groups, confidence: confidence, generator: &generator)?
        .map { ElementaryFunctions.exp($0) - 1 }
    }
    let slowdown = interval(evidence.slowdowns)
    let toYardstick = interval(evidence.slowdownsToYardstick)
    // A path that got slower is so by either measure; what only one of them sees happened to the measure.
    let opinions = [slowdown, toYardstick].compactMap { $0 }
    var reasons: [Reason] = []
    if !opinions.isEmpty, opinions.allSatisfy(rule.isSlower) { reasons.append(.slower) }
    if let change = evidence.allocations,
      rule.allocatesMore(base: change.base, new: change.new, learns: evidence.key.learns)
    {
      reasons.append(.allocates)
    }
    if let change = evidence.instructions, rule.takesMoreInstructions(base: change.base, new: change.new) {
      reasons.append(.instructions)
    }
    let isFaster = !opinions.isEmpty && opinions.allSatisfy(rule.isFaster)
    let verdict: Verdict =
      if !evidence.key.isJudged {
        .yardstick
      } else if !reasons.isEmpty {
        .regressed(reasons)
      } else {
        isFaster ? .faster : .unchanged
      }
    self.init(
      key: evidence.key, slowdown: slowdown, slowdownToYardstick: toYardstick, allocations: evidence.allocations,
      instructions: evidence.instructions, verdict: verdict)
  }
}
