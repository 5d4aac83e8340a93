public import RoutingCore

/// How a simulated provider behaves: how fast it answers, how often it fails, how much it takes at once.
///
/// What is nil follows ``ProviderWorld/defaults``.
public struct ProviderProfile: Hashable, Sendable {
  /// The provider that behaves so.
  public let provider: ProviderID
  /// How fast it answers.
  public var speed: AnswerSpeed?
  /// How fast single models of it answer, where that differs.
  public var speedOfModels: [ModelID: AnswerSpeed] = [:]
  /// The share of attempts that fail while it is up, from 0 to 1.
  public var errorRate: Double?
  /// How often and for how long it breaks down by chance.
  public var outages: OutageShape?
  /// When it is down besides, as a script says.
  public var downtimes: [Downtime] = []
  /// How many answers it makes at once; nil for any number.
  public var capacity: ProviderCapacity?
  /// How many requests it takes within any minute before it answers 429; nil for any number.
  public var requestsPerMinute: Int?
  /// How long a prompt's prefix blocks stay in its cache after they were last used; nil where it has no cache.
  public var prefixCacheLifetime: Milliseconds?

  /// Makes a profile that follows the defaults in everything.
  public init(of provider: ProviderID) {
    self.provider = provider
  }
}

/// How fast a provider answers: the first token, and each further one.
public struct AnswerSpeed: Hashable, Sendable {
  /// The time to the first token of an idle provider, in milliseconds.
  public var firstToken: LogNormal
  /// The time between two tokens of one answer, in milliseconds; drawn once an answer.
  public var tokenInterval: LogNormal

  /// Makes a speed.
  public init(firstToken: LogNormal, tokenInterval: LogNormal) {
    self.firstToken = firstToken
    self.tokenInterval = tokenInterval
  }
}

/// How often and for how long a provider breaks down; both durations are exponentially distributed.
public struct OutageShape: Hashable, Sendable {
  /// The mean time from the end of an outage to the next one; positive.
  public var meanUp: Milliseconds
  /// The mean length of an outage; positive.
  public var meanDown: Milliseconds
  /// The share of attempts that fail while it is down, from 0 to 1.
  public var errorRate: Double
  /// The vendor whose providers break down together, or nil where it stands alone.
  public var vendor: String?
  /// The share of its outages that are the vendor's, from 0 to 1.
  public var sharedPart: Double

  /// Makes a shape.
  public init(
    meanUp: Milliseconds, meanDown: Milliseconds, errorRate: Double, vendor: String? = nil, sharedPart: Double = 0
  ) {
    self.meanUp = meanUp
    self.meanDown = meanDown
    self.errorRate = errorRate
    self.vendor = vendor
    self.sharedPart = sharedPart
  }
}

/// A time during which a provider fails, as a script says.
public struct Downtime: Hashable, Sendable {
  /// When it begins, counted from the first request.
  public var start: Moment
  /// When it ends; after the start.
  public var end: Moment
  /// The share of attempts that fail meanwhile, from 0 to 1.
  public var errorRate: Double

  /// Makes a downtime.
  public init(from start: Moment, to end: Moment, errorRate: Double = 1) {
    self.start = start
    self.end = end
    self.errorRate = errorRate
  }
}

/// How many answers a provider makes at once, and how many may wait for it.
public struct ProviderCapacity: Hashable, Sendable {
  /// How many answers it makes at once; at least 1.
  public var slots: Int
  /// How many more may wait before it answers 429; nil for any number.
  public var longestLine: Int?

  /// Makes a capacity.
  public init(slots: Int, longestLine: Int? = nil) {
    self.slots = slots
    self.longestLine = longestLine
  }
}
