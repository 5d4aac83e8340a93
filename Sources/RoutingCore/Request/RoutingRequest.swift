/// What a router has to know of a request: its kind, its size and what it asks for.
///
/// Texts stay outside of a decision; ``TokenEstimator`` turns their length into the estimates kept here.
public struct RoutingRequest: Hashable, Sendable {
  /// The caller's name for this request; draws follow from it and the seed, never from the order of calls.
  public var id: String
  /// The name of the API key that the request came with, which aliases may stick to.
  public var apiKey: String?
  /// What the answer must be.
  public var kind: ModelKind
  /// The estimated length of the prompt, cached part included.
  public var inputTokens: TokenCount
  /// How much of the prompt a provider is expected to have in its cache; more than the prompt counts as all of it.
  public var cachedInputTokens: TokenCount
  /// The estimated length of the answer.
  public var outputTokens: TokenCount
  /// How many images, seconds of video or jobs are asked for; only read for kinds priced per unit.
  public var units: Int
  /// The size of the pictures asked for, or nil for any; only read for kinds priced per unit.
  public var resolution: MediaResolution?
  /// Whether the answer may come hours later, at the price of a batch.
  public var isBatch: Bool
  /// Whether the answer is to be streamed.
  public var isStreaming: Bool
  /// What the model must be able to do.
  public var requires: CapabilitySet
  /// The settings that the request carries.
  public var parameters: ParameterSet
  /// The model that the caller named, or nil.
  public var hint: ModelReference?
  /// What ties this request to others that should be served by the same model, or nil.
  public var affinity: AffinityKey?

  /// Makes a request, by default for one unstreamed chat answer of the default length from any model.
  public init(
    id: String = "", apiKey: String? = nil, kind: ModelKind = .chat, inputTokens: TokenCount,
    cachedInputTokens: TokenCount = .zero, outputTokens: TokenCount = TokenEstimator.defaultOutput, units: Int = 1,
    resolution: MediaResolution? = nil, isBatch: Bool = false, isStreaming: Bool = false, requires: CapabilitySet = [],
    parameters: ParameterSet = [], hint: ModelReference? = nil, affinity: AffinityKey? = nil
  ) {
    self.id = id
    self.apiKey = apiKey
    self.kind = kind
    self.inputTokens = inputTokens
    self.cachedInputTokens = cachedInputTokens
    self.outputTokens = outputTokens
    self.units = units
    self.resolution = resolution
    self.isBatch = isBatch
    self.isStreaming = isStreaming
    self.requires = requires
    self.parameters = parameters
    self.hint = hint
    self.affinity = affinity
  }
}
