public import RoutingCore

/// What a host knows of a provider that no outcome tells.
public struct ProviderStanding: Hashable, Sendable {
  /// Until when it asked to be left alone, or nil.
  public var rateLimitedUntil: Moment?
  /// Whether its secret is locked away.
  public var credentialsAreLocked: Bool

  /// Makes a standing, by default that of a provider with nothing against it.
  public init(rateLimitedUntil: Moment? = nil, credentialsAreLocked: Bool = false) {
    self.rateLimitedUntil = rateLimitedUntil
    self.credentialsAreLocked = credentialsAreLocked
  }
}
