public import Routing
public import RoutingCore

/// Anthropic's messages API: chat.
///
/// Members of OpenAI's requests that have no counterpart there are left out, among them `response_format`, `n`, `seed`
/// and `reasoning_effort`. Thoughts come as `reasoning_content`; their signatures are lost, so a conversation cannot
/// hand them back.
public struct AnthropicProvider: ModelProvider {
  /// Anthropic's own address.
  public static let defaultBaseURL = "https://api.anthropic.com"
  /// The version of the API that is asked for.
  public static let version = "2023-06-01"

  private let address: ProviderAddress
  private let connection: ProviderConnection

  /// Makes an adapter for a host, whose address may end in `/v1` or not.
  public init(baseURL: String = AnthropicProvider.defaultBaseURL, connection: ProviderConnection) {
    address = ProviderAddress(baseURL)
    self.connection = connection
  }

  /// Sends one request and waits for the whole answer.
  ///
  /// - Throws: `ProviderFailure` with what happened.
  public func send(_ call: ProviderCall) async throws(ProviderFailure) -> ProviderReply {
    let exchange = try exchange(call, .whole)
    let reply = AnthropicReply(call: call, created: connection.unixSeconds, failures: exchange.failures)
    return try reply.read(try await exchange.body())
  }

  /// Sends one request for a stream and waits for its head.
  ///
  /// - Throws: `ProviderFailure` with what happened.
  public func openStream(_ call: ProviderCall) async throws(ProviderFailure) -> any ProviderStream {
    let exchange = try exchange(call, .streamed)
    let reader = AnthropicChunkReader(call, created: connection.unixSeconds, failures: exchange.failures)
    return try await exchange.events(readBy: reader)
  }

  /// Asks the endpoint with a method it refuses, without a credential.
  public func probe(timeout: Milliseconds) async -> ProbeResult? {
    guard let url = ProbeSchedule.address(of: .anthropic, baseURL: address.base) else { return nil }
    return await connection.probe(url, timeout: timeout)
  }

  /// What a failure means here: an overloaded host counts as a rate limit (R-1001).
  public func classify(_ failure: ProviderFailure) -> FailureClass { FailureClass(failure, from: .anthropic) }

  private func exchange(
    _ call: ProviderCall, _ delivery: OpenAIRequest.Delivery
  ) throws(ProviderFailure) -> ProviderExchange {
    guard call.kind == .chat else { throw .notSent(.unsupported) }
    return try connection.exchange(
      address.url("/v1/messages"), sending: AnthropicRequest(call: call).body(delivery),
      fields: [HTTPField("anthropic-version", AnthropicProvider.version)], authentication: .keyField,
      requestID: call.requestID, timeout: call.timeout, judge: .anthropic)
  }
}
