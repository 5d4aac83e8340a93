import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct FailureReaderTests {
  private static func response(
    _ status: Int, fields: [HTTPField] = [], _ body: [UInt8], streamed: Bool = false
  ) async throws -> ProviderFailure.FailedResponse {
    let transport = ScriptedTransport(status: status, fields: fields, [Array(body.prefix(1)), Array(body.dropFirst())])
    let provider = OpenAIProvider(connection: .sample(transport))
    let call = try ProviderCall.sample()
    let failure = streamed ? await provider.outcome(call)?.failure : await provider.failure(call)
    guard case .response(let response) = failure else {
      throw failure ?? .cancelled
    }
    return response
  }

  private static func response(_ text: String) async throws -> ProviderFailure.FailedResponse {
    try await response(400, Array(text.utf8))
  }

  @Test(
    "R-1006: the provider's own words are found, whoever's habits it follows",
    arguments: [
      (#"{"error":{"message":"m","type":"t"}}"#, "m"), (#"{"error":"m"}"#, "m"), (#"{"message":"m","code":"C"}"#, "m"),
      (#"{"detail":"m"}"#, "m"), (#"{"detail":[{"loc":["body"],"msg":"m"}]}"#, "m"),
      (#"{"errors":[{"message":"m"}]}"#, "m"), (#"{"type":"error","error":{"type":"t","message":"m"}}"#, "m"),
      (#"{"object":"error","message":"m","code":400}"#, "m"), (#"{"error":{"code":"only_code"}}"#, "only_code"),
      (#"{"error":{"message":""},"message":"m"}"#, "m"), (#"{"error":{"message":7}}"#, nil), ("{}", nil), ("[]", nil),
      ("", nil), ("<html><body>Bad Gateway</body></html>", nil), ("null", nil), (#""m""#, nil), ("{\"error\":", nil),
    ])
  func messages(body: String, message: String?) async throws {
    #expect(try await Self.response(body).message == message)
  }

  @Test(
    "R-1004, R-1005: recorded refusals are judged as what they are",
    arguments: [
      ("openai-error-429.json", 429, .budgetExceeded), ("openai-error-400.json", 400, .contextOverflow),
      ("openai-error-401.json", 401, .authentication), ("vllm-error-400.json", 400, .contextOverflow),
      ("anthropic-error-400.json", 400, .contextOverflow),
    ] as [(String, Int, FailureClass)])
  func recorded(name: String, status: Int, failure: FailureClass) async throws {
    for streamed in [false, true] {
      let response = try await Self.response(status, try Recorded.bytes(name), streamed: streamed)
      #expect(response.status == status)
      #expect(FailureClass(.response(response)) == failure)
      #expect(response.message?.isEmpty == false)
    }
  }

  @Test("R-1060: the header that asks to wait is kept as it was written", arguments: [false, true])
  func retryAfter(streamed: Bool) async throws {
    let response = try await Self.response(429, fields: [HTTPField("Retry-After", "17")], [], streamed: streamed)
    #expect(response.retryAfter == "17")
    #expect(try await Self.response(429, [], streamed: streamed).retryAfter == nil)
  }

  @Test("a body is kept to its first 4096 bytes, no character cut in half", arguments: [0, 1, 2, 3])
  func excerpt(offset: Int) async throws {
    let text = String(repeating: "x", count: offset) + String(repeating: "世", count: 100_000)
    let response = try await Self.response(text)
    #expect((4093...4096).contains(response.body.utf8.count))
    #expect(!response.body.contains("\u{FFFD}"))
    let json = try await Self.response(#"{"error":{"message":"\#(String(repeating: "世", count: 5000))"}}"#)
    #expect((1021...1024).contains(try #require(json.message).utf8.count))
    #expect((4093...4096).contains(json.body.utf8.count))
  }

  @Test("R-1304: of a refusal without end only the beginning is read")
  func endless() async throws {
    let transport = ScriptedTransport([
      .init(head: HTTPResponseHead(status: 500), pieces: [[UInt8](repeating: 0x61, count: 1000)], isEndless: true)
    ])
    let failure = await OpenAIProvider(connection: .sample(transport)).outcome(try .sample())?.failure
    guard case .response(let response) = failure else { return #expect(Bool(false), "\(String(describing: failure))") }
    #expect(response.body == String(repeating: "a", count: 4096))
    #expect(transport.cancelled == 1)
  }

  @Test("a body that is no UTF-8 is shown as far as it can be")
  func invalidUTF8() async throws {
    #expect(try await Self.response(500, [0x61, 0xFF, 0x62]).body == "a\u{FFFD}b")
  }

  @Test("a refusal whose body breaks off is still a refusal")
  func brokenBody() async throws {
    let transport = ScriptedTransport(status: 503, [Array("{\"err".utf8)], failure: .failed(.reset))
    let failure = await OpenAIProvider(connection: .sample(transport)).outcome(try .sample())?.failure
    guard case .response(let response) = failure else { return #expect(Bool(false), "\(String(describing: failure))") }
    #expect(response.status == 503 && response.body == "{\"err")
  }

  /// Ways in which a host may give our key back.
  private static let echoes = [
    "@", "Incorrect API key provided: @.", #"{"error":{"message":"bad key @","type":"@","code":"@"}}"#,
    #"{"error":"@"}"#,
    #"{"@":{"@":["@"]}}"#, #"{"message":"Bearer @"}"#, "authorization: Bearer @\r\nx-api-key: @", "<p>@</p>", "@@@",
    #"{"detail":[{"msg":"@"}]}"#, "https://h/v1?key=@&token=@", #"{"error":{"message":"@"#, "{\"a\":\"\\u0041@\"}",
  ]

  @Test("C-403, R-1065: a key that the host echoes is in nothing that is thrown", arguments: echoes)
  func echoedKey(template: String) async throws {
    let key = ProviderConnection.canary
    let call = try ProviderCall.sample()
    let escaped = key.replacing("/", with: "\\/")
    for body in [template.replacing("@", with: key), template.replacing("@", with: escaped)] {
      for status in [200, 400, 401, 500] {
        for (text, streamed) in [(body, false), (body, true), ("data: \(body)\n\n", true)] {
          let transport = ScriptedTransport(
            status: status, fields: [HTTPField("retry-after", key)], [Array(text.utf8)])
          for provider in [
            OpenAIProvider(connection: .sample(transport)), AnthropicProvider(connection: .sample(transport)),
            DashScopeProvider(connection: .sample(transport)),
          ] as [any ModelProvider] {
            let failure = streamed ? await provider.outcome(call)?.failure : await provider.failure(call)
            guard let failure else { return #expect(Bool(false), "\(text) is no answer") }
            let shown = String(reflecting: failure)
            #expect(!shown.contains("canary") && !shown.contains("0123+secret"), "\(shown)")
          }
        }
      }
    }
  }

  @Test("C-403: not even a part of a key that the end of what is read cuts in two", arguments: [false, true])
  func cutKey(streamed: Bool) async throws {
    // Redacted, the text is so much shorter that what was cut comes into the excerpt.
    let key = "canary-" + String(repeating: "k", count: 400)
    for shift in [0, 1, 3, 4, 50, 200, 404] {
      let text = String(repeating: "-", count: shift) + String(repeating: key, count: 200)
      let transport = ScriptedTransport(status: 500, text: text)
      let provider = OpenAIProvider(connection: .sample(transport, key: key))
      let call = try ProviderCall.sample()
      let failure = streamed ? await provider.outcome(call)?.failure : await provider.failure(call)
      #expect(!String(reflecting: failure).contains("cana"), "\(shift)")
    }
  }

  @Test("no random bytes trap or pass for an answer, whole or as a stream")
  func fuzz() async throws {
    var dice = Dice(seed: 0xF422)
    let names = ["openai-chat.json", "openai-tools.json", "anthropic-tools.json"] + Recorded.streams
    let recorded = try names.map { try Recorded.bytes($0) }
    for _ in 0..<600 {
      var bytes = dice.pick(recorded)
      for _ in 0..<dice.number(1...6) {
        let place = dice.number(0...bytes.count - 1)
        switch dice.number(0...3) {
        case 0: bytes[place] = UInt8(dice.number(0...255))
        case 1: bytes.remove(at: place)
        case 2:
          bytes.insert(contentsOf: Array(dice.pick(["1e400", "-5", "null", "{", "]", "\"", "\r"]).utf8), at: place)
        default: bytes.removeSubrange(place..<min(place + 30, bytes.count))
        }
        if bytes.isEmpty { bytes = [0] }
      }
      let transport = ScriptedTransport(Cuts.random(bytes, &dice))
      let call = try ProviderCall.sample(toolNames: .sample)
      for provider in [
        OpenAIProvider(connection: .sample(transport)), AnthropicProvider(connection: .sample(transport)),
      ] as [any ModelProvider] {
        let whole = try? await provider.send(call)
        #expect(whole == nil || whole?.body["choices"]?[0]?["message"]?.members != nil)
        let outcome = await provider.outcome(call)
        for chunk in outcome?.chunks ?? [] { #expect(chunk.body["choices"]?.elements != nil) }
      }
    }
  }
}
