public import RoutingCore

/// How many replicas a gateway has, how late they hear of each other, and what befalls their providers.
public struct FleetSettings: Hashable, Sendable {
  /// How many replicas share the traffic; 1 or more.
  public var replicas: Int
  /// How long after its publication the others see what a replica has published; not negative.
  public var delay: Milliseconds
  /// The time between two publications of a replica; 0 publishes after every request.
  public var publicationInterval: Milliseconds
  /// How long a replica decides with one reading of health before it reads again; 0 reads for every request.
  ///
  /// A second is what the other replays of this module take.
  public var healthInterval: Milliseconds
  /// The requests a second of the whole fleet, within ``RequestStream/rates``.
  public var requestsPerSecond: Double
  /// The mode of every request, or nil for the mix of ``PolicyPalette``.
  public var mode: RoutingMode?
  /// What all replicas together may spend, once; nil for no limit.
  public var budget: NanoDollars?
  /// The mean time from the end of a provider's breakdown to its next one; positive.
  public var meanUp: Milliseconds
  /// The mean length of a breakdown; positive.
  public var meanDown: Milliseconds

  /// Makes settings, by default of one replica with 50 requests a second and no budget.
  ///
  /// Breakdowns last two minutes and come ten minutes apart by default. That is far more often than providers break down,
  /// so that ten minutes of simulated time see some; what one breakdown costs does not depend on how often they come.
  public init(
    replicas: Int = 1, delay: Milliseconds = 0, publicationInterval: Milliseconds = 1000,
    healthInterval: Milliseconds = 1000, requestsPerSecond: Double = 50, mode: RoutingMode? = nil,
    budget: NanoDollars? = nil, meanUp: Milliseconds = 600_000, meanDown: Milliseconds = 120_000
  ) {
    self.replicas = replicas
    self.delay = delay
    self.publicationInterval = publicationInterval
    self.healthInterval = healthInterval
    self.requestsPerSecond = requestsPerSecond
    self.mode = mode
    self.budget = budget
    self.meanUp = meanUp
    self.meanDown = meanDown
  }
}
