/// What a model charges, in US dollars.
///
/// A sheet holds whatever its source said; the registry refuses negative, infinite and undefined prices by name.
public struct PriceSheet: Hashable, Sendable {
  /// Dollars for a thousand input tokens.
  public var inputPerThousandTokens: Double
  /// Dollars for a thousand output tokens.
  public var outputPerThousandTokens: Double
  /// Dollars for one image, one second of video or one agent job.
  public var perUnit: Double
  /// Dollars for a thousand input tokens that the provider has in its cache, or nil where they cost as any other.
  public var cachedInputPerThousandTokens: Double?
  /// Dollars for a thousand input tokens in a batch, or nil where a batch saves nothing.
  public var batchInputPerThousandTokens: Double?
  /// Dollars for a thousand output tokens in a batch, or nil where a batch saves nothing.
  public var batchOutputPerThousandTokens: Double?
  /// Other prices for long prompts, by rising threshold; the last whose threshold is passed holds for all tokens.
  public var tiers: [PriceTier]
  /// Dollars for a unit at a resolution; a resolution that is not listed costs ``perUnit``.
  public var perUnitByResolution: [ResolutionPrice]

  /// Makes a sheet; what is left out is free, or costs as the plain price does.
  public init(
    inputPerThousandTokens: Double = 0, outputPerThousandTokens: Double = 0, perUnit: Double = 0,
    cachedInputPerThousandTokens: Double? = nil, batchInputPerThousandTokens: Double? = nil,
    batchOutputPerThousandTokens: Double? = nil, tiers: [PriceTier] = [],
    perUnitByResolution: [ResolutionPrice] = []
  ) {
    self.inputPerThousandTokens = inputPerThousandTokens
    self.outputPerThousandTokens = outputPerThousandTokens
    self.perUnit = perUnit
    self.cachedInputPerThousandTokens = cachedInputPerThousandTokens
    self.batchInputPerThousandTokens = batchInputPerThousandTokens
    self.batchOutputPerThousandTokens = batchOutputPerThousandTokens
    self.tiers = tiers
    self.perUnitByResolution = perUnitByResolution
  }

  /// The highest price a registry accepts, 10¹⁰⁰ dollars.
  ///
  /// No model costs this much. The bound keeps every cost finite: 2⁵³ tokens at this price stay far below the
  /// largest `Double`, so no rule ever divides infinity by infinity.
  public static let highestPrice = 1e100

  /// The most tiers a sheet may have.
  public static let mostTiers = 16
}

/// Token prices for a whole request once its prompt is longer than a threshold.
public struct PriceTier: Hashable, Sendable {
  /// The tier holds above this length.
  public var aboveInputTokens: TokenCount
  /// Dollars for a thousand input tokens, or nil where the tier does not change them.
  public var inputPerThousandTokens: Double?
  /// Dollars for a thousand output tokens, or nil where the tier does not change them.
  public var outputPerThousandTokens: Double?
  /// Dollars for a thousand cached input tokens, or nil where the tier does not change them.
  public var cachedInputPerThousandTokens: Double?

  /// Makes a tier.
  public init(
    aboveInputTokens: TokenCount, inputPerThousandTokens: Double? = nil, outputPerThousandTokens: Double? = nil,
    cachedInputPerThousandTokens: Double? = nil
  ) {
    self.aboveInputTokens = aboveInputTokens
    self.inputPerThousandTokens = inputPerThousandTokens
    self.outputPerThousandTokens = outputPerThousandTokens
    self.cachedInputPerThousandTokens = cachedInputPerThousandTokens
  }
}

/// The price of a unit at one resolution.
public struct ResolutionPrice: Hashable, Sendable {
  /// The resolution's name, such as `720p`, compared byte by byte.
  public var resolution: MediaResolution
  /// Dollars for a unit.
  public var perUnit: Double

  /// Makes a price.
  public init(resolution: MediaResolution, perUnit: Double) {
    self.resolution = resolution
    self.perUnit = perUnit
  }
}

/// The name of a picture size, such as `720p` or `1024x1024`.
public typealias MediaResolution = Identifier<ResolutionPrice>
