public import RoutingCore

/// A request with its policy, and with the model it names where that was resolved before.
public struct RoutingQuery: Hashable, Sendable {
  /// The request; its hint is read only where ``reference`` is nil.
  ///
  /// What it requires is a set of numbers already (`CapabilitySet`, `ParameterSet`) and needs no handle.
  public var request: RoutingRequest
  /// How to choose.
  public var policy: PolicyHandle
  /// The model that the caller named, resolved once, or nil to read the request's hint.
  public var reference: ReferenceHandle?

  /// Makes a query.
  public init(_ request: RoutingRequest, policy: PolicyHandle, reference: ReferenceHandle? = nil) {
    self.request = request
    self.policy = policy
    self.reference = reference
  }
}
