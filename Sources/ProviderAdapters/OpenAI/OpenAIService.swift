internal import Routing
internal import RoutingCore

/// Speaks to one address in OpenAI's words; what several providers have in common.
struct OpenAIService {
  let connection: ProviderConnection
  /// The address up to and including the version.
  let root: String
  let dialect: OpenAIRequest.Dialect

  func send(_ call: ProviderCall) async throws(ProviderFailure) -> ProviderReply {
    let endpoint = try endpoint(for: call)
    let exchange = try exchange(call, endpoint, .whole)
    let reply = OpenAIReply(
      call: call, endpoint: endpoint, created: connection.unixSeconds, failures: exchange.failures)
    return try reply.read(try await exchange.body())
  }

  func openStream(_ call: ProviderCall) async throws(ProviderFailure) -> any ProviderStream {
    let endpoint = try endpoint(for: call)
    guard endpoint == .chatCompletions else { throw .notSent(.unsupported) }
    let exchange = try exchange(call, endpoint, .streamed)
    let reader = OpenAIChunkReader(call, created: connection.unixSeconds, failures: exchange.failures)
    return try await exchange.events(readBy: reader)
  }

  private func endpoint(for call: ProviderCall) throws(ProviderFailure) -> OpenAIEndpoint {
    guard let endpoint = OpenAIEndpoint(call.kind) else { throw .notSent(.unsupported) }
    return endpoint
  }

  private func exchange(
    _ call: ProviderCall, _ endpoint: OpenAIEndpoint, _ delivery: OpenAIRequest.Delivery
  ) throws(ProviderFailure) -> ProviderExchange {
    let request = OpenAIRequest(call: call, endpoint: endpoint, dialect: dialect)
    return try connection.exchange(
      root + endpoint.path, sending: request.body(delivery), authentication: .bearer, requestID: call.requestID,
      timeout: call.timeout, judge: .openAI)
  }
}
