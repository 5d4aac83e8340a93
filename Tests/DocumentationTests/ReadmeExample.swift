import GatewayState
import Routing
import RoutingCore
import RoutingFormats
import ShippedCatalogue
import TokenHubAPI

/// The code of the README, compiled and run as it stands there.
enum ReadmeExample {
  static func run() throws -> Verdict {
    let registry = try ShippedCatalogue.document().registry().registry
    let engine = RoutingEngine(registry: registry)
    let request = RoutingRequest(inputTokens: 1_200, requires: CapabilitySet([.tools]))
    let verdict = engine.decide(request, policy: RoutingPolicy(mode: .cheap), health: HealthSnapshot(of: registry))
    if let decision = verdict.decision {
      print(decision.model, decision.estimatedCost.value, decision.reason.name)
    }
    return verdict
  }

  static func answer(
    _ router: Router, _ providers: [ProviderID: any ModelProvider], _ clock: any TimeSource, _ request: RoutingRequest,
    _ payload: CallPayload
  ) async throws -> DispatchedReply {
    let dispatcher = Dispatcher(router, providers: providers, time: clock)
    let answer = try await dispatcher.send(DispatchRequest(request, payload: payload))
    return answer
  }

  static func serve(
    _ ports: GatewayPorts, _ token: String, _ request: GatewayRequest
  ) async throws -> GatewayResponse {
    let opened = try await Gateway.open(ports, configuration: GatewayConfiguration(adminToken: SecretText(token)))
    let response = await opened.gateway.handle(request)
    return response
  }
}
