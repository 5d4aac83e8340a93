import ProviderAdapters
import Routing
import RoutingCore
import Testing

@Suite struct SizeTranslationTests {
  private static func body(_ provider: (ProviderConnection) -> any ModelProvider, _ parameters: String) async throws
    -> JSONValue
  {
    let transport = ScriptedTransport(text: "")
    _ = await provider(.sample(transport)).failure(try .sample([], kind: .image, parameters: parameters))
    return try #require(transport.requests.first?.json)
  }

  @Test(
    "H-151: each supplier gets a size as it writes sizes, and what is none as it is",
    arguments: [
      ("1024x1024", "1024*1024", "1024x1024"), ("1024*512", "1024*512", "1024x512"), ("64X64", "64*64", "64x64"),
      ("auto", "auto", "auto"), ("2K", "2K", "2K"), ("max", "max", "max"), ("1x2x3", "1x2x3", "1x2x3"),
      ("x", "x", "x"), ("", "", ""),
    ])
  func sizes(size: String, dashScope: String, openAI: String) async throws {
    let parameters = #"{"prompt":"a","size":"\#(size)"}"#
    let task = try await Self.body({ DashScopeProvider(connection: $0) }, parameters)
    #expect(task["parameters"]?["size"]?.string == dashScope)
    let image = try await Self.body({ OpenAIProvider(connection: $0) }, parameters)
    #expect(image["size"]?.string == openAI)
  }

  @Test(
    "H-150: a supplier of OpenAI's type gets DashScope's form in its own words",
    arguments: [
      (
        #"{"input":{"prompt":"a cat"},"parameters":{"size":"1*2","n":2},"user":"u"}"#,
        #"{"model":"gpt-upstream","prompt":"a cat","size":"1x2","n":2,"user":"u"}"#
      ),
      (
        #"{"input":{"messages":[{"role":"user","content":[{"text":"a"},{"image":"i"},{"text":"b"}]},{"content":"c"}]}}"#,
        #"{"model":"gpt-upstream","prompt":"a\nb\nc"}"#
      ),
      (#"{"prompt":"p","parameters":{"n":2}}"#, #"{"model":"gpt-upstream","prompt":"p","parameters":{"n":2}}"#),
    ])
  func passthrough(parameters: String, written: String) async throws {
    let body = try await Self.body({ OpenAIProvider(connection: $0) }, parameters)
    #expect(body.text == written)
  }
}
