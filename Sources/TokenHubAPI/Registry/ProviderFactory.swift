public import ProviderAdapters
public import Routing
public import RoutingCore

/// Makes the adapter of a registered provider.
///
/// `endpoints` are the addresses of a vLLM provider that has several (H-312), else empty. A host that speaks to providers of
/// its own kind, has their credentials from elsewhere, or speaks to none in a test, gives another function than ``standard``.
public struct ProviderFactory: Sendable {
  private let body: @Sendable (Provider, [String], ProviderConnection) -> (any ModelProvider)?

  /// Makes a factory; nil where a record cannot be served.
  public init(_ body: @escaping @Sendable (Provider, [String], ProviderConnection) -> (any ModelProvider)?) {
    self.body = body
  }

  /// The adapters of this package, by the record's type.
  public static let standard = ProviderFactory { provider, endpoints, connection in
    switch provider.type {
    case .openAI, nil:
      OpenAIProvider(
        baseURL: provider.baseURL ?? OpenAIProvider.defaultBaseURL, knowsDevelopers: provider.isOpenAIItself,
        connection: connection)
    case .anthropic:
      AnthropicProvider(baseURL: provider.baseURL ?? AnthropicProvider.defaultBaseURL, connection: connection)
    case .vLLM:
      VLLMProvider(
        endpoints: endpoints.isEmpty ? [provider.baseURL].compactMap { $0 } : endpoints, connection: connection)
    case .dashScope:
      DashScopeProvider(baseURL: provider.baseURL ?? DashScopeProvider.defaultBaseURL, connection: connection)
    }
  }

  /// Makes the adapter of a record; nil where it cannot be served.
  public func make(
    _ provider: Provider, endpoints: [String], _ connection: ProviderConnection
  ) -> (any ModelProvider)? {
    body(provider, endpoints, connection)
  }
}

extension Provider {
  /// Whether this is OpenAI or Azure's OpenAI, and not one of the many that speak like them (H-136).
  fileprivate var isOpenAIItself: Bool {
    guard let baseURL, vendor != "openai" else { return true }
    let host = baseURL.split(separator: "/").dropFirst().first ?? ""
    return host == "api.openai.com" || host.hasSuffix(".openai.azure.com")
  }
}
