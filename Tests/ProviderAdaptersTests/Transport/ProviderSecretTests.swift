import ProviderAdapters
import Routing
import RoutingCore
import Synchronization
import Testing

@Suite struct ProviderSecretTests {
  /// Everything that shows a value.
  private static func shown(_ value: some Any) -> [String] {
    var dumped = ""
    dump(value, to: &dumped)
    return ["\(value)", String(describing: value), String(reflecting: value), dumped, String(reflecting: [value])]
  }

  @Test("C-402: no print, dump or interpolation shows a secret, nor what holds it")
  func printing() throws {
    let secret = try #require(ProviderSecret("canary-1"))
    let connection = ProviderConnection.sample(ScriptedTransport([]), key: "canary-1")
    for text in Self.shown(secret) + Self.shown(ProviderCredential.secret(secret)) + Self.shown(connection)
      + Self.shown(OpenAIProvider(connection: connection)) + Self.shown(Optional(secret))
    {
      #expect(!text.contains("canary"))
    }
    #expect("\(secret)" == "‹redacted›")
    #expect(secret.reveal() == "canary-1")
  }

  @Test("C-402: a request shows no key either")
  func request() async throws {
    let transport = ScriptedTransport(text: "")
    _ = await OpenAIProvider(connection: .sample(transport)).failure(try .sample())
    _ = await AnthropicProvider(connection: .sample(transport)).failure(try .sample())
    #expect(transport.requests.count == 2)
    for request in transport.requests {
      #expect(request.headers.contains { $0.isSecret && $0.value.contains("canary") })
      for text in Self.shown(request) { #expect(!text.contains("canary")) }
    }
  }

  @Test("a secret that no header can carry is none", arguments: ["", " \n", "a\nb", "a\r\nx: y", "ключ", "a\u{0}"])
  func unusable(text: String) {
    #expect(ProviderSecret(text) == nil)
  }

  @Test("the line end of the file that a secret comes from is no part of it")
  func trimmed() {
    #expect(ProviderSecret(" abc\r\n")?.reveal() == "abc")
  }

  @Test("H-207: a secret is read for each request, and while it is not there nothing is sent")
  func locking() async throws {
    let vault = Mutex<String?>("one")
    let holder = Holder(vault)
    let transport = ScriptedTransport(text: "{}")
    let provider = OpenAIProvider(
      connection: ProviderConnection(
        credential: .reading { holder.read().flatMap { ProviderSecret($0) } }, transport: transport,
        clock: StandingClock()))
    _ = await provider.failure(try .sample())
    holder.write("two")
    _ = await provider.failure(try .sample())
    holder.write(nil)
    #expect(await provider.failure(try .sample()) == .notSent(.noCredential))
    #expect(await provider.outcome(try .sample())?.failure == .notSent(.noCredential))
    #expect(transport.requests.map { $0["authorization"] } == ["Bearer one", "Bearer two"])
  }

  private final class Holder: Sendable {
    private let value: Mutex<String?>
    init(_ value: consuming Mutex<String?>) { self.value = value }
    func read() -> String? { value.withLock { $0 } }
    func write(_ text: String?) { value.withLock { $0 = text } }
  }
}
