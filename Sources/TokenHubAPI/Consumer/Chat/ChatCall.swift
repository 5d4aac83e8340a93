internal import Routing
internal import RoutingCore

/// A chat request as the endpoints understand it, whichever form it came in.
struct ChatCall: Sendable {
  /// What the model is sent, format instructions included.
  var payload: CallPayload
  /// What the choice of a model depends on.
  var routing: RoutingRequest
  /// How to choose.
  var policy: RoutingPolicy
  /// How the answer is shaped, and what it must be.
  var format: OutputFormat
  /// Whether a stream ends with a chunk of usage (H-125).
  var reportsUsage = false
  /// What the client said for the log alone (H-106).
  var meta: [JSONValue.Member] = []
  /// What was ignored, for the client to know.
  var warnings: [String] = []
  /// Whose money is spent.
  var scopes: [BudgetScope] = []
  /// The numbers that attempts keep to, or nil for those of the gateway.
  var parameters: DispatchParameters?
  /// What logs call the mode, or nil for the mode of the policy.
  var modeLabel: String?

  /// The request for a dispatcher.
  var dispatch: DispatchRequest {
    DispatchRequest(routing, payload: payload, policy: .given(policy), scopes: scopes, parameters: parameters)
  }
}
