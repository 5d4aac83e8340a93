import ProviderAdapters
import Routing
import RoutingCore
import Testing

@Suite struct ProviderAddressTests {
  @Test(
    "H-303: slashes at the end go, and one version",
    arguments: [
      ("https://h", "https://h"), ("https://h/", "https://h"), ("https://h///", "https://h"),
      ("https://h/v1", "https://h"), ("https://h/v1/", "https://h"), ("https://h//v2//", "https://h"),
      ("https://h/api/v1", "https://h/api"), ("https://h/v1/v1", "https://h/v1"), ("https://h/v3", "https://h/v3"),
      ("https://h/xv1", "https://h/xv1"), ("", ""), ("/", ""),
    ])
  func base(text: String, base: String) {
    #expect(ProviderAddress(text).base == base)
  }

  @Test(
    "a request goes to one address, with the version in the base or not",
    arguments: ["https://h/p", "https://h/p/", "https://h/p/v1", "https://h/p/v1/"])
  func urls(base: String) async throws {
    let transport = ScriptedTransport(text: "")
    let connection = ProviderConnection.sample(transport)
    let vllm = try #require(VLLMProvider(endpoints: [base], connection: connection))
    let providers: [any ModelProvider] = [
      OpenAIProvider(baseURL: base, connection: connection), AnthropicProvider(baseURL: base, connection: connection),
      vllm, DashScopeProvider(baseURL: base, connection: connection),
    ]
    for provider in providers { _ = await provider.failure(try .sample()) }
    #expect(
      transport.requests.map(\.url) == [
        "https://h/p/v1/chat/completions", "https://h/p/v1/messages", "https://h/p/v1/chat/completions",
        "https://h/p/compatible-mode/v1/chat/completions",
      ])
  }

  @Test(
    "DashScope's address may end in the path of either of its APIs",
    arguments: ["https://h", "https://h/compatible-mode/v1/", "https://h/compatible-mode", "https://h/api/v1"])
  func dashScope(base: String) async throws {
    let transport = ScriptedTransport(text: "")
    let provider = DashScopeProvider(baseURL: base, connection: .sample(transport))
    _ = await provider.failure(try .sample())
    _ = await provider.failure(try .sample(kind: .image))
    #expect(
      transport.requests.map(\.url) == [
        "https://h/compatible-mode/v1/chat/completions",
        "https://h/api/v1/services/aigc/text2image/image-synthesis",
      ])
  }
}
