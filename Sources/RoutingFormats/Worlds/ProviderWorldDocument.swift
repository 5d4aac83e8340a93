public import RoutingCore

/// Simulated providers as a JSON document: what is known of some, and what the others are drawn from.
///
/// A member that the format does not have is an error, since a misspelt one would change nothing in silence.
///
/// ```json
/// {"providers": [{"provider": "openai",
///                 "downtimes": [{"from": "1d2h30m", "to": "1d4h", "error_rate": 1}]}]}
/// ```
public struct ProviderWorldDocument: Hashable, Sendable {
  /// What the member `schema` says, where it is there.
  public static let schema = "provider-world/1"

  /// Times in milliseconds that are spread log-normally.
  public struct Times: Hashable, Sendable {
    /// The median in milliseconds, from 1e-6 to 1e9.
    public var median: Double
    /// The standard deviation of the logarithm, from 0 to 10.
    public var spread: Double

    /// Makes times.
    public init(median: Double, spread: Double) {
      (self.median, self.spread) = (median, spread)
    }
  }

  /// How fast answers come.
  public struct Speed: Hashable, Sendable {
    /// The time to the first token.
    public var firstToken: Times
    /// The time between two tokens.
    public var tokenInterval: Times

    /// Makes a speed.
    public init(firstToken: Times, tokenInterval: Times) {
      (self.firstToken, self.tokenInterval) = (firstToken, tokenInterval)
    }
  }

  /// How often and for how long a provider breaks down by chance.
  public struct Outages: Hashable, Sendable {
    /// The mean time from the end of one to the next, in milliseconds, from 1 to 1e13.
    public var meanUp: Milliseconds
    /// The mean length, in milliseconds, from 1 to 1e13.
    public var meanDown: Milliseconds
    /// The share of attempts that fail meanwhile, from 0 to 1.
    public var errorRate: Double
    /// The vendor whose providers break down together, or nil where it stands alone.
    public var vendor: String?
    /// The share of the outages that are the vendor's, from 0 to 1; 0 without a vendor.
    public var sharedPart: Double

    /// Makes outages.
    public init(
      meanUp: Milliseconds, meanDown: Milliseconds, errorRate: Double, vendor: String? = nil, sharedPart: Double = 0
    ) {
      (self.meanUp, self.meanDown, self.errorRate) = (meanUp, meanDown, errorRate)
      (self.vendor, self.sharedPart) = (vendor, sharedPart)
    }
  }

  /// What providers of which nothing is known are drawn from.
  public struct Defaults: Hashable, Sendable {
    /// The median time to the first token as it is spread over providers.
    public var firstTokenAcrossProviders: Times
    /// How one provider's times to the first token are spread, from 0 to 10.
    public var firstTokenSpread: Double
    /// The median time between two tokens as it is spread over providers.
    public var tokenIntervalAcrossProviders: Times
    /// How one provider's token intervals are spread, from 0 to 10.
    public var tokenIntervalSpread: Double
    /// The shares of attempts that fail while a provider is up, from 0 to 1.
    public var errorRates: ClosedRange<Double>
    /// How providers break down by chance; nil for never.
    public var outages: Outages?

    /// Makes defaults.
    public init(
      firstTokenAcrossProviders: Times, firstTokenSpread: Double, tokenIntervalAcrossProviders: Times,
      tokenIntervalSpread: Double, errorRates: ClosedRange<Double>, outages: Outages?
    ) {
      self.firstTokenAcrossProviders = firstTokenAcrossProviders
      self.firstTokenSpread = firstTokenSpread
      self.tokenIntervalAcrossProviders = tokenIntervalAcrossProviders
      self.tokenIntervalSpread = tokenIntervalSpread
      self.errorRates = errorRates
      self.outages = outages
    }
  }

  /// What providers without a word of their own are drawn from; nil where the document leaves it to its reader.
  public var defaults: Defaults?
  /// The providers that something is said of; each once.
  public var providers: [Provider]

  /// Makes a document.
  public init(defaults: Defaults? = nil, providers: [Provider] = []) {
    (self.defaults, self.providers) = (defaults, providers)
  }
}
