import RoutingCore

/// What the host behind an adapter does, for a contract to see what the adapter makes of it.
public enum Upstream: Hashable, Sendable {
  /// It answers every call at once, as a stream in so many chunks and then with its sign of the end.
  case answers(chunks: Int)
  /// It answers none of its calls before so many are under way.
  case answersTogether(calls: Int)
  /// It answers with a status, a body and perhaps `Retry-After`.
  case answersStatus(Int, body: String, retryAfter: String? = nil)
  /// It answers with status 200 and something that is not the expected JSON.
  case answersNonsense(String)
  /// Nobody listens.
  case refuses
  /// It cuts the connection before it has answered.
  case resets
  /// It takes calls and never answers.
  case hangs
  /// It stops after so many chunks without its sign of the end; asked for a whole answer, in the middle of the body.
  case endsEarly(afterChunks: Int)
  /// It cuts the connection after so many chunks; asked for a whole answer, in the middle of the body.
  case breaksOff(afterChunks: Int)
  /// It sends nothing more after so many chunks and keeps the connection open.
  case fallsSilent(afterChunks: Int)
}

extension ScriptedStep {
  /// The step that stands for an upstream.
  public init(upstream: Upstream) {
    switch upstream {
    case .answers(let chunks): self = .trickle(chunks: chunks, every: 0)
    case .answersTogether(let calls): self.init(.answersTogether(calls: calls))
    case .answersStatus(let status, let body, let retryAfter):
      self = .status(status, body: body, retryAfter: retryAfter)
    case .answersNonsense: self = .unreadable()
    case .refuses: self = .connection(.refused)
    case .resets: self = .connection(.reset)
    case .hangs: self = .hang
    case .endsEarly(let chunks): self = .partialBody(chunks: chunks)
    case .breaksOff(let chunks): self = .breakOff(afterChunks: chunks)
    case .fallsSilent(let chunks): self = .silence(afterChunks: chunks)
    }
  }
}
