/// The outcomes of all providers of one registry.
public struct HealthBook: Hashable, Sendable {
  /// How outcomes are read.
  public let parameters: HealthParameters
  private var providers: [ProviderHealth]

  /// Makes an empty book for a registry's providers.
  public init(for registry: ModelRegistry, parameters: HealthParameters = HealthParameters()) {
    self.parameters = parameters
    providers = Array(repeating: ProviderHealth(), count: registry.providers.count)
  }

  /// One provider's record.
  public subscript(provider: ProviderHandle) -> ProviderHealth { providers[provider.index] }

  /// Takes in the outcome of an attempt.
  public mutating func record(_ outcome: AttemptOutcome, at provider: ProviderHandle, now: Moment) {
    providers[provider.index].record(outcome, at: now, parameters: parameters)
  }

  /// The condition of every provider at `now`; reading changes nothing.
  ///
  /// - Complexity: O(p) in the number of providers.
  public func snapshot(at now: Moment) -> HealthSnapshot {
    HealthSnapshot(inRegistryOrder: providers.map { $0.reading(at: now, parameters) })
  }
}
