public import RoutingCore

/// Reaches one provider: the only way by which a dispatcher sends anything anywhere.
///
/// Implement this for a host that the adapters of this package do not speak to, or in a test. A guide:
///
/// - **Send** one request and give the whole answer, or throw. Do not retry, do not wait and try again, do not follow
///   another model: the dispatcher does that, and counts on one call being one attempt.
/// - **Facts, not verdicts.** Throw what happened (`ProviderFailure`): the status with the beginning of its body, or how
///   the connection failed. What that means is decided in one place for all providers, ``classify(_:)``; override it only
///   for a host whose statuses mean something else.
/// - **Cancellation.** When the task is cancelled, stop soon, give back what the connection holds, and throw
///   `ProviderFailure.cancelled`. A provider that does not return when cancelled holds up whoever asked.
/// - **Time.** ``ProviderCall/timeout`` is what is left for the attempt; the dispatcher cancels at its end by itself, so it is
///   there for transports that set a limit of their own.
/// - **Streams** give OpenAI chunks, whatever the provider speaks. Return nil only after the provider's own sign of the
///   end; a body that just stops is `endedEarly`.
/// - **Secrets** never stand in what is thrown or returned.
/// - **Concurrency.** Any number of calls may be under way at once. A call begins on the caller's thread, so mark
///   `@concurrent` what computes for long before it first waits.
///
/// `ModelProviderContract` of `RoutingTestKit` checks an implementation against this list.
public protocol ModelProvider: Sendable {
  /// Sends one request and waits for the whole answer.
  ///
  /// - Throws: `ProviderFailure` with what happened.
  func send(_ call: ProviderCall) async throws(ProviderFailure) -> ProviderReply

  /// Sends one request and returns once the provider has agreed to stream, before its first chunk.
  ///
  /// - Throws: `ProviderFailure` with what happened.
  func openStream(_ call: ProviderCall) async throws(ProviderFailure) -> any ProviderStream

  /// Asks whether the provider is there, within a time; nil where it has nothing to ask.
  func probe(timeout: Milliseconds) async -> ProbeResult?

  /// What a failure means here.
  func classify(_ failure: ProviderFailure) -> FailureClass
}

/// The chunks of one answer, for one reader at a time.
public protocol ProviderStream: Sendable {
  /// The next chunk, or nil after the provider's own sign of the end.
  ///
  /// - Throws: `ProviderFailure` where the stream breaks; nothing comes after it.
  func next() async throws(ProviderFailure) -> StreamChunk?

  /// Ends the stream and gives back its connection; may be called at any time, and more than once.
  func cancel()
}

/// One request, as a provider's adapter needs it.
public struct ProviderCall: Hashable, Sendable {
  /// The model, with the name that the provider knows it by and the names of its tools.
  public var model: Model
  /// What is asked for.
  public var kind: ModelKind
  /// The conversation and the parameters.
  public var payload: CallPayload
  /// The request's id, for logs at the provider.
  public var requestID: String
  /// What is left for this attempt.
  public var timeout: Milliseconds

  /// Makes a call.
  public init(
    model: Model, kind: ModelKind = .chat, payload: CallPayload, requestID: String = "", timeout: Milliseconds
  ) {
    self.model = model
    self.kind = kind
    self.payload = payload
    self.requestID = requestID
    self.timeout = timeout
  }
}

/// One whole answer.
public struct ProviderReply: Hashable, Sendable {
  /// The answer as OpenAI would have written it.
  public var body: JSONValue
  /// What the provider counted, or nil where it did not.
  public var usage: TokenUsage?

  /// Makes a reply.
  public init(body: JSONValue, usage: TokenUsage? = nil) {
    self.body = body
    self.usage = usage
  }
}

/// A piece of an answer that arrives bit by bit.
public struct StreamChunk: Hashable, Sendable {
  /// The piece as an OpenAI chunk (H-124).
  public var body: JSONValue
  /// What the provider has counted so far, or nil where this piece does not say (R-1306).
  public var usage: TokenUsage?
  /// How many bytes it took on the wire, for the limit on all of them (R-1304).
  public var byteCount: Int

  /// Makes a chunk.
  public init(body: JSONValue, usage: TokenUsage? = nil, byteCount: Int) {
    self.body = body
    self.usage = usage
    self.byteCount = byteCount
  }
}
