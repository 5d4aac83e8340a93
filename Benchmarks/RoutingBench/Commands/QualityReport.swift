import Foundation
import ReplayReporting
import RoutingCore
import RoutingFormats
import TrafficReplay

/// A comparison of ways of choosing, told to a person or to a program.
struct QualityReport {
  let document: QualityDocument
  let table: QualityTable
  let world: QualityWorld
  let comparison: QualityComparison
  let seed: UInt64

  func lines(file: String, _ pricing: TokenPricing) -> [String] {
    let tasks = Set(table.items.compactMap(\.task)).count
    let lines = [
      "\(file) (\(document.format.rawValue)): \(QualityReport.counted(table.items.count, "item")), "
        + "\(QualityReport.counted(table.models.count, "model")), \(QualityReport.counted(tasks, "task"))",
      "judged on \(QualityReport.counted(comparison.evaluationItems, "item")); "
        + "\(QualityReport.counted(comparison.trainingItems, "other")) trained (seed \(seed))", "",
    ]
    return lines + policies.lines + [""] + curves.lines + [""] + remarks(pricing)
  }

  /// Where the comparison comes from, for a page.
  func setup(table file: String, _ pricing: TokenPricing) -> QualityPageReport.Setup {
    QualityPageReport.Setup(
      command: ReplaySetup.command(CommandLine.arguments.dropFirst()),
      table: URL(fileURLWithPath: file).lastPathComponent, items: table.items.count, models: world.models.count,
      seed: seed, remarks: Array(remarks(pricing).dropFirst()))
  }

  private var policies: Table {
    var table = Table(["policy", "USD per 1,000", "score", "mean regret", "total regret", "gap recovered", "to best"])
    for policy in comparison.policies {
      let verdict = policy.verdict
      table.add([
        policy.name, Table.fixed(verdict.point.cost * 1000, 4), Table.fixed(verdict.point.quality, 4),
        Table.fixed(verdict.meanRegret, 4), Table.fixed(verdict.totalRegret, 1),
        verdict.recoveredGap.map { "\(Table.fixed($0 * 100, 1))%" } ?? "-",
        "\(Table.fixed(verdict.shareOfBestSingle * 100, 1))%",
      ])
    }
    return table
  }

  private var curves: Table {
    var table = Table(["curve", "AIQ", "area", "efficient points", "hull corners"])
    for curve in comparison.curves {
      table.add([
        curve.name, Table.fixed(curve.frontier.averageImprovement(over: comparison.costs), 4),
        Table.fixed(curve.frontier.area(over: comparison.costs) * 1000, 4),
        Table.grouped(Double(curve.frontier.efficient.count)), Table.grouped(Double(curve.frontier.hull.count)),
      ])
    }
    return table
  }

  private func remarks(_ pricing: TokenPricing) -> [String] {
    var remarks = [
      "AIQ and area (score times USD per 1,000) over \(Table.fixed(comparison.costs.lowerBound * 1000, 4)) to "
        + "\(Table.fixed(comparison.costs.upperBound * 1000, 4)) USD per 1,000",
      "best single model, known only afterwards: \(comparison.bestSingleModel)",
      "strong (best in training): \(comparison.strongModel); weak (cheapest in training): \(comparison.weakModel)",
    ]
    if !world.unpricedModels.isEmpty {
      remarks.append(
        "left out, no price: \(QualityReport.counted(world.unpricedModels.count, "model")): "
          + world.unpricedModels.joined(separator: ", "))
    }
    if world.incompleteItems > 0 {
      remarks.append("left out, a model has no score: \(QualityReport.counted(world.incompleteItems, "item"))")
    }
    if table.missingCells > 0 {
      remarks.append(
        "scores missing from the table: \(Table.grouped(Double(table.missingCells))), of which "
          + "\(Table.grouped(Double(document.unreadableVerdicts))) verdicts could not be read")
    }
    if world.assumedPrompts > 0 {
      remarks.append(
        "length of prompt unknown: \(QualityReport.counted(world.assumedPrompts, "item")), "
          + "\(QualityReport.counted(pricing.assumedInputTokens, "token")) assumed")
    }
    if world.assumedAnswers > 0 {
      remarks.append(
        "length of answer unknown: \(QualityReport.counted(world.assumedAnswers, "answer")), "
          + "\(QualityReport.counted(pricing.assumedOutputTokens, "token")) assumed")
    }
    return remarks
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(Table.grouped(Double(count))) \(noun)\(count == 1 ? "" : "s")"
  }
}
