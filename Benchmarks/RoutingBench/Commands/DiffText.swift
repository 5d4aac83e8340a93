import TrafficReplay

/// The difference of two logs told to a person.
enum DiffText {
  static func lines(_ difference: LogDifference, _ first: LogEntries, _ second: LogEntries, top: Int) -> [String] {
    let total = difference.groups.total
    var lines = [
      "A: \(log(first))", "B: \(log(second))",
      "\(count(difference.matched)) requests in both, \(count(difference.onlyFirst)) only in A, "
        + "\(count(difference.onlySecond)) only in B",
      "\(count(total.count)) decided otherwise, \(share(total.count, of: difference.matched))",
    ]
    guard total.count > 0 else { return lines }
    let ranked = difference.groups.ranked
    let shown = ranked.prefix(top)
    var table = Table(["cause", "decisions", "share"])
    for group in shown { table.add([name(group.cause), count(group.count), share(group.count, of: total.count)]) }
    lines += [""] + table.lines
    if ranked.count > shown.count { lines.append("... and \(ranked.count - shown.count) more causes") }
    lines += ["", "B less A, over the decisions that differ"] + effects([total] + shown).lines
    lines += [""] + pairs(shown, top).lines
    return lines
  }

  private static func effects(_ groups: [ChangeGroup]) -> Table {
    var table = Table(["cause", "figure", "decisions", "difference", "95 % interval", "verdict"], leftColumns: 2)
    for group in groups {
      for figure in ChangeGroup.Figure.allCases {
        guard let mean = group.meanDifference(in: figure) else { continue }
        let interval = group.difference(in: figure)
        table.add([
          name(group.cause), label(figure), count(group.count(of: figure)), text(mean, figure),
          interval.map { "\(text($0.low, figure)) to \(text($0.high, figure))" } ?? "-",
          interval?.verdict.name ?? "too few",
        ])
      }
    }
    return table
  }

  private static func pairs(_ groups: some Sequence<ChangeGroup>, _ top: Int) -> Table {
    var table = Table(["cause", "from", "to", "decisions"], leftColumns: 3)
    for group in groups {
      let pairs = group.rankedPairs
      for (pair, number) in pairs.prefix(top) { table.add([name(group.cause), pair.from, pair.to, count(number)]) }
      let rest = group.count - pairs.prefix(top).reduce(0) { $0 + $1.count }
      if rest > 0 { table.add([name(group.cause), "(others)", "", count(rest)]) }
    }
    return table
  }

  private static func log(_ log: LogEntries) -> String {
    "\(log.name): \(count(log.count)) decisions"
      + (log.skipped.count > 0 ? ", \(count(log.skipped.count)) malformed lines skipped" : "")
  }

  private static func name(_ cause: ChangeGroups.Cause) -> String {
    cause.name + (cause.detail.map { " \($0)" } ?? "")
  }

  private static func label(_ figure: ChangeGroup.Figure) -> String {
    switch figure {
    case .cost: "USD a 1,000"
    case .latency: "mean ms"
    case .success: "served, %"
    }
  }

  private static func text(_ value: Double, _ figure: ChangeGroup.Figure) -> String {
    switch figure {
    case .cost: Table.fixed(value * 1000, 4)
    case .latency: Table.fixed(value, 1)
    case .success: Table.fixed(value * 100, 2)
    }
  }

  private static func share(_ part: Int, of whole: Int) -> String {
    "\(Table.fixed(whole > 0 ? Double(part) / Double(whole) * 100 : 0, 2)) %"
  }

  private static func count(_ value: Int) -> String { Table.grouped(Double(value)) }
}
