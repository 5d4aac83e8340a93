internal import RoutingCore

/// What Anthropic counts, in the course of a stream bit by bit.
struct AnthropicUsage: Hashable {
  private(set) var uncachedInput = 0
  private(set) var readFromCache = 0
  private(set) var writtenToCache = 0
  private(set) var output = 0
  private(set) var isGiven = false

  /// Takes over the counts that an object gives; those of a stream are running totals.
  mutating func update(_ usage: JSONValue?) {
    guard let usage, usage.members != nil else { return }
    func take(_ name: String, _ place: WritableKeyPath<AnthropicUsage, Int>) {
      guard let count = TokenUsage.count(usage[name]) else { return }
      self[keyPath: place] = count
      isGiven = true
    }
    take("input_tokens", \.uncachedInput)
    take("cache_read_input_tokens", \.readFromCache)
    take("cache_creation_input_tokens", \.writtenToCache)
    take("output_tokens", \.output)
  }

  /// All tokens of the prompt: Anthropic counts those of its cache apart, OpenAI among the others.
  private var input: TokenCount {
    // Three counts of at most 2^53 each do not overflow.
    TokenCount(clamping: uncachedInput + readFromCache + writtenToCache)
  }

  /// The counts as routing has them, or nil where nothing was counted.
  var tokenUsage: TokenUsage? {
    isGiven
      ? TokenUsage(
        inputTokens: input, outputTokens: TokenCount(clamping: output),
        cachedInputTokens: TokenCount(clamping: readFromCache)) : nil
  }

  /// The counts as OpenAI writes them, the total being the sum (H-145).
  var openAI: JSONValue? {
    guard isGiven else { return nil }
    return JSONValue(object: [
      "prompt_tokens": JSONValue(input.value), "completion_tokens": JSONValue(output),
      "total_tokens": JSONValue(TokenCount(clamping: input.value + output).value),
      "prompt_tokens_details": JSONValue(object: ["cached_tokens": JSONValue(readFromCache)]),
    ])
  }
}
