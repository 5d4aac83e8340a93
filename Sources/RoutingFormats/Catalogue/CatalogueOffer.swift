public import RoutingCore

/// One record of a catalogue: a model as one host sells it.
///
/// A catalogue knows more than a decision needs, and leaves gaps; nil means that nobody said.
public struct CatalogueOffer: Hashable, Sendable {
  /// The model, by one spelling across hosts, such as `deepseek/deepseek-v3.2`.
  public var model: String
  /// The host.
  public var provider: ProviderID
  /// The name the host knows the model by.
  public var upstreamName: String
  /// The name for people.
  public var displayName: String?
  /// What it makes.
  public var kind: ModelKind
  /// The longest conversation it takes.
  public var contextWindow: TokenCount?
  /// The longest answer it gives.
  public var maximumOutput: TokenCount?
  /// What it charges.
  public var prices: OfferPrices
  /// What is known of its abilities.
  public var capabilities: CapabilityKnowledge
  /// Whether it streams.
  public var streams: Bool?
  /// Where it runs.
  public var regions: [Region]
  /// Whether its maker still offers it.
  public var isActive: Bool
  /// The line of the document it begins on.
  public var line: Int

  /// The registry key of this offer, unique because a host sells a name once.
  public var id: ModelID { ModelID("\(provider)/\(upstreamName)") }

  /// The company behind the host, by which clients may name it too: the host without `-cn`, the mark of a company's
  /// endpoints in mainland China.
  public var vendor: String {
    let host = provider.text
    return host.hasSuffix("-cn") ? String(host.dropLast(3)) : host
  }

  /// The name clients ask for: the model without its maker.
  public var name: String {
    guard let slash = model.firstIndex(of: "/") else { return model }
    return String(model[model.index(after: slash)...])
  }
}

/// What an offer charges, in US dollars; nil means that nobody said, which is not "free".
public struct OfferPrices: Hashable, Sendable {
  /// For a million tokens of the prompt.
  public var inputPerMillion: Double?
  /// For a million tokens of the answer.
  public var outputPerMillion: Double?
  /// For a million tokens of a prompt seen before.
  public var cachedInputPerMillion: Double?
  /// For a million tokens put into the cache.
  public var cacheWritePerMillion: Double?
  /// For a million tokens of the prompt, in a batch.
  public var batchInputPerMillion: Double?
  /// For a million tokens of the answer, in a batch.
  public var batchOutputPerMillion: Double?
  /// For an image made.
  public var perImage: Double?
  /// For an image sent in.
  public var perInputImage: Double?
  /// For a million tokens of an image made.
  public var imageOutputPerMillion: Double?
  /// For a second of video, at the dearest resolution.
  public var perSecond: Double?
  /// For a second of video by resolution, in the order of the document.
  public var perSecondByResolution: [ResolutionPrice] = []
  /// Other token prices for long prompts, by rising threshold.
  public var tiers: [PriceTier] = []

  /// Makes prices of which nothing is known.
  public init() {}

  /// A second of video at one resolution.
  public struct ResolutionPrice: Hashable, Sendable {
    /// Such as `720p`.
    public let resolution: String
    /// Dollars for a second.
    public let perSecond: Double
  }

  /// Prices for a whole request once its prompt is longer than a threshold.
  public struct PriceTier: Hashable, Sendable {
    /// The tier holds above this length.
    public let aboveInputTokens: TokenCount
    /// For a million tokens of the prompt.
    public let inputPerMillion: Double?
    /// For a million tokens of the answer.
    public let outputPerMillion: Double?
    /// For a million tokens of a prompt seen before.
    public let cachedInputPerMillion: Double?
  }
}
