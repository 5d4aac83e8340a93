/// How large a window a prompt needs.
public enum ContextHeadroom {
  /// The prompt and 15 % more, rounded up, in integer arithmetic.
  public static func need(for inputTokens: TokenCount) -> TokenCount {
    // At most 2^53 × 115 + 99, which is below 2^60.
    TokenCount(unchecked: (inputTokens.value * 115 + 99) / 100)
  }
}
