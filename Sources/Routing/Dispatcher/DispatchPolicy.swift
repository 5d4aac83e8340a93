public import RoutingCore

/// By what a request is decided.
public enum DispatchPolicy: Hashable, Sendable {
  /// A policy that the router holds.
  case named(PolicyName)
  /// A policy of the request's own, which is compiled for it.
  case given(RoutingPolicy)
}

extension DispatchPolicy: ExpressibleByStringLiteral {
  /// Makes the policy that the router holds by this name.
  public init(stringLiteral name: String) { self = .named(PolicyName(name)) }
}
