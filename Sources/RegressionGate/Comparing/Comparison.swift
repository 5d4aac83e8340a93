import RoutingCore
package import RoutingFormats

/// Two programs set against each other, row by row.
package struct Comparison: Hashable, Sendable {
  /// The rows of the base in its order, then those that are new.
  package let rows: [RowComparison]
  /// The rule they were judged by.
  package let rule: ComparisonRule

  /// How many rows got worse.
  package var regressions: Int { rows.count { $0.isRegression } }

  /// Judges what was measured of both programs side by side.
  package init(_ evidence: [RowEvidence], missing: [RowKey] = [], added: [RowKey] = [], rule: ComparisonRule) {
    let judged = evidence.count { $0.key.isJudged }
    let confidence = rule.confidence(rows: judged)
    var rows: [RowComparison] = []
    for (number, row) in evidence.enumerated() {
      // A stream a row, so that one more row does not move the intervals of the others.
      var generator = SeededGenerator(seed: rule.seed, stream: UInt64(number))
      rows.append(RowComparison(row, rule: rule, confidence: confidence, generator: &generator))
    }
    rows += missing.map { RowComparison($0, onlyOneHasIt: .missing) }
    rows += added.map { RowComparison($0, onlyOneHasIt: .added) }
    self.rows = rows
    self.rule = rule
  }

  /// Judges two reports.
  ///
  /// Throws a `FormatError` about the first field of `new` by which the two are not about the same work.
  package init(base: BenchReport, new: BenchReport, rule: ComparisonRule) throws(FormatError) {
    try base.requireSameWork(as: new)
    let (before, after) = (base.rows.map(\.key), new.rows.map(\.key))
    self.init(
      before.filter { new.row($0) != nil }.map { RowEvidence($0, base: base, new: new) },
      missing: before.filter { new.row($0) == nil }, added: after.filter { base.row($0) == nil }, rule: rule)
  }
}

extension BenchReport {
  /// Throws a `FormatError` about the first field of `new` that says it did other work than this.
  package func requireSameWork(as new: BenchReport) throws(FormatError) {
    try require(conditions, sameAs: new.conditions, new.file)
    for row in new.rows {
      guard let base = self.row(row.key) else { continue }
      try require(base.conditions, sameAs: row.conditions, new.file)
      guard row.rates.isEmpty || base.rates.isEmpty || row.rates.count == base.rates.count else {
        throw FormatError(
          file: new.file, line: row.conditions.first?.line ?? 1, field: "\(row.key)",
          message: "has \(row.rates.count) rounds, but \(base.rates.count) in \(file); rounds are compared in pairs")
      }
    }
  }

  private func require(
    _ conditions: [Condition], sameAs others: [Condition], _ name: String
  ) throws(FormatError) {
    for other in others {
      let value = conditions.first { $0.name == other.name }?.value
      guard value == other.value else {
        throw FormatError(
          file: name, line: other.line, field: other.field,
          message: "is \(other.value), but \(value ?? "absent") in \(file); these are not the same work")
      }
    }
  }
}
