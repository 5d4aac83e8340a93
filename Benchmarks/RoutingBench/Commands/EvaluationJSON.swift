import RoutingCore
import TrafficReplay

/// An evaluation as a document other programs read.
enum EvaluationJSON {
  static func bytes(_ report: OffPolicyReport, _ facts: EvaluationFacts) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("schema")
      writer.string("routing-bench/1")
      writer.name("quantity")
      writer.string(facts.quantity.rawValue)
      integer("seed", Int(facts.seed), &writer)
      integer("rounds", report.weights.rounds, &writer)
      integer("without_outcome", facts.counts.withoutOutcome, &writer)
      integer("malformed_lines", facts.counts.malformed, &writer)
      integer("refused", facts.refused, &writer)
      integer("unknown_models", facts.unknown, &writer)
      writer.name("logged_mean")
      writer.number(facts.ownEstimate?.value ?? .nan)
      writer.name("weights")
      writer.object { write(report.weights, to: &$0) }
      writer.name("estimates")
      writer.array { writer in
        for estimate in report.estimates { writer.object { write(estimate, to: &$0) } }
      }
      writer.name("warnings")
      writer.array { writer in
        for warning in report.warnings {
          writer.object { writer in
            writer.name("name")
            writer.string(warning.name)
            writer.name("text")
            writer.string("\(warning)")
          }
        }
      }
    }
    return writer.bytes + [0x0A]
  }

  private static func integer(_ name: String, _ value: Int, _ writer: inout JSONWriter) {
    writer.name(name)
    writer.integer(value)
  }

  /// A number, or null where there is none.
  private static func number(_ name: String, _ value: Double?, _ writer: inout JSONWriter) {
    writer.name(name)
    writer.number(value ?? .nan)
  }

  private static func interval(_ name: String, _ interval: ClosedRange<Double>?, _ writer: inout JSONWriter) {
    writer.name(name)
    guard let interval else { return writer.null() }
    writer.array { writer in
      writer.number(interval.lowerBound)
      writer.number(interval.upperBound)
    }
  }

  private static func write(_ weights: WeightSummary, to writer: inout JSONWriter) {
    number("mean", weights.mean, &writer)
    number("standard_error", weights.standardError, &writer)
    number("effective_rounds", weights.effectiveRounds, &writer)
    number("largest", weights.largest, &writer)
    number("zero_share", weights.zeroShare, &writer)
  }

  private static func write(_ estimate: OffPolicyEstimate, to writer: inout JSONWriter) {
    writer.name("estimator")
    writer.string(estimate.estimator.rawValue)
    number("value", estimate.value, &writer)
    number("standard_error", estimate.standardError, &writer)
    interval("interval_95", estimate.interval, &writer)
    interval("bootstrap_95", estimate.bootstrapInterval, &writer)
  }
}
