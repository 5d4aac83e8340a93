internal import RoutingCore

extension TokenUsage {
  /// Reads `usage` as OpenAI writes it, or nil where it counts nothing.
  ///
  /// A number that is no count, such as one with a fraction or one above 2^53, is taken as not given.
  init?(openAI usage: JSONValue?) {
    guard let usage, usage.members != nil else { return nil }
    self.init(count: { TokenUsage.count(usage[$0]) })
    let cached =
      TokenUsage.count(usage["prompt_tokens_details"]?["cached_tokens"])
      ?? TokenUsage.count(usage["input_tokens_details"]?["cached_tokens"])
      ?? TokenUsage.count(usage["prompt_cache_hit_tokens"]) ?? 0
    cachedInputTokens = min(TokenCount(clamping: cached), inputTokens)
  }

  /// A count, none below zero; nil where the value is none.
  static func count(_ value: JSONValue?) -> Int? {
    guard let number = value?.integer, number <= TokenCount.maximum.value else { return nil }
    return max(number, 0)
  }
}
