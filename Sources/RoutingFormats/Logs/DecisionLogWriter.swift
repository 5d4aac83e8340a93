import RoutingCore

/// The decision log: one JSON object a line, members in a fixed order, absent ones left out.
///
/// Numbers are written so that they read back bit for bit. `t_ms` is the arrival in milliseconds with up to six decimals.
public enum DecisionLogWriter {
  /// One entry as a line, with its end.
  ///
  /// - Complexity: O(n) in what the line is long.
  public static func line(_ entry: DecisionLogEntry) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.text("id", entry.requestID)
      if let arrival = entry.arrival {
        writer.name("t_ms")
        writer.raw(DecimalText.milliseconds(arrival.nanoseconds))
      }
      writer.text("policy", entry.policy)
      writer.rule(entry.grounds)
      write(entry.features, to: &writer)
      if !entry.candidates.isEmpty {
        writer.name("candidates")
        writer.array { writer in entry.candidates.forEach { write($0, to: &writer) } }
      }
      writer.lists(entry.grounds)
      writer.text("model", entry.model.text)
      writer.text("provider", entry.provider?.text)
      writer.amount("propensity", entry.propensity)
      writer.amount("evaluated_propensity", entry.evaluatedPropensity)
      writer.amount("expected_cost_usd", entry.expectedCost?.value)
      if let outcome = entry.outcome { write(outcome, to: &writer) }
    }
    return writer.bytes + [0x0A]
  }

  private static func write(_ features: DecisionLogEntry.Features, to writer: inout JSONWriter) {
    writer.name("input_tokens")
    writer.integer(features.inputTokens.value)
    writer.name("output_tokens")
    writer.integer(features.outputTokens.value)
    writer.text("kind", features.kind.name)
    if !features.requires.isEmpty {
      writer.name("requires")
      writer.array { writer in features.requires.capabilities.forEach { writer.string($0.name) } }
    }
    writer.text("tenant", features.tenant)
    writer.text("session", features.session)
  }

  private static func write(_ candidate: DecisionLogEntry.Candidate, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.text("model", candidate.model.text)
      writer.amount("propensity", candidate.propensity)
      writer.amount("evaluated_propensity", candidate.evaluatedPropensity)
    }
  }

  private static func write(_ outcome: DecisionLogEntry.Outcome, to writer: inout JSONWriter) {
    writer.name("success")
    writer.bool(outcome.isSuccess)
    writer.amount("cost_usd", outcome.cost?.value)
    writer.amount("latency_ms", outcome.latency?.value)
    writer.amount("reward", outcome.reward)
  }
}

extension JSONWriter {
  /// A member with a text, where there is one.
  mutating func text(_ name: String, _ text: String?) {
    guard let text else { return }
    self.name(name)
    string(text)
  }

  /// A member with a number, where there is one.
  mutating func amount(_ name: String, _ value: Double?) {
    guard let value else { return }
    self.name(name)
    number(value)
  }
}
