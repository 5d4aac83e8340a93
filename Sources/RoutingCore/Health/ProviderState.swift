/// How a provider is doing, as far as a choice between providers needs it.
public enum ProviderState: CaseIterable, Hashable, Sendable {
  /// At most one error since the last success.
  case healthy
  /// A few errors in a row.
  case degraded
  /// Many errors in a row.
  case down

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .healthy: "healthy"
    case .degraded: "degraded"
    case .down: "down"
    }
  }

  /// Makes the state with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let state = ProviderState.allCases.first(where: { $0.name == name }) else { return nil }
    self = state
  }
}

/// A change of a provider's state, as told to operators.
public struct HealthTransition: Hashable, Sendable {
  /// The provider.
  public let provider: ProviderID
  /// The state it was in.
  public let old: ProviderState
  /// The state it is in, or nil where it was removed from the registry.
  public let new: ProviderState?
  /// What brought the change about.
  public let reason: Reason

  /// Makes a transition.
  public init(provider: ProviderID, old: ProviderState, new: ProviderState?, reason: Reason) {
    self.provider = provider
    self.old = old
    self.new = new
    self.reason = reason
  }

  /// The new state's name on the wire, `removed` included.
  public var newName: String { new?.name ?? "removed" }

  /// What brings a change about.
  public enum Reason: Hashable, Sendable {
    /// An attempt succeeded.
    case success
    /// An attempt failed by the provider's fault.
    case failure(AttemptFailure)
    /// A probe got an answer.
    case probeAlive
    /// A probe got none.
    case probeDead
    /// The provider is no longer registered.
    case removed

    /// The reason in words.
    public var name: String {
      switch self {
      case .success: "success"
      case .failure(let failure): failure.name
      case .probeAlive: "probe alive"
      case .probeDead: "probe dead"
      case .removed: "removed"
      }
    }
  }
}
