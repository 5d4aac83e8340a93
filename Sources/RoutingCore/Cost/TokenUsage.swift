/// What a provider says that an answer took.
public struct TokenUsage: Hashable, Sendable {
  /// The tokens of the prompt, cached ones included.
  public var inputTokens: TokenCount
  /// The tokens of the answer.
  public var outputTokens: TokenCount
  /// The tokens of the prompt that came from the provider's cache.
  public var cachedInputTokens: TokenCount

  /// Makes a usage.
  public init(inputTokens: TokenCount, outputTokens: TokenCount, cachedInputTokens: TokenCount = .zero) {
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.cachedInputTokens = cachedInputTokens
  }

  /// Reads the counts of an answer by either of their usual names; nil where none of them is there.
  ///
  /// `prompt_tokens` and `completion_tokens`, or `input_tokens` and `output_tokens`; the former count where both are there.
  /// Counts below zero are taken as zero.
  public init?(count: (String) -> Int?) {
    let input = count("prompt_tokens") ?? count("input_tokens")
    let output = count("completion_tokens") ?? count("output_tokens")
    guard input != nil || output != nil else { return nil }
    self.init(inputTokens: TokenCount(clamping: input ?? 0), outputTokens: TokenCount(clamping: output ?? 0))
  }

  /// Whether nothing was counted, which says nothing about the cost.
  public var isEmpty: Bool { inputTokens == .zero && outputTokens == .zero }

  /// The sum, each count at most the largest there is.
  func adding(_ other: TokenUsage) -> TokenUsage {
    TokenUsage(
      inputTokens: TokenCount(clamping: inputTokens.value + other.inputTokens.value),
      outputTokens: TokenCount(clamping: outputTokens.value + other.outputTokens.value),
      cachedInputTokens: TokenCount(clamping: cachedInputTokens.value + other.cachedInputTokens.value))
  }
}

extension CostEstimator {
  /// What an answer cost: by the provider's own count where it has one, else as estimated.
  public static func cost(of request: RoutingRequest, usage: TokenUsage?, at prices: PriceSheet) -> Dollars {
    guard let usage, !usage.isEmpty else { return cost(of: request, at: prices) }
    var counted = request
    counted.inputTokens = usage.inputTokens
    counted.outputTokens = usage.outputTokens
    counted.cachedInputTokens = usage.cachedInputTokens
    return cost(of: counted, at: prices)
  }
}
