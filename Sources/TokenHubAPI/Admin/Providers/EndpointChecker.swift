/// Looks at the addresses of providers before they are registered, where a host wants that (H-303).
public protocol EndpointChecker: Sendable {
  /// Whether something may be registered at this address, which has no slash and no version at its end.
  func accepts(_ baseURL: String) async -> Bool
}
