import RoutingCore
import RoutingFormats
import TrafficReplay

/// A study of a fleet, told to a person or to a program.
struct FleetStudyReport {
  let study: FleetStudy
  let registry: ModelRegistry
  let points: [FleetPoint]

  init(study: FleetStudy, registry: ModelRegistry) {
    self.study = study
    self.registry = registry
    points = study.points
  }

  func lines(_ source: String) -> [String] {
    let settings = study.settings
    let lines = [
      "\(source); \(registry.models.count) models at \(registry.providers.count) of them drawn",
      "\(Table.grouped(Double(study.requests))) requests a run at \(FleetStudyReport.short(settings.requestsPerSecond)) "
        + "a second, seeds \(study.seed) to \(study.seed &+ UInt64(study.seeds - 1)); published every "
        + "\(FleetStudyReport.short(settings.publicationInterval.value)) ms, health read every "
        + "\(FleetStudyReport.short(settings.healthInterval.value)) ms",
      "breakdowns \(FleetStudyReport.short(settings.meanUp.value / 1000)) s apart that last "
        + "\(FleetStudyReport.short(settings.meanDown.value / 1000)) s, on average", "",
    ]
    return lines + decisions.lines + budget
  }

  private var decisions: Table {
    var table = Table(
      [
        "replicas", "delay ms", "failed %", "±", "broken %", "regret / 1000", "±", "noticed s", "±", "95th", "±",
        "attempts", "unaware", "breakdowns",
      ], leftColumns: 0)
    for point in points {
      table.add(
        ["\(point.replicas)", FleetStudyReport.short(point.delay.value)]
          + cells(point.failedShare, 3, times: 100) + cells(point.brokenShare, 3, times: 100).prefix(1)
          + cells(point.regret, 3, times: 1000) + cells(point.meanTimeUntilNoticed, 1, times: 0.001)
          + cells(point.tailTimeUntilNoticed, 1, times: 0.001)
          + cells(point.attemptsPerBreakdown, 1).prefix(1) + cells(point.unawareAttemptsPerBreakdown, 1).prefix(1)
          + cells(point.breakdowns, 1).prefix(1))
    }
    return table
  }

  private var budget: [String] {
    guard let limit = study.settings.budget else { return [] }
    var shared = Table(
      ["replicas", "delay ms", "overshoot USD", "±", "%", "spent unheard USD", "seeds out of money"], leftColumns: 0)
    for point in points {
      shared.add(
        ["\(point.replicas)", FleetStudyReport.short(point.delay.value)] + cells(point.overshoot, 4)
          + cells(point.overshootShare, 2, times: 100).prefix(1) + cells(point.spendingUnheard, 4).prefix(1)
          + ["\(point.seedsOutOfMoney) of \(study.seeds)"])
    }
    var split = Table(
      ["replicas", "overshoot USD", "±", "left at first refusal %", "±", "refused early %", "±"], leftColumns: 0)
    for point in points where point.delay == study.delays.first {
      split.add(
        ["\(point.replicas)"] + cells(point.splitOvershoot, 4) + cells(point.splitLeftShare, 2, times: 100)
          + cells(point.splitRefusedEarlyShare, 3, times: 100))
    }
    let dollars = Table.fixed(limit.dollars.value, 2)
    return ["", "a budget of \(dollars) USD, shared:", ""] + shared.lines
      + ["", "the same in equal parts (first delay only):", ""] + split.lines
  }

  /// A mean and its standard error.
  private func cells(_ figure: SeedMean?, _ decimals: Int, times factor: Double = 1) -> [String] {
    guard let figure else { return ["-", "-"] }
    return [
      Table.fixed(figure.mean * factor, decimals),
      figure.standardError.map { Table.fixed($0 * factor, decimals) } ?? "-",
    ]
  }

  /// A number without a fraction where it has none.
  private static func short(_ number: Double) -> String {
    number == number.rounded() ? Table.grouped(number) : "\(number)"
  }
}
