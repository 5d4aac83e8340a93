import RoutingCore
import RoutingFormats
import TrafficReplay

/// A comparison of policies as a document other programs read.
enum PolicyComparisonJSON {
  static func bytes(
    _ comparison: PolicyComparison, over registry: ModelRegistry, _ run: TraceRun, seed: UInt64
  ) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("schema")
      writer.string("routing-bench/policies/1")
      writer.name("format")
      if let format = run.format { writer.string(format.rawValue) } else { writer.null() }
      writer.name("seed")
      writer.integer(Int(seed))
      writer.name("requests")
      writer.integer(run.requests)
      writer.name("malformed_rows")
      writer.integer(run.malformed)
      writer.name("policies")
      writer.array { writer in
        for place in comparison.contestants.indices { write(comparison, place, registry, to: &writer) }
      }
    }
    return writer.bytes + [0x0A]
  }

  private static func write(
    _ comparison: PolicyComparison, _ place: Int, _ registry: ModelRegistry, to writer: inout JSONWriter
  ) {
    let contestant = comparison.contestants[place]
    let report = contestant.report
    writer.object { writer in
      writer.name("policy")
      writer.string(contestant.name)
      writer.name("refusals")
      writer.integer(report.refusals)
      writer.name("failures")
      writer.integer(report.failures)
      for (name, value) in [
        ("cost_usd", report.cost), ("latency_p50_ms", report.latency.nanoseconds(at: 0.5) / 1e6),
        ("latency_p99_ms", report.latency.nanoseconds(at: 0.99) / 1e6),
      ] {
        writer.name(name)
        writer.number(value)
      }
      writer.name("models")
      writer.object { writer in
        for (model, share) in zip(registry.models, report.models) where share.requests > 0 {
          writer.name(model.id.text)
          writer.integer(share.requests)
        }
      }
      guard place > 0 else { return }
      writer.name("against_first")
      writer.object { writer in
        for figure in PolicyComparison.Figure.allCases {
          writer.name("\(figure)")
          write(comparison.difference(in: figure, from: 0, to: place), to: &writer)
        }
      }
    }
  }

  private static func write(_ difference: PairedDifference?, to writer: inout JSONWriter) {
    guard let difference else { return writer.null() }
    writer.object { writer in
      for (name, value) in [
        ("difference", difference.difference), ("low", difference.low), ("high", difference.high),
        ("confidence", difference.confidence),
      ] {
        writer.name(name)
        writer.number(value)
      }
      writer.name("verdict")
      writer.string(difference.verdict.name)
    }
  }
}
