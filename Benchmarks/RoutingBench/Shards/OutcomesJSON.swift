import RoutingCore
import TrafficReplay

/// What came of policies in a segment as a line of JSON, from which it reads back bit for bit.
///
/// Rows of numbers are arrays without names, and what is zero is left out of long lists: a day of traffic takes some tens
/// of kilobytes for each policy.
enum OutcomesJSON {
  /// The line of a segment, with its end.
  static func line(_ segment: SegmentOutcomes) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("segment")
      writer.integer(segment.number)
      writer.name("policies")
      writer.array { writer in
        for contestant in segment.comparison.contestants { write(contestant, to: &writer) }
      }
    }
    return writer.bytes + [0x0A]
  }

  private static func write(_ contestant: PolicyComparison.Contestant, to writer: inout JSONWriter) {
    let outcomes = contestant.outcomes
    writer.object { writer in
      writer.name("policy")
      writer.string(contestant.name)
      for (name, path) in counts {
        writer.name(name)
        writer.integer(outcomes[keyPath: path])
      }
      for (name, path) in sums {
        writer.name(name)
        write(outcomes[keyPath: path], to: &writer)
      }
      for (name, path) in times {
        writer.name(name)
        write(outcomes[keyPath: path], to: &writer)
      }
      writer.name("models")
      writer.array { writer in
        for (place, model) in outcomes.models.enumerated() where model.requests > 0 {
          row([place, model.requests, model.served], [model.cost], to: &writer)
        }
      }
      writer.name("timeline")
      write(outcomes.timeline, to: &writer)
      writer.name("tenants")
      writer.array { writer in
        for (tenant, share) in outcomes.tenants.ranked {
          writer.array { writer in
            writer.string(tenant)
            [share.requests, share.served, share.attained].forEach { writer.integer($0) }
            writer.number(share.cost)
          }
        }
      }
      writer.name("other_tenants")
      let others = outcomes.tenants.others
      row([others.requests, others.served, others.attained], [others.cost], to: &writer)
    }
  }

  private static func write(_ sums: BlockSums, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("requests")
      writer.integer(sums.requestCount)
      writer.name("block")
      writer.integer(sums.blockSize)
      writer.name("sums")
      writer.array { writer in sums.blocks.forEach { writer.number($0.sum) } }
      writer.name("counts")
      writer.array { writer in sums.blocks.forEach { writer.integer($0.count) } }
    }
  }

  private static func write(_ times: LatencyHistogram, to writer: inout JSONWriter) {
    writer.object { writer in
      // Sums of nanoseconds may pass what a JSON number holds exactly.
      writer.name("maximum")
      writer.string("\(times.maximum)")
      writer.name("total")
      writer.string("\(times.total)")
      writer.name("buckets")
      writer.array { writer in
        for (bucket, count) in times.filledBuckets { row([bucket, Int(count)], [], to: &writer) }
      }
    }
  }

  private static func write(_ timeline: OutcomeTimeline, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.name("seconds")
      writer.integer(timeline.secondsPerBin)
      writer.name("bins")
      writer.array { writer in
        for bin in timeline.bins {
          row(
            [bin.requests, bin.served, bin.failures, bin.refusals, bin.attained], [bin.cost, bin.firstToken],
            to: &writer)
        }
      }
      writer.name("models")
      writer.array { writer in
        for (bin, model, count) in timeline.filledModels { row([bin, model, count], [], to: &writer) }
      }
    }
  }

  private static func row(_ integers: [Int], _ numbers: [Double], to writer: inout JSONWriter) {
    writer.array { writer in
      integers.forEach { writer.integer($0) }
      numbers.forEach { writer.number($0) }
    }
  }

  /// The counts of outcomes by their names.
  static var counts: [(name: String, path: WritableKeyPath<PolicyOutcomes, Int>)] {
    [
      ("requests", \.requests), ("refused", \.refusals), ("unfunded", \.unfunded), ("rejected", \.rejections),
      ("failed", \.failures), ("prompt_tokens", \.promptTokens), ("cached_tokens", \.cachedTokens),
    ]
  }

  /// The sums of outcomes by their names.
  static var sums: [(name: String, path: WritableKeyPath<PolicyOutcomes, BlockSums>)] {
    [
      ("cost", \.cost), ("first_token", \.firstToken), ("end_to_end", \.endToEnd), ("success", \.success),
      ("attainment", \.attainment), ("regret", \.regret),
    ]
  }

  /// The histograms of outcomes by their names.
  static var times: [(name: String, path: WritableKeyPath<PolicyOutcomes, LatencyHistogram>)] {
    [("first_token_times", \.firstTokenTimes), ("end_to_end_times", \.endToEndTimes)]
  }
}
