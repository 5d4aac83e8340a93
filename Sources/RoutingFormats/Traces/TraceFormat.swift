/// A published form of request trace.
public enum TraceFormat: String, CaseIterable, Hashable, Sendable {
  /// Azure's LLM inference traces: `TIMESTAMP,ContextTokens,GeneratedTokens`.
  case azure
  /// Mooncake's JSON lines: `timestamp`, `input_length`, `output_length`, `hash_ids`.
  case mooncake
  /// Qwen-Bailian's JSON lines: Mooncake's members, `timestamp` in seconds, and `chat_id` with `parent_chat_id`.
  case bailian
  /// BurstGPT's CSV, its columns found by name.
  case burstGPT = "burstgpt"
  /// Our own JSON lines, see ``TraceWriter``.
  case tokenHub = "tokenhub"

  /// Tells the format by a file's first line that is not empty, or nil where it is none of them.
  public init?(firstLine: [UInt8]) {
    let text = String(decoding: firstLine.prefix(4096), as: UTF8.self)
    if text.first == "{" {
      if text.contains("\"input_length\"") {
        self = text.contains("\"chat_id\"") ? .bailian : .mooncake
      } else if text.contains("\"input_tokens\"") {
        self = .tokenHub
      } else {
        return nil
      }
      return
    }
    let header = CSVHeader(firstLine[...])
    if header.index(of: "ContextTokens") != nil {
      self = .azure
    } else if header.index(of: "Request tokens") != nil {
      self = .burstGPT
    } else {
      return nil
    }
  }

  /// Whether the first line names columns.
  var hasHeader: Bool {
    switch self {
    case .azure, .burstGPT: true
    case .mooncake, .bailian, .tokenHub: false
    }
  }
}
