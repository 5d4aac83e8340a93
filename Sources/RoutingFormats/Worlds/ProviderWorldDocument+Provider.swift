public import RoutingCore

extension ProviderWorldDocument {
  /// What is known of one provider; what is nil follows the defaults.
  public struct Provider: Hashable, Sendable {
    /// The provider.
    public var id: ProviderID
    /// How fast it answers.
    public var speed: Speed?
    /// How fast single models of it answer, where that differs; each model once.
    public var models: [ModelSpeed] = []
    /// The share of attempts that fail while it is up, from 0 to 1.
    public var errorRate: Double?
    /// How it breaks down by chance.
    public var outages: Outages?
    /// When it is down besides; none twice.
    public var downtimes: [Downtime] = []
    /// How much it takes at once; nil for any number.
    public var capacity: Capacity?
    /// How many requests it takes within any minute, at least 1; nil for any number.
    public var requestsPerMinute: Int?
    /// How long it remembers a prompt's prefix, in milliseconds up to 1e13; nil where it has no such memory.
    public var prefixCacheLifetime: Milliseconds?

    /// Makes a provider that follows the defaults in everything.
    public init(id: ProviderID) {
      self.id = id
    }
  }

  /// How fast one model answers.
  public struct ModelSpeed: Hashable, Sendable {
    /// The model.
    public var model: ModelID
    /// Its speed.
    public var speed: Speed

    /// Makes a model's speed.
    public init(model: ModelID, speed: Speed) {
      (self.model, self.speed) = (model, speed)
    }
  }

  /// A time during which a provider fails.
  public struct Downtime: Hashable, Sendable {
    /// When it begins, counted from the first request; within a hundred years.
    public var start: Moment
    /// When it ends; after the start.
    public var end: Moment
    /// The share of attempts that fail meanwhile, from 0 to 1.
    public var errorRate: Double

    /// Makes a downtime.
    public init(from start: Moment, to end: Moment, errorRate: Double) {
      (self.start, self.end, self.errorRate) = (start, end, errorRate)
    }
  }

  /// How many answers a provider makes at once, and how many may wait for it.
  public struct Capacity: Hashable, Sendable {
    /// How many at once, from 1 to a million.
    public var slots: Int
    /// How many may wait, from 0 up; nil for any number.
    public var longestLine: Int?

    /// Makes a capacity.
    public init(slots: Int, longestLine: Int?) {
      (self.slots, self.longestLine) = (slots, longestLine)
    }
  }
}
