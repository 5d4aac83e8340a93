/// What a router has to know of a request: its kind, its size and what it asks for.
///
/// Texts stay outside the core; ``TokenEstimator`` turns their length into the estimates kept here.
public struct RoutingRequest: Hashable, Sendable {
  /// What the answer must be.
  public var kind: ModelKind
  /// The estimated length of the prompt.
  public var inputTokens: TokenCount
  /// The estimated length of the answer.
  public var outputTokens: TokenCount
  /// How many images, seconds of video or jobs are asked for; only read for kinds priced per unit.
  public var units: Int
  /// Whether the answer is to be streamed.
  public var isStreaming: Bool
  /// What the model must be able to do.
  public var requires: CapabilitySet
  /// The id of the model the caller would like, or nil.
  public var hint: ModelID?

  /// Makes a request, by default for one unstreamed chat answer of the default length from any model.
  public init(
    kind: ModelKind = .chat, inputTokens: TokenCount, outputTokens: TokenCount = TokenEstimator.defaultOutput,
    units: Int = 1, isStreaming: Bool = false, requires: CapabilitySet = [], hint: ModelID? = nil
  ) {
    self.kind = kind
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.units = units
    self.isStreaming = isStreaming
    self.requires = requires
    self.hint = hint
  }
}
