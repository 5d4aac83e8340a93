public import RoutingCore

/// A request that several calls answer together.
public struct OrchestrationRequest: Hashable, Sendable {
  /// How the calls work together.
  public var directive: OrchestrationDirective
  /// The conversation and its parameters.
  public var payload: CallPayload
  /// What the choice of a model depends on for each call, apart from the length of its own prompt.
  public var routing: RoutingRequest
  /// The policy that phases start from; its cost limit is that of one call.
  public var policy: RoutingPolicy
  /// The most that all calls together may cost, or nil for no limit but that of each call (O-108, O-206).
  public var maximumCost: Dollars?
  /// The time for all calls together, or nil for that of a call times their number (O-207).
  public var deadline: Milliseconds?
  /// How the artifact is shaped (O-404).
  public var format: OutputFormat
  /// Whose money is spent.
  public var scopes: [BudgetScope]

  /// Makes a request.
  public init(
    _ directive: OrchestrationDirective, payload: CallPayload, routing: RoutingRequest,
    policy: RoutingPolicy = RoutingPolicy(), maximumCost: Dollars? = nil, deadline: Milliseconds? = nil,
    format: OutputFormat = OutputFormat(), scopes: [BudgetScope] = []
  ) {
    self.directive = directive
    self.payload = payload
    self.routing = routing
    self.policy = policy
    self.maximumCost = maximumCost
    self.deadline = deadline
    self.format = format
    self.scopes = scopes
  }
}
