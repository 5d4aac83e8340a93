/// The tables of `threads`.
enum ThreadsText {
  /// Below this share of the time with a processor, figures by the clock say more of the machine than of the router.
  private static let quiet = 0.95

  static func lines(_ rows: [ThreadsSuite.Section: [ThreadsRow]]) -> [String] {
    ThreadsSuite.Section.allCases.flatMap { section in
      [""] + table(section, rows[section] ?? []).lines + notes(section, rows[section] ?? [])
    }
  }

  private static func table(_ section: ThreadsSuite.Section, _ rows: [ThreadsRow]) -> Table {
    let columns = columns(section)
    var table = Table(["path", "models"] + columns.map(\.head))
    for row in rows {
      table.add(
        [row.path, "\(row.models)"]
          + columns.map { column in
            if column.figure == "threads" { return "\(row.threads)" }
            return row[column.figure].map { Table.fixed($0 * column.factor, column.decimals) } ?? "?"
          })
    }
    return table
  }

  private static func columns(
    _ section: ThreadsSuite.Section
  ) -> [(head: String, figure: String, factor: Double, decimals: Int)] {
    switch section {
    case .work:
      [
        ("per second", "per_second", 1, 0), ("ns fastest", "ns_fastest", 1, 1), ("ns p50", "ns_p50", 1, 1),
        ("p99", "ns_p99", 1, 1), ("allocations", "allocations", 1, 3),
      ]
    case .scaling:
      [
        ("threads", "threads", 1, 0), ("decisions/s", "per_second", 1, 0),
        ("by processor time", "per_processor_second", 1, 0), ("x wall", "ratio_by_wall", 1, 2),
        ("x processor", "ratio_by_processor", 1, 2), ("% running", "running_share", 100, 1),
        ("% spilled", "spilled_share", 100, 1),
      ]
    case .reconfiguring:
      [
        ("decisions", "count", 1, 0), ("publications", "publications", 1, 0), ("ns p50", "ns_p50", 1, 0),
        ("p99", "ns_p99", 1, 0), ("p99.9", "ns_p999", 1, 0), ("max", "ns_maximum", 1, 0),
        ("p99.9/p50", "p999_to_p50", 1, 1),
      ]
    case .publication:
      [("us p50", "ns_p50", 0.001, 2), ("us p90", "ns_p90", 0.001, 2), ("times", "count", 1, 0)]
    }
  }

  private static func notes(_ section: ThreadsSuite.Section, _ rows: [ThreadsRow]) -> [String] {
    switch section {
    case .work:
      [
        "Medians over groups of 1,024 outcomes, 256 names, 32 decisions; the same requests and health for all three ways."
      ]
    case .scaling: scalingNotes(rows)
    case .reconfiguring:
      [
        "Single decisions with two reads of the clock, \(Table.grouped(BenchSuite.clockOverhead())) ns here, in each. What"
          + " the scheduler takes away shows in both",
        "rows; by processor time it does not, but asking for that is a call of the system in every figure.",
      ]
    case .publication: ["Medians of single runs, with one read of the clock in each."]
    }
  }

  private static func scalingNotes(_ rows: [ThreadsRow]) -> [String] {
    let least = rows.compactMap { $0["running_share"] }.min() ?? 1
    let machine =
      "\(ThreadsSuite.processors) processors; a third thread ticks every 10 ms. Apart: a router for each thread, so what"
      + " is lost there is the machine's."
    guard least < quiet || ThreadsSuite.processors < 3 else { return [machine] }
    return [
      machine,
      "The threads had a processor for \(Table.fixed(least * 100, 0)) % of the time at worst: go by the ratio by"
        + " processor time where that is below \(Table.fixed(quiet * 100, 0)) %.",
    ]
  }
}
