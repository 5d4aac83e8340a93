/// The numbers that attempts keep to (R-1020 to R-1062, R-1101 to R-1103, R-1203, R-1304).
public struct DispatchParameters: Hashable, Sendable {
  /// How often the same model is tried again after a transient failure (R-1030).
  public var retries: Int
  /// How often, where the answer is to be streamed (R-1302).
  public var streamRetries: Int
  /// The wait before the first retry, which doubles with each; a draw makes it half to half as much again (R-1030).
  public var backoff: Milliseconds
  /// The longest that one attempt may take, up to its first byte where it streams (R-1061).
  public var attemptTimeout: Milliseconds
  /// The most models tried in the primary pass (R-1062).
  public var maximumModels: Int
  /// The most models tried as a last resort (R-1062).
  public var maximumLastResorts: Int
  /// The longest that the last resort may take where the request has no deadline (R-1203).
  public var lastResortTime: Milliseconds
  /// How long a provider is left alone that asks for it without saying how long (R-1020).
  public var defaultLimit: Milliseconds
  /// The longest that a provider is left alone for asking (R-1020).
  public var longestLimit: Milliseconds
  /// The longest that a request waits for the first provider to take it again, where all are limited (R-1021).
  public var longestLimitWait: Milliseconds
  /// After how long another model joins the race; zero for no races (R-1102).
  public var hedgeAfter: Milliseconds
  /// The most models in a race (R-1103).
  public var maximumRacers: Int
  /// The longest silence within a stream (R-1304).
  public var streamIdleTimeout: Milliseconds
  /// The most bytes of one stream (R-1304).
  public var streamByteLimit: Int

  /// Makes parameters with the contract's defaults, which race nobody.
  public init(
    retries: Int = 2, streamRetries: Int = 1, backoff: Milliseconds = 100, attemptTimeout: Milliseconds = 30_000,
    maximumModels: Int = 5, maximumLastResorts: Int = 3, lastResortTime: Milliseconds = 60_000,
    defaultLimit: Milliseconds = 1000, longestLimit: Milliseconds = 60_000, longestLimitWait: Milliseconds = 5000,
    hedgeAfter: Milliseconds = 0, maximumRacers: Int = 3, streamIdleTimeout: Milliseconds = 60_000,
    streamByteLimit: Int = 104_857_600
  ) {
    self.retries = retries
    self.streamRetries = streamRetries
    self.backoff = backoff
    self.attemptTimeout = attemptTimeout
    self.maximumModels = maximumModels
    self.maximumLastResorts = maximumLastResorts
    self.lastResortTime = lastResortTime
    self.defaultLimit = defaultLimit
    self.longestLimit = longestLimit
    self.longestLimitWait = longestLimitWait
    self.hedgeAfter = hedgeAfter
    self.maximumRacers = maximumRacers
    self.streamIdleTimeout = streamIdleTimeout
    self.streamByteLimit = streamByteLimit
  }

  /// What must stay free of a window for an answer cut to what fits (R-1010).
  static let shrinkMargin = 256
  /// The shortest answer worth asking for (R-1010).
  static let shortestAnswer = 64
}
