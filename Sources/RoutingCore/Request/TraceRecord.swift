/// One request of a recorded or synthetic trace: when it came and how long it was.
///
/// Traces carry no text, so a record holds what a router can know: lengths, and where the trace names them, the
/// session it belongs to and the prefix blocks of its prompt.
public struct TraceRecord: Hashable, Sendable {
  /// When the request arrived; the trace's own epoch is kept.
  public var arrival: Moment
  /// The prompt's length.
  public var inputTokens: TokenCount
  /// The answer's length as recorded.
  public var outputTokens: TokenCount
  /// The conversation the request belongs to, where the trace names one.
  public var session: String?
  /// The model the trace asked for, where it names one.
  public var modelHint: String?
  /// Names of the prompt's prefix blocks in order, empty where the trace has none.
  public var prefixBlocks: [Int]
  /// The customer the request belongs to, where the trace names one.
  public var tenant: String?

  /// Makes a record; what the trace does not say is absent.
  public init(
    arrival: Moment, inputTokens: TokenCount, outputTokens: TokenCount, session: String? = nil,
    modelHint: String? = nil, prefixBlocks: [Int] = [], tenant: String? = nil
  ) {
    self.arrival = arrival
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.session = session
    self.modelHint = modelHint
    self.prefixBlocks = prefixBlocks
    self.tenant = tenant
  }
}
