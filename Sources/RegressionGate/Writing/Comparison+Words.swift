extension Comparison {
  /// The heads of the columns that ``cells(of:)`` fills.
  package static let columns = [
    "path", "models", "slower by", "interval", "against reference", "allocs/decision", "instructions", "verdict",
  ]

  /// A row in words, a cell for each column.
  package static func cells(of row: RowComparison) -> [String] {
    [
      row.key.path + (row.key.threads == 1 ? "" : ", \(row.key.threads) threads")
        + (row.key.mode == "mixed" ? "" : ", \(row.key.mode)"),
      row.key == RowKey.calibration ? "-" : "\(row.key.models)",
      row.slowdown.map { percent($0.middle) } ?? "-",
      row.slowdown.map { "\(percent($0.low)) to \(percent($0.high))" } ?? "-",
      row.slowdownToYardstick.map { percent($0.middle) } ?? "-",
      row.allocations.map { change($0, decimals: 3) } ?? "-",
      row.instructions.map { change($0, decimals: 0) } ?? "-",
      words(row.verdict),
    ]
  }

  /// A verdict in words.
  package static func words(_ verdict: RowComparison.Verdict) -> String {
    switch verdict {
    case .unchanged: "ok"
    case .faster: "faster"
    case .regressed(let reasons): "REGRESSION: " + reasons.map(\.rawValue).joined(separator: ", ")
    case .missing: "REGRESSION: not measured any more"
    case .added: "new"
    case .yardstick: "not judged"
    }
  }

  /// The comparison in one sentence.
  package var summary: String {
    let judged = rows.count { $0.verdict != .yardstick && $0.verdict != .added }
    let tolerance = Comparison.fixed(rule.tolerance * 100, 1)
    return regressions == 0
      ? "\(judged) rows compared, none worse by more than \(tolerance) %."
      : "\(regressions) of \(judged) rows got worse; up to \(tolerance) % slower is tolerated."
  }

  private static func change(_ change: RowEvidence.Change, decimals: Int) -> String {
    let (base, new) = (fixed(change.base, decimals), fixed(change.new, decimals))
    return base == new ? new : "\(base) -> \(new)"
  }

  static func percent(_ share: Double) -> String {
    (share < 0 ? "-" : "+") + fixed(abs(share) * 100, 2) + " %"
  }

  /// A number that is not negative, with so many decimals; as it stands where it is too large for that.
  private static func fixed(_ value: Double, _ decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1.0) { scale, _ in scale * 10 }
    let scaled = (value * scale).rounded()
    guard scaled < 0x1p53 else { return "\(value)" }
    let digits = String(Int(scaled))
    guard decimals > 0 else { return digits }
    let padded = String(repeating: "0", count: max(decimals + 1 - digits.count, 0)) + digits
    return padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }
}
