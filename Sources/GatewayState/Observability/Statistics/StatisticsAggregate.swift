package import RoutingCore

/// Requests of a window taken together (H-602).
package struct StatisticsAggregate: Hashable, Sendable {
  /// How many there were.
  package var requestCount = 0
  /// How many of them failed.
  package var errorCount = 0
  /// The mean of their latencies in milliseconds, or 0.
  package var averageLatency = 0.0
  /// The latency in milliseconds at position min(⌊0.95·n⌋, n−1) of the sorted ones, or 0.
  package var p95Latency = 0.0
  /// What they cost together, in US dollars.
  package var totalCost = 0.0
  /// The tokens of their prompts.
  package var inputTokens = 0
  /// The tokens of their answers.
  package var outputTokens = 0

  /// Makes the aggregate of no requests.
  package init() {}

  /// The share of them that failed, or 0.
  package var errorRate: Double { requestCount == 0 ? 0 : Double(errorCount) / Double(requestCount) }

  /// All tokens together.
  package var totalTokens: Int { inputTokens.addingSaturated(outputTokens) }

  /// The aggregate as the API shows it.
  package var json: JSONValue {
    var fields = RecordFields()
    fields.add("request_count", requestCount)
    fields.add("error_count", errorCount)
    fields.add("error_rate", errorRate)
    fields.add("avg_latency_ms", averageLatency)
    fields.add("p95_latency_ms", p95Latency)
    fields.add("total_cost_usd", totalCost)
    fields.add("input_tokens", inputTokens)
    fields.add("output_tokens", outputTokens)
    fields.add("total_tokens", totalTokens)
    return fields.json
  }

  /// The position of the 95th percentile among so many sorted values, at least one.
  static func p95Position(of count: Int) -> Int { min(count * 95 / 100, count - 1) }
}

extension Int {
  /// The sum, or the largest number there is where it is larger still; neither may be negative.
  func addingSaturated(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? .max : sum
  }
}
