public import RoutingCore

/// What a scripted provider does with one call.
public struct ScriptedStep: Hashable, Sendable {
  /// How long it takes to begin.
  public var latency: Milliseconds
  /// What it does then.
  public var behaviour: Behaviour

  /// Makes a step.
  public init(_ behaviour: Behaviour, after latency: Milliseconds = 0) {
    self.behaviour = behaviour
    self.latency = latency
  }

  /// What a provider may do.
  public enum Behaviour: Hashable, Sendable {
    /// It answers with so many tokens; as a stream, one a chunk.
    case answers(tokens: Int)
    /// It answers once so many calls wait for it at the same time.
    case answersTogether(calls: Int)
    /// It fails.
    case fails(ProviderFailure)
    /// It does nothing until it is cancelled.
    case hangs
    /// It answers bit by bit. A call for the whole answer gets it, or its failure, when the last bit would have come.
    case trickles(Trickle)
  }

  /// An answer that comes bit by bit.
  public struct Trickle: Hashable, Sendable {
    /// How many chunks there are.
    public var chunks: Int
    /// The time before each chunk after the first.
    public var gap: Milliseconds
    /// How large each is said to be.
    public var bytesPerChunk: Int
    /// What follows the last.
    public var ending: Ending

    /// Makes an answer of chunks.
    public init(chunks: Int, every gap: Milliseconds = 0, bytesPerChunk: Int = 100, ending: Ending = .complete) {
      self.chunks = max(chunks, 0)
      self.gap = gap
      self.bytesPerChunk = bytesPerChunk
      self.ending = ending
    }

    /// What follows the last chunk.
    public enum Ending: Hashable, Sendable {
      /// The provider's sign of the end.
      case complete
      /// A failure.
      case fails(ProviderFailure)
      /// Nothing, until it is cancelled.
      case silence
    }
  }
}

extension ScriptedStep {
  /// An answer.
  public static func answer(after latency: Milliseconds = 0, tokens: Int = 3) -> ScriptedStep {
    ScriptedStep(.answers(tokens: tokens), after: latency)
  }

  /// A status that is no success.
  public static func status(
    _ status: Int, body: String = "", retryAfter: String? = nil, message: String? = nil,
    after latency: Milliseconds = 0
  ) -> ScriptedStep {
    let response = ProviderFailure.FailedResponse(
      status: status, body: body, retryAfter: retryAfter, message: message)
    return ScriptedStep(.fails(.response(response)), after: latency)
  }

  /// A connection that fails: refused, reset, timed out and so on.
  public static func connection(
    _ failure: ProviderFailure.TransportFailure, after latency: Milliseconds = 0
  ) -> ScriptedStep {
    ScriptedStep(.fails(.transport(failure)), after: latency)
  }

  /// A body that stops in the middle; as a stream, after some chunks and without the sign of the end.
  public static func partialBody(chunks: Int = 1, after latency: Milliseconds = 0) -> ScriptedStep {
    ScriptedStep(
      .trickles(Trickle(chunks: chunks, ending: .fails(.transport(.endedEarly)))), after: latency)
  }

  /// An answer that is no JSON, or not the JSON that was expected.
  public static func unreadable(after latency: Milliseconds = 0) -> ScriptedStep {
    ScriptedStep(.fails(.unreadable(message: "the answer is not the expected JSON")), after: latency)
  }

  /// No answer until it is cancelled.
  public static let hang = ScriptedStep(.hangs)

  /// Chunks with gaps between them.
  public static func trickle(
    chunks: Int, every gap: Milliseconds, bytesPerChunk: Int = 100, after latency: Milliseconds = 0
  ) -> ScriptedStep {
    ScriptedStep(.trickles(Trickle(chunks: chunks, every: gap, bytesPerChunk: bytesPerChunk)), after: latency)
  }

  /// A stream that breaks in the middle.
  public static func breakOff(
    afterChunks chunks: Int, _ failure: ProviderFailure.TransportFailure = .reset, every gap: Milliseconds = 0
  ) -> ScriptedStep {
    ScriptedStep(.trickles(Trickle(chunks: chunks, every: gap, ending: .fails(.transport(failure)))))
  }

  /// A stream that falls silent in the middle.
  public static func silence(afterChunks chunks: Int, every gap: Milliseconds = 0) -> ScriptedStep {
    ScriptedStep(.trickles(Trickle(chunks: chunks, every: gap, ending: .silence)))
  }
}
