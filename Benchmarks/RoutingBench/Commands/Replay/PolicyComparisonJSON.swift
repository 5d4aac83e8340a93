import RoutingCore
import RoutingFormats
import TrafficReplay

/// A comparison of policies as a document other programs read.
enum PolicyComparisonJSON {
  static func bytes(_ story: ComparisonStory) -> [UInt8] {
    let comparison = story.comparison
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("schema")
      writer.string("routing-bench/policies/2")
      writer.name("format")
      if let format = story.trace.format { writer.string(format.rawValue) } else { writer.null() }
      writer.name("seed")
      writer.integer(Int(story.seed))
      writer.name("trace_fingerprint")
      writer.string(String(story.trace.fingerprint, radix: 16))
      writer.name("requests")
      writer.integer(story.trace.requests)
      writer.name("malformed_rows")
      writer.integer(story.trace.malformed)
      writer.name("policies")
      writer.array { writer in
        for place in comparison.contestants.indices { write(comparison, place, story.registry, to: &writer) }
      }
    }
    return writer.bytes + [0x0A]
  }

  private static func write(
    _ comparison: PolicyComparison, _ place: Int, _ registry: ModelRegistry, to writer: inout JSONWriter
  ) {
    let contestant = comparison.contestants[place]
    let outcomes = contestant.outcomes
    writer.object { writer in
      writer.name("policy")
      writer.string(contestant.name)
      for (name, count) in [
        ("served", outcomes.served), ("refused", outcomes.refusals), ("unfunded", outcomes.unfunded),
        ("rejected", outcomes.rejections), ("failed", outcomes.failures), ("prompt_tokens", outcomes.promptTokens),
        ("cached_tokens", outcomes.cachedTokens),
      ] {
        writer.name(name)
        writer.integer(count)
      }
      writer.name("cost_usd")
      writer.number(outcomes.cost.sum)
      for figure in PolicyComparison.Figure.allCases {
        writer.name("mean_\(name(of: figure))")
        if let mean = comparison.mean(figure, of: place) { writer.number(mean) } else { writer.null() }
      }
      for (name, times) in [("first_token", outcomes.firstTokenTimes), ("end_to_end", outcomes.endToEndTimes)] {
        for (percentile, share) in [("p50", 0.5), ("p90", 0.9), ("p99", 0.99)] {
          writer.name("\(name)_\(percentile)_ms")
          writer.number(times.nanoseconds(at: share) / 1e6)
        }
      }
      writer.name("fairness")
      if let fairness = outcomes.tenants.fairness { writer.number(fairness) } else { writer.null() }
      writer.name("models")
      writer.object { writer in
        for (model, share) in zip(registry.models, outcomes.models) where share.requests > 0 {
          writer.name(model.id.text)
          writer.integer(share.requests)
        }
      }
      guard place > 0 else { return }
      writer.name("against_first")
      writer.object { writer in
        for figure in PolicyComparison.Figure.allCases {
          writer.name(name(of: figure))
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

  private static func name(of figure: PolicyComparison.Figure) -> String {
    switch figure {
    case .cost: "cost_usd"
    case .firstToken: "first_token_ms"
    case .endToEnd: "end_to_end_ms"
    case .success: "success"
    case .attainment: "attainment"
    case .regret: "regret"
    }
  }
}
