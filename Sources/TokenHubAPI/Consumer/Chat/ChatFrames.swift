internal import Routing
internal import RoutingCore

/// What is sent of a streamed answer, frame by frame (H-123 to H-126); a value that waits for nothing.
struct ChatFrames: Sendable {
  /// The provider's last count.
  private(set) var count: TokenUsage?
  /// How many bytes the provider sent.
  private(set) var byteCount = 0
  /// Whether the last frame is there.
  private(set) var isOver = false
  private let reportsUsage: Bool
  private var usage: JSONValue?
  private var head: JSONValue?
  private var frames: [[UInt8]] = []

  /// Makes frames of nothing, with the usage at the end where that was asked for (H-125).
  init(reportsUsage: Bool = false) { self.reportsUsage = reportsUsage }

  /// The next frame, or nil where none is ready.
  mutating func popFirst() -> [UInt8]? { frames.isEmpty ? nil : frames.removeFirst() }

  /// Takes in a chunk; its usage is kept for the end.
  mutating func take(_ chunk: StreamChunk) {
    byteCount += chunk.byteCount
    if let usage = chunk.usage { count = usage }
    if let usage = chunk.body["usage"], !usage.isNull { self.usage = usage }
    if head == nil { head = chunk.body }
    guard chunk.body["choices"]?.elements?.isEmpty == false else { return }
    let members = (chunk.body.members ?? []).filter { $0.name != "usage" }
    frames.append(ChatFrames.frame(JSONValue(.object(members))))
  }

  /// The answer is complete.
  mutating func end() {
    guard !isOver else { return }
    isOver = true
    if reportsUsage, let usage, let head {
      let names = ["id", "object", "created", "model"]
      var members = (head.members ?? []).filter { names.contains($0.name) }
      members.append(JSONValue.Member(name: "choices", value: []))
      members.append(JSONValue.Member(name: "usage", value: usage))
      frames.append(ChatFrames.frame(JSONValue(.object(members))))
    }
    frames.append(ChatFrames.done)
  }

  /// The answer broke off (H-126).
  mutating func fail(_ failure: DispatchFailure) {
    guard !isOver else { return }
    isOver = true
    var error = APIError(status: 502, message: failure.message, code: "stream_error")
    // What the client has of the answer is not taken back, so asking again is a question for whoever reads it (C-314).
    error.mayRetry = false
    frames.append(ChatFrames.frame(error.body(on: .openAI, requestID: "")))
    frames.append(ChatFrames.done)
  }

  private static let done = Array("data: [DONE]\n\n".utf8)

  /// A frame of one line of data, without an event's name (H-123).
  private static func frame(_ value: JSONValue) -> [UInt8] {
    var writer = JSONWriter()
    writer.value(value)
    return Array("data: ".utf8) + writer.bytes + Array("\n\n".utf8)
  }
}
