public import Routing
public import RoutingCore

/// OpenAI's API, and the many that speak like it: chat, embeddings and images.
public struct OpenAIProvider: ModelProvider {
  /// OpenAI's own address.
  public static let defaultBaseURL = "https://api.openai.com"

  private let address: ProviderAddress
  private let connection: ProviderConnection
  private let service: OpenAIService

  /// Makes an adapter for a host.
  ///
  /// `baseURL` may end in `/v1` or not. `versionPath` is what stands between it and the paths of the API; hosts that
  /// keep their API elsewhere, such as below `/v4`, take another. A host that does not know the role `developer` is told
  /// `system` in its place (H-136).
  public init(
    baseURL: String = OpenAIProvider.defaultBaseURL, versionPath: String = "/v1", knowsDevelopers: Bool = true,
    connection: ProviderConnection
  ) {
    address = ProviderAddress(baseURL)
    self.connection = connection
    service = OpenAIService(
      connection: connection, root: address.url(versionPath), dialect: knowsDevelopers ? .openAI : .imitation)
  }

  /// Sends one request and waits for the whole answer.
  ///
  /// - Throws: `ProviderFailure` with what happened.
  public func send(_ call: ProviderCall) async throws(ProviderFailure) -> ProviderReply {
    try await service.send(call)
  }

  /// Sends one request for a stream and waits for its head.
  ///
  /// - Throws: `ProviderFailure` with what happened.
  public func openStream(_ call: ProviderCall) async throws(ProviderFailure) -> any ProviderStream {
    try await service.openStream(call)
  }

  /// Asks for the list of models, without a credential.
  public func probe(timeout: Milliseconds) async -> ProbeResult? {
    guard let url = ProbeSchedule.address(of: .openAI, baseURL: address.base) else { return nil }
    return await connection.probe(url, timeout: timeout)
  }

  /// What a failure means at hosts of this type (R-1008).
  public func classify(_ failure: ProviderFailure) -> FailureClass { FailureClass(failure, from: .openAI) }
}
