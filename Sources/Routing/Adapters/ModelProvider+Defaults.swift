public import RoutingCore

extension ModelProvider {
  /// Nothing to ask: the provider's health is that of its traffic.
  public func probe(timeout: Milliseconds) async -> ProbeResult? { nil }

  /// The contract's table (R-1008).
  public func classify(_ failure: ProviderFailure) -> FailureClass { FailureClass(failure) }
}
