internal import ProviderAdapters
internal import RoutingCore

/// Asks a provider which models it has (H-309, H-310).
struct ProviderDiscovery: Sendable {
  /// What carries the question.
  let transport: any HTTPTransport

  /// A model as the provider tells of it.
  struct Offer: Hashable, Sendable {
    let id: String
    let owner: String?
  }

  /// How long the provider may take, and how much it may say.
  private static let timeout: Milliseconds = 10_000
  private static let maximumBytes = 1_048_576

  /// The models that a provider lists.
  ///
  /// - Throws: `APIError` of 404 where its address is unknown, of 502 where it does not answer, or not as it should.
  func offers(of provider: Provider, secret: ProviderSecret?) async throws(APIError) -> [Offer] {
    guard let base = provider.baseURL ?? ProviderBaseURL.standard(provider.type ?? .openAI) else {
      throw .notFound("the provider has no base_url")
    }
    let response: HTTPResponse
    do throws(HTTPTransportError) {
      response = try await transport.send(
        HTTPRequest(
          method: "GET", url: ProviderAddress(base).url("/v1/models"), headers: fields(provider, secret),
          timeout: ProviderDiscovery.timeout, maximumResponseBytes: ProviderDiscovery.maximumBytes))
    } catch {
      throw APIError(status: 502, message: "the provider cannot be reached", code: "upstream_error")
    }
    guard response.head.status == 200 else {
      var error = APIError(
        status: 502, message: "the provider answered with status \(response.head.status)", code: "upstream_error")
      error.details = [JSONValue.Member(name: "provider_status", value: JSONValue(response.head.status))]
      throw error
    }
    // A host that echoes its requests must not show the secret that they came with (C-408).
    let redactor = SecretRedactor(secrets: secret.map { [$0.reveal()] } ?? [])
    let body =
      response.body.count <= ProviderDiscovery.maximumBytes
      ? try? JSONValue(parsing: redactor.removingKnown(from: response.body)) : nil
    guard let list = body?.elements ?? body?["data"]?.elements else {
      throw APIError(
        status: 502, message: "the provider's list of models cannot be read", code: "upstream_error")
    }
    return list.compactMap { entry in
      guard let id = entry["id"]?.string ?? entry.string, !id.isEmpty else { return nil }
      return Offer(id: id, owner: entry["owned_by"]?.string)
    }
  }

  private func fields(_ provider: Provider, _ secret: ProviderSecret?) -> [HTTPField] {
    guard let secret else { return [] }
    guard provider.type == .anthropic else {
      return [HTTPField("authorization", "Bearer \(secret.reveal())", isSecret: true)]
    }
    return [
      HTTPField("x-api-key", secret.reveal(), isSecret: true),
      HTTPField("anthropic-version", AnthropicProvider.version),
    ]
  }
}
