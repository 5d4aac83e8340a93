import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestSupport

/// A clock that stands still.
struct StandingClock: TimeSource {
  var now: Moment { Moment(milliseconds: 0) }
  var unixTime: Double = 1_700_000_000.9
  func sleep(until moment: Moment) async throws(CancellationError) {}
}

/// Recorded answers (Tests/Fixtures/providers).
enum Recorded {
  static func bytes(_ name: String) throws -> [UInt8] { try Repository.bytes(of: "Tests/Fixtures/providers/\(name)") }
  static func json(_ name: String) throws -> JSONValue { try JSONValue(parsing: try bytes(name)) }
  static let streams = [
    "openai-chat.sse", "openai-tools.sse", "vllm-reasoning.sse", "vllm-error.sse", "dashscope-chat.sse",
    "anthropic-text.sse", "anthropic-tools.sse", "anthropic-thinking.sse", "anthropic-error.sse",
  ]
}

extension ProviderConnection {
  /// The key that must not be seen anywhere.
  static let canary = "sk-canary/0123+secret"

  static func sample(_ transport: ScriptedTransport, key: String? = canary, limits: ResponseLimits = .init())
    -> ProviderConnection
  {
    ProviderConnection(
      credential: key.flatMap { ProviderSecret($0) }.map { .secret($0) } ?? .none, transport: transport,
      clock: StandingClock(), limits: limits)
  }
}

extension ProviderCall {
  static func sample(
    _ messages: [ChatMessage] = [ChatMessage(.user, "Hi")], kind: ModelKind = .chat, toolNames: ToolNameMap = .init(),
    parameters: String = "{}"
  ) throws -> ProviderCall {
    let model = Model(
      id: "acme/gpt", provider: "acme", name: "gpt", upstreamName: "gpt-upstream", toolNames: toolNames)
    let members = try JSONValue(parsing: Array(parameters.utf8)).members ?? []
    return ProviderCall(
      model: model, kind: kind, payload: CallPayload(messages: messages, parameters: members), requestID: "req-1",
      timeout: 1234)
  }
}

extension ToolNameMap {
  static let sample = ToolNameMap([
    Pair(modelFacing: "get_current_weather", clientFacing: "weather"),
    Pair(modelFacing: "get_weather", clientFacing: "weather2"),
  ])
}

extension JSONValue {
  /// Reads a text of a test.
  init(reading text: String) throws { self = try JSONValue(parsing: Array(text.utf8)) }
}

extension ProviderReply {
  /// The reply with its body on one line: values remember their lines, and are only equal on the same.
  var onOneLine: ProviderReply {
    var reply = self
    if let body = try? JSONValue(reading: body.text) { reply.body = body }
    return reply
  }
}

extension HTTPRequest {
  /// The body, read.
  var json: JSONValue? { try? JSONValue(parsing: body) }

  /// The value of a header.
  subscript(name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// What came out of a stream.
struct Outcome: Equatable {
  var chunks: [StreamChunk] = []
  var failure: ProviderFailure?

  /// Reads a stream to its end.
  init(_ stream: any ProviderStream) async {
    do {
      while let chunk = try await stream.next() { chunks.append(chunk) }
    } catch {
      failure = error
    }
  }

  /// The deltas of the first choice.
  var deltas: [JSONValue] { chunks.compactMap { $0.body["choices"]?[0]?["delta"] } }
  /// The texts of a member of the deltas, joined.
  func text(_ name: String) -> String { deltas.compactMap { $0[name]?.string }.joined() }
  /// The reasons why choices ended.
  var finishReasons: [String] {
    chunks.flatMap { $0.body["choices"]?.elements ?? [] }.compactMap { $0["finish_reason"]?.string }
  }
  /// The usage that was told last.
  var usage: TokenUsage? { chunks.compactMap(\.usage).last }
}

extension ModelProvider {
  /// Opens a stream and reads it to its end, or to the failure of either.
  func outcome(_ call: ProviderCall) async -> Outcome? {
    do {
      return await Outcome(try await openStream(call))
    } catch {
      var outcome = Outcome()
      outcome.failure = error
      return outcome
    }
  }

  /// The failure of a whole answer, or nil where there was none.
  func failure(_ call: ProviderCall) async -> ProviderFailure? {
    do {
      _ = try await send(call)
      return nil
    } catch {
      return error
    }
  }
}

extension Outcome {
  init() {}
}

/// Ways to cut bytes.
enum Cuts {
  /// In two, at every place.
  static func everywhere(_ bytes: [UInt8]) -> [[[UInt8]]] {
    bytes.isEmpty ? [] : (1..<bytes.count).map { [Array(bytes[..<$0]), Array(bytes[$0...])] }
  }

  /// In many, at random places.
  static func random(_ bytes: [UInt8], _ dice: inout Dice) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = min(dice.number(1...dice.pick([1, 3, 40, 400])), rest.count)
      pieces.append(Array(rest.prefix(count)))
      rest = rest.dropFirst(count)
    }
    return pieces
  }
}
