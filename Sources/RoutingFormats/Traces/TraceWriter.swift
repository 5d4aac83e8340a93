public import RoutingCore

/// Our own trace format: one JSON object a line.
///
/// `t_ms` is the arrival in milliseconds with up to six decimals, `input_tokens` and `output_tokens` are counts;
/// `session`, `model_hint`, `prefix_blocks` and `tenant` are left out where a record has none. Reading gives back what
/// was written, to the nanosecond.
public enum TraceWriter {
  /// One record as a line, with its end.
  public static func line(_ record: TraceRecord) -> [UInt8] {
    var writer = JSONWriter()
    writer.object { writer in
      writer.name("t_ms")
      writer.raw(DecimalText.milliseconds(record.arrival.nanoseconds))
      writer.name("input_tokens")
      writer.integer(record.inputTokens.value)
      writer.name("output_tokens")
      writer.integer(record.outputTokens.value)
      if let session = record.session {
        writer.name("session")
        writer.string(session)
      }
      if let model = record.modelHint {
        writer.name("model_hint")
        writer.string(model)
      }
      if !record.prefixBlocks.isEmpty {
        writer.name("prefix_blocks")
        writer.array { writer in record.prefixBlocks.forEach { writer.integer($0) } }
      }
      if let tenant = record.tenant {
        writer.name("tenant")
        writer.string(tenant)
      }
    }
    return writer.bytes + [0x0A]
  }
}
