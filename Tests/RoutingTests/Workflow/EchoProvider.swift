import Routing
import RoutingCore
import RoutingTestSupport

/// Answers at once with its name, and as a judge with the first answer.
struct EchoProvider: ModelProvider {
  let name: String
  var refuses = false
  private let sent = CallLog()

  init(name: String, refuses: Bool = false) {
    self.name = name
    self.refuses = refuses
  }

  /// What was asked of it.
  var calls: [ProviderCall] { sent.calls.withLock { $0 } }

  private final class CallLog: Sendable {
    let calls = Locked<[ProviderCall]>([])
  }

  func send(_ call: ProviderCall) async throws(ProviderFailure) -> ProviderReply {
    sent.calls.withLock { $0.append(call) }
    if refuses { throw .unreadable(message: "no answer") }
    let isJudge = call.payload.messages.contains { $0.text.contains("number") }
    let message = JSONValue(object: ["role": "assistant", "content": .init(.string(isJudge ? "1" : "I am \(name)."))])
    return ProviderReply(
      body: JSONValue(object: ["choices": [JSONValue(object: ["message": message])]]),
      usage: TokenUsage(inputTokens: 10, outputTokens: 4))
  }

  func openStream(_ call: ProviderCall) async throws(ProviderFailure) -> any ProviderStream {
    throw .notSent(.unsupported)
  }
}
