public import RoutingCore

/// One measured request of a latency table.
public struct LatencyRow: Hashable, Sendable {
  /// What became of a request.
  public enum Outcome: Hashable, Sendable {
    /// It was answered.
    case answered
    /// It was answered, with fewer tokens than the benchmark had asked for.
    case answeredShort
    /// It was turned away with status 429, because the benchmark asked too often.
    case rateLimited
    /// It failed, with the table's code or text of the error.
    case failed(String)
  }

  /// The host as the table calls it, such as `bedrock`.
  public var host: String
  /// The model as the table calls it.
  public var model: String
  /// What became of the request.
  public var outcome: Outcome
  /// The time to the first token; nil where there was no answer.
  public var firstToken: Milliseconds?
  /// The mean time between two tokens after the first; nil without two tokens that came one after the other.
  public var tokenInterval: Milliseconds?

  /// The time between two tokens at the rate above which a table's answer came in one piece.
  ///
  /// thefastest.ai cuts rates off at 999 tokens a second (fixie-ai/ai-benchmarks, `llm_request.py`: `tps = min(…,
  /// 999)`); intervals this short say how the network delivered the answer and not how fast the tokens were made.
  static let shortestInterval = 1000.0 / 999

  /// An interval in milliseconds, or nil where the tokens came in one piece.
  static func interval(_ milliseconds: Double) -> Milliseconds? {
    // The rate is divided twice, so its last digits are not to be relied on.
    milliseconds > shortestInterval * (1 + 1e-9) ? Milliseconds(milliseconds) : nil
  }
}
