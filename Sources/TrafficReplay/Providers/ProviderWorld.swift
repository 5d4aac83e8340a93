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
  /// How one provider's times to the first token are spread: the standard deviation of the logarithm.
  public var firstTokenSpread: Double
  /// The median time between two tokens of a provider, in milliseconds, as it is spread over providers.
  public var tokenIntervalAcrossProviders: LogNormal
  /// How the token intervals of one provider's answers are spread: the standard deviation of the logarithm.
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

  /// What was measured of hosts in 2023 and 2024, rounded.
  ///
  /// Medians over providers are those of 16 hosts in two tables (LLMPerf, 2023-12-19; thefastest.ai, 2024-05-03), each
  /// host's being the middle of its models. Spreads within a provider are the middle of 19 models at 8 hosts, and the
  /// error rates the 95 % interval of one failure in 1,790 requests (both LLMPerf). Breakdowns are the days with
  /// outages of the interfaces of OpenAI (2021-02 to 2024-08) and Anthropic (2023-07 to 2024-08), each day counted as
  /// one. That breakdowns last exponentially long, and the share of attempts that fail within them, are assumptions.
  /// The incidents that the vendors report would give breakdowns four days apart that last for hours, 3 to 4 % of the time
  /// where the same pages say that the interfaces were available for 99.6 %: most incidents touch a part only. See
  /// `Data/PROVENANCE.md`; `routing-bench providers` shows the fit.
  public static let measured = ProviderDefaults(
    firstTokenAcrossProviders: LogNormal(fixedMedian: 389, spread: 1.068), firstTokenSpread: 0.194,
    tokenIntervalAcrossProviders: LogNormal(fixedMedian: 20.67, spread: 1.092), tokenIntervalSpread: 0.064,
    errorRates: 0.0001...0.0032,
    outages: OutageShape(meanUp: 1_330_526_000, meanDown: 5_171_000, errorRate: 0.9))
}
