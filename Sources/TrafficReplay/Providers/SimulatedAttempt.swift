import RoutingCore

/// What a simulated provider makes of an attempt.
enum SimulatedAttempt: Hashable, Sendable {
  /// It turned the attempt away at once.
  case rejected
  /// It failed after a while.
  case failed(after: Milliseconds)
  /// It answered.
  case answered(Answer)

  struct Answer: Hashable, Sendable {
    /// How long the attempt stood in line before it was begun.
    let wait: Milliseconds
    /// From the beginning to the first token.
    let firstToken: Milliseconds
    /// Between two tokens.
    let tokenInterval: Milliseconds
    /// The tokens of the prompt that came from a cache.
    let cachedTokens: Int
  }
}

/// What a simulated provider sees of a request.
struct AttemptLengths: Hashable, Sendable {
  let inputTokens: Int
  let outputTokens: Int
  let prefixBlocks: [Int]
}
