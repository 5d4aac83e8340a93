public import RoutingCore

/// What came of one replayed request.
public enum ReplayedRequest: Hashable, Sendable {
  /// No model may serve it.
  case refused
  /// A model may serve it, but no money is left.
  case unfunded
  /// The provider of its last attempt turned it away, because it had too much to do or its rate limit was reached.
  case rejected(model: ModelHandle)
  /// All attempts failed, the last of them at this model.
  case failed(model: ModelHandle)
  /// It was answered.
  case served(model: ModelHandle, Answer)

  /// An answer's times and cost.
  public struct Answer: Hashable, Sendable {
    /// The time to the first token, waiting included.
    public var firstToken: Milliseconds
    /// The time between two tokens.
    public var tokenInterval: Milliseconds
    /// The time to the last token.
    public var endToEnd: Milliseconds
    /// What it cost, at the length that the trace recorded.
    public var cost: Dollars
    /// The tokens of the prompt.
    public var promptTokens: Int
    /// Those of them that came from the provider's cache.
    public var cachedTokens: Int
    /// Whether it was as fast as the objective asks.
    public var meetsObjective: Bool
  }

  /// The answer, or nil where there was none.
  public var answer: Answer? {
    if case .served(_, let answer) = self { answer } else { nil }
  }

  /// The model of its last attempt, without retries the one it was decided for; nil where there was none.
  public var model: ModelHandle? {
    switch self {
    case .refused, .unfunded: nil
    case .rejected(let model), .failed(let model), .served(let model, _): model
    }
  }

  /// What it cost in US dollars; nothing unless it was served.
  public var cost: Dollars { answer?.cost ?? 0 }

  /// Whether it was answered.
  public var isServed: Bool { answer != nil }

  /// Whether it was answered as fast as the objective asks.
  public var meetsObjective: Bool { answer?.meetsObjective ?? false }
}
