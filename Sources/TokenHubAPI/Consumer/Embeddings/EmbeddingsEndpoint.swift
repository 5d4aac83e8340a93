internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore
internal import RoutingFormats

/// `POST /v1/embeddings` (H-171).
struct EmbeddingsEndpoint: Sendable {
  let services: GatewayServices

  func embed(_ exchange: ConsumerExchange) async throws(APIError) -> GatewayResponse {
    let body = try await exchange.request.jsonBody()
    guard let model = body["model"]?.string, !ModelReference(model).text.isEmpty else {
      throw .badRequest("you must provide a model parameter", code: "missing_required_parameter", parameter: "model")
    }
    guard let input = body["input"], !input.isNull else {
      throw .badRequest("you must provide an input parameter", code: "missing_required_parameter", parameter: "input")
    }
    let policy = try services.policyContext(of: exchange).policy(try CompletionReader.layer(of: body))
    let parameters = (body.members ?? []).filter { !["model", "policy", "preferences"].contains($0.name) }
    let routing = RoutingRequest(
      id: exchange.requestID, apiKey: exchange.key.id, kind: .embedding,
      inputTokens: TokenEstimator.input(stated: nil, textBytes: EmbeddingsEndpoint.textBytes(input), otherParts: 0),
      outputTokens: .zero, hint: ModelReference(model, isStrict: true))
    let call = ChatCall(
      payload: CallPayload(messages: [], parameters: parameters), routing: routing, policy: policy.policy,
      format: OutputFormat())
    let reply = try await UpstreamCall(services: services, exchange: exchange, call: call).send()
    let name = services.registrar.current.models[reply.summary.model]?.name ?? reply.summary.model.text
    var members = JSONMembers(of: reply.reply.body)
    members["model"] = JSONValue(name)
    return .json(members.value, headers: AnswerHeaders.fields(reply.summary, alias: reply.alias))
  }

  private static func textBytes(_ input: JSONValue) -> Int {
    switch input.content {
    case .string(let text): text.utf8.count
    // A list of tokens counts four bytes for each.
    case .array(let elements): elements.reduce(0) { $0 + ($1.integer == nil ? textBytes($1) : 4) }
    case .null, .bool, .integer, .number, .object: 0
    }
  }
}
