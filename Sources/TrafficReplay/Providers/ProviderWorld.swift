import RoutingCore

/// All simulated providers: what is known of some, and what the others are drawn from.
public struct ProviderWorld: Hashable, Sendable {
  /// What providers without a profile of their own are drawn from.
  public var defaults: ProviderDefaults
  /// What is known of single providers; at most one profile each.
  public var profiles: [ProviderProfile]

  /// Makes a world.
  public init(defaults: ProviderDefaults = .measured, profiles: [ProviderProfile] = []) {
    self.defaults = defaults
    self.profiles = profiles
  }
}

/// What providers of which nothing is known are drawn from.
public struct ProviderDefaults: Hashable, Sendable {
  /// The median time to the first token of a provider, in milliseconds, as it is spread over providers.
  public var firstTokenAcrossProviders: LogNormal
  /// How the times to the first token of one provider are spread around its median: the standard deviation of the logarithm.
  public var firstTokenSpread: Double
  /// The median time between two tokens of a provider, in milliseconds, as it is spread over providers.
  public var tokenIntervalAcrossProviders: LogNormal
  /// How the token intervals of one provider's answers are spread around its median: the standard deviation of the logarithm.
  public var tokenIntervalSpread: Double
  /// The share of attempts that fail while a provider is up, drawn evenly from here.
  public var errorRates: ClosedRange<Double>
  /// How often and for how long providers break down by chance; nil for never.
  public var outages: OutageShape?

  /// Makes defaults.
  public init(
    firstTokenAcrossProviders: LogNormal, firstTokenSpread: Double, tokenIntervalAcrossProviders: LogNormal,
    tokenIntervalSpread: Double, errorRates: ClosedRange<Double>, outages: OutageShape?
  ) {
    self.firstTokenAcrossProviders = firstTokenAcrossProviders
    self.firstTokenSpread = firstTokenSpread
    self.tokenIntervalAcrossProviders = tokenIntervalAcrossProviders
    self.tokenIntervalSpread = tokenIntervalSpread
    self.errorRates = errorRates
    self.outages = outages
  }

  /// What was measured of hosts in 2023 and 2024.
  ///
  /// Times to the first token are those of 61 pairs of model and host from two places (thefastest.ai, 2024-05-03), their
  /// spread within a host and the token intervals those of 19 pairs (LLMPerf, 2023-12-19); breakdowns are those of
  /// Anthropic's status page (2023-03 to 2024-08). See `Data/PROVENANCE.md`. Error rates outside breakdowns, and the share
  /// of attempts that fail within, are assumptions.
  public static let measured = ProviderDefaults(
    firstTokenAcrossProviders: LogNormal(fixedMedian: 330, spread: 0.89), firstTokenSpread: 0.24,
    tokenIntervalAcrossProviders: LogNormal(fixedMedian: 24, spread: 0.75), tokenIntervalSpread: 0.11,
    errorRates: 0.002...0.02,
    outages: OutageShape(meanUp: 329_400_000, meanDown: 3_300_000, errorRate: 0.9))
}
