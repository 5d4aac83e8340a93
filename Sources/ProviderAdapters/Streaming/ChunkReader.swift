internal import RoutingCore

/// Turns the events of one provider's stream into OpenAI chunks (R-1305); a value, so that a stream is a fold over it.
protocol ChunkReader: Sendable {
  /// The chunks that an event stands for.
  ///
  /// - Throws: `ProviderFailure` where the event tells of a failure or cannot be read.
  mutating func read(_ event: ServerSentEvent) throws(ProviderFailure) -> [Chunk]

  /// Whether the stream may end here.
  var ending: StreamEnding { get }
}

/// A chunk before it is known how many bytes it took.
struct Chunk: Hashable {
  var body: JSONValue
  var usage: TokenUsage?
}

/// Whether a stream may end.
enum StreamEnding {
  /// The answer is not complete.
  case open
  /// The answer is complete, and the provider's sign of the end is all that is missing.
  case complete
  /// The provider's sign of the end has been read.
  case ended
}
