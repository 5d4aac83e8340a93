public import Routing
public import RoutingCore

/// vLLM servers: one model behind one or several endpoints, which take turns (H-312).
///
/// One call goes to one endpoint. One that cannot be reached is not remembered, because the dispatcher's next try comes
/// to the next endpoint by itself.
public struct VLLMProvider: ModelProvider {
  private let addresses: [ProviderAddress]
  private let connection: ProviderConnection
  private let rotation = EndpointRotation()

  /// Makes an adapter for endpoints that serve the same models, each with `/v1` at its end or not; nil without any.
  ///
  /// vLLM asks for a credential only where it was started with a key.
  public init?(endpoints: [String], connection: ProviderConnection) {
    guard !endpoints.isEmpty else { return nil }
    addresses = endpoints.map { ProviderAddress($0) }
    self.connection = connection
  }

  /// Sends one request to the endpoint whose turn it is.
  ///
  /// - Throws: `ProviderFailure` with what happened.
  public func send(_ call: ProviderCall) async throws(ProviderFailure) -> ProviderReply {
    try await nextService().send(call)
  }

  /// Sends one request for a stream to the endpoint whose turn it is.
  ///
  /// - Throws: `ProviderFailure` with what happened.
  public func openStream(_ call: ProviderCall) async throws(ProviderFailure) -> any ProviderStream {
    try await nextService().openStream(call)
  }

  /// Asks all endpoints at once; the provider is there while one of them is.
  public func probe(timeout: Milliseconds) async -> ProbeResult? {
    let connection = connection
    return await withTaskGroup(of: ProbeResult.self) { group in
      for address in addresses {
        guard let url = ProbeSchedule.address(of: .vLLM, baseURL: address.base) else { continue }
        group.addTask { await connection.probe(url, timeout: timeout) }
      }
      for await result in group where result == .alive {
        group.cancelAll()
        return .alive
      }
      return .dead
    }
  }

  /// What a failure means at hosts of this type (R-1008).
  public func classify(_ failure: ProviderFailure) -> FailureClass { FailureClass(failure, from: .vLLM) }

  private func nextService() -> OpenAIService {
    OpenAIService(
      connection: connection, root: addresses[rotation.next(of: addresses.count)].url("/v1"), dialect: .imitation)
  }
}
