/// Why an answer ends, in OpenAI's four words (H-124).
enum FinishReason: String {
  case stop
  case length
  case toolCalls = "tool_calls"
  case contentFilter = "content_filter"

  /// What a host says of the end.
  enum Reading: Equatable {
    /// The answer goes on.
    case none
    /// The answer is complete.
    case finished(FinishReason)
    /// The host gave up in the middle of it.
    case brokenOff
  }

  /// Reads what an OpenAI-compatible host says, in its own words or in those of others.
  static func reading(_ text: String?) -> Reading {
    switch text {
    case nil, "", "null": .none
    case "length", "max_tokens", "model_length", "model_context_window_exceeded": .finished(.length)
    case "tool_calls", "tool_use", "function_call": .finished(.toolCalls)
    case "content_filter", "refusal", "safety", "sensitive": .finished(.contentFilter)
    case "abort", "error", "insufficient_system_resource", "network_error": .brokenOff
    default: .finished(.stop)
    }
  }
}
