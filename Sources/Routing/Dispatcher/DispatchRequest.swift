public import RoutingCore

/// A request to be sent to whichever model serves it.
public struct DispatchRequest: Hashable, Sendable {
  /// What the choice of a model depends on.
  public var routing: RoutingRequest
  /// What the model is sent.
  public var payload: CallPayload
  /// The policy to choose by.
  public var policy: DispatchPolicy
  /// Whose money is spent.
  public var scopes: [BudgetScope]
  /// Whether others may serve than the model that comes first.
  public var failover: DispatchPlan.Failover
  /// The numbers that this request's attempts keep to, or nil for those of the dispatcher.
  public var parameters: DispatchParameters?

  /// Makes a request.
  public init(
    _ routing: RoutingRequest, payload: CallPayload, policy: DispatchPolicy = "default", scopes: [BudgetScope] = [],
    failover: DispatchPlan.Failover = .toOthers, parameters: DispatchParameters? = nil
  ) {
    self.routing = routing
    self.payload = payload
    self.policy = policy
    self.scopes = scopes
    self.failover = failover
    self.parameters = parameters
  }
}

/// An answer, and who gave it.
public struct DispatchedReply: Hashable, Sendable {
  /// Who answered, why, and what it took.
  public let summary: DispatchSummary
  /// What was answered.
  public let reply: ProviderReply
}

/// Why a dispatcher gave no answer.
public enum DispatchError: Error, Hashable, Sendable {
  /// The router has no policy of this name.
  case unknownPolicy(PolicyName)
  /// Nobody answered.
  case failed(DispatchFailure)
}
