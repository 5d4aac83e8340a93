internal import RoutingCore
internal import RoutingFormats

/// What has a say in how a request is routed beside its own body: headers, the key and the operator.
struct PolicyContext: Sendable {
  /// Constraints from the headers `X-TokenHub-*`.
  var headers = RoutingConstraints()
  /// What the API key's record says.
  var key = PolicyLayer()
  /// The operator's defaults.
  var runtime = PolicyLayer()

  /// Reads the headers of a request.
  init(_ request: GatewayRequest, key: PolicyLayer, runtime: PolicyLayer) {
    headers = RoutingConstraints(
      regionHeader: request[header: "x-tokenhub-region"], providerHeader: request[header: "x-tokenhub-provider"],
      modelHeader: request[header: "x-tokenhub-model"])
    self.key = key
    self.runtime = runtime
  }

  /// The policy that counts for a body's own layer and the directives in its messages.
  ///
  /// - Throws: `APIError` where a value lies outside its range.
  func policy(_ body: PolicyLayer, directive: Directive = Directive()) throws(APIError) -> EffectivePolicy {
    var layer = body
    layer.constraints = body.constraints.overriding(headers: headers)
    do throws(PolicyProblem) {
      return try PolicyStack(directive: directive.policyLayer, request: layer, key: key, runtime: runtime).merged()
    } catch {
      throw .badRequest("\(error)", code: "invalid_value", parameter: error.field.name)
    }
  }
}
