import RoutingCore
import RoutingFormats
import TrafficReplay

extension QualityReport {
  /// The report as a document other programs read; costs are US dollars a request.
  func json() -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("schema")
      writer.string("routing-bench/1")
      writer.name("format")
      writer.string(document.format.rawValue)
      writer.name("seed")
      writer.integer(Int(seed))
      let counts = [
        ("items", table.items.count), ("training_items", comparison.trainingItems),
        ("evaluation_items", comparison.evaluationItems), ("incomplete_items", world.incompleteItems),
        ("missing_scores", table.missingCells), ("unreadable_verdicts", document.unreadableVerdicts),
        ("assumed_prompts", world.assumedPrompts), ("assumed_answers", world.assumedAnswers),
      ]
      for (name, count) in counts {
        writer.name(name)
        writer.integer(count)
      }
      writer.name("unpriced_models")
      writer.array { writer in world.unpricedModels.forEach { writer.string($0) } }
      let names = [
        ("best_single_model", comparison.bestSingleModel), ("strong_model", comparison.strongModel),
        ("weak_model", comparison.weakModel),
      ]
      for (name, model) in names {
        writer.name(name)
        writer.string(model)
      }
      writer.name("costs_usd")
      writer.array { writer in
        writer.number(comparison.costs.lowerBound)
        writer.number(comparison.costs.upperBound)
      }
      writer.name("policies")
      writer.array { writer in comparison.policies.forEach { QualityReport.write($0, to: &writer) } }
      writer.name("curves")
      writer.array { writer in
        comparison.curves.forEach { QualityReport.write($0, over: comparison.costs, to: &writer) }
      }
    }
    return writer.bytes + [0x0A]
  }

  private static func write(_ policy: QualityComparison.Policy, to writer: inout JSONWriter) {
    writer.object { writer in
      let verdict = policy.verdict
      writer.name("policy")
      writer.string(policy.name)
      let numbers = [
        ("cost_usd", verdict.point.cost), ("score", verdict.point.quality), ("mean_regret", verdict.meanRegret),
        ("total_regret", verdict.totalRegret), ("share_of_best_single", verdict.shareOfBestSingle),
      ]
      for (name, number) in numbers {
        writer.name(name)
        writer.number(number)
      }
      writer.name("recovered_gap")
      if let gap = verdict.recoveredGap { writer.number(gap) } else { writer.null() }
    }
  }

  private static func write(
    _ curve: QualityComparison.Curve, over costs: ClosedRange<Double>, to writer: inout JSONWriter
  ) {
    writer.object { writer in
      writer.name("curve")
      writer.string(curve.name)
      writer.name("aiq")
      writer.number(curve.frontier.averageImprovement(over: costs))
      writer.name("area")
      writer.number(curve.frontier.area(over: costs))
      writer.name("hull")
      writer.array { writer in
        for corner in curve.frontier.hull {
          writer.array { writer in
            writer.number(corner.cost)
            writer.number(corner.quality)
          }
        }
      }
    }
  }
}
