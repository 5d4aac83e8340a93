import RoutingCore
import RoutingFormats
import TrafficReplay

extension FleetStudyReport {
  /// All figures of a point under the names that files use; times are milliseconds, money is US dollars.
  private static func figures(of point: FleetPoint) -> [(name: String, figure: SeedMean?)] {
    [
      ("failed_share", point.failedShare), ("broken_share", point.brokenShare), ("reward", point.reward),
      ("regret", point.regret), ("breakdowns", point.breakdowns),
      ("mean_time_until_noticed_ms", point.meanTimeUntilNoticed),
      ("p95_time_until_noticed_ms", point.tailTimeUntilNoticed),
      ("attempts_per_breakdown", point.attemptsPerBreakdown),
      ("unaware_attempts_per_breakdown", point.unawareAttemptsPerBreakdown), ("overshoot_usd", point.overshoot),
      ("overshoot_share", point.overshootShare), ("spent_unheard_usd", point.spendingUnheard),
      ("split_overshoot_usd", point.splitOvershoot), ("split_left_share", point.splitLeftShare),
      ("split_refused_early_share", point.splitRefusedEarlyShare),
    ]
  }

  /// The study as a document other programs read.
  func json() -> [UInt8] {
    let settings = study.settings
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("schema")
      writer.string("routing-bench/1")
      let counts = [
        ("requests", study.requests), ("seeds", study.seeds), ("seed", Int(study.seed)),
        ("models", registry.models.count), ("providers", registry.providers.count),
      ]
      for (name, count) in counts {
        writer.name(name)
        writer.integer(count)
      }
      let numbers = [
        ("rate_rps", settings.requestsPerSecond), ("publish_ms", settings.publicationInterval.value),
        ("health_ms", settings.healthInterval.value), ("mean_up_ms", settings.meanUp.value),
        ("mean_down_ms", settings.meanDown.value),
      ]
      for (name, number) in numbers {
        writer.name(name)
        writer.number(number)
      }
      writer.name("budget_usd")
      if let budget = settings.budget { writer.number(budget.dollars.value) } else { writer.null() }
      writer.name("points")
      writer.array { writer in points.forEach { FleetStudyReport.write($0, to: &writer) } }
    }
    return writer.bytes + [0x0A]
  }

  private static func write(_ point: FleetPoint, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("replicas")
      writer.integer(point.replicas)
      writer.name("delay_ms")
      writer.number(point.delay.value)
      writer.name("seeds_out_of_money")
      writer.integer(point.seedsOutOfMoney)
      for (name, figure) in figures(of: point) {
        writer.name(name)
        guard let figure else {
          writer.null()
          continue
        }
        writer.object { writer in
          writer.name("mean")
          writer.number(figure.mean)
          writer.name("standard_error")
          if let error = figure.standardError { writer.number(error) } else { writer.null() }
          writer.name("seeds")
          writer.integer(figure.count)
        }
      }
    }
  }

  /// The points as rows, with a column for each mean and one, ending in `_se`, for its standard error; empty where
  /// there is none.
  func csv() -> [UInt8] {
    var rows: [String] = []
    for point in points {
      let figures = FleetStudyReport.figures(of: point)
      if rows.isEmpty {
        let names = figures.flatMap { [$0.name, "\($0.name)_se"] }
        rows.append((["replicas", "delay_ms", "seeds_out_of_money"] + names).joined(separator: ","))
      }
      let cells = figures.flatMap { [FleetStudyReport.cell($1?.mean), FleetStudyReport.cell($1?.standardError)] }
      let place = ["\(point.replicas)", FleetStudyReport.cell(point.delay.value), "\(point.seedsOutOfMoney)"]
      rows.append((place + cells).joined(separator: ","))
    }
    return Array(rows.map { "\($0)\r\n" }.joined().utf8)
  }

  private static func cell(_ number: Double?) -> String {
    guard let number, number.isFinite else { return "" }
    // Whole numbers without a fraction, as in JSON.
    return abs(number) < 0x1p53 && number == number.rounded() ? "\(Int(number))" : "\(number)"
  }
}
