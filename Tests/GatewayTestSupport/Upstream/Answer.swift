package import ProviderAdapters
package import RoutingCore
import Synchronization
import TokenHubAPI

extension ScriptedUpstream {
  /// One answer of a script.
  package indirect enum Answer: Sendable {
    /// JSON with a status.
    case json(Int, JSONValue, headers: [HTTPField] = [])
    /// Bytes with a status.
    case bytes(Int, [UInt8], headers: [HTTPField] = [])
    /// Server-sent events, each frame as it is written on the wire, with a pause before each.
    case stream([String], ending: Ending = .complete, pause: Duration = .zero)
    /// Another answer after a time.
    case after(Duration, Answer)
    /// The connection is reset instead.
    case reset
  }

  /// How a stream ends after its last frame.
  package enum Ending: Hashable, Sendable {
    /// As it should.
    case complete
    /// With a reset of the connection.
    case reset
    /// Never, until the client goes away.
    case never
  }
}

extension ScriptedUpstream.Answer {
  func reply() async -> LoopbackReply {
    switch self {
    case .json(let status, let value, let headers):
      return await Self.document(status, value.text, headers: headers).reply()
    case .bytes(let status, let bytes, let headers):
      return .response(GatewayResponse(status: status, headers: headers, body: .bytes(bytes)))
    case .stream(let frames, let ending, let pause):
      let stream = ScriptedStream(frames: frames, ending: ending, pause: pause)
      return .response(
        GatewayResponse(
          status: 200, headers: [HTTPField("Content-Type", "text/event-stream")], body: .events(stream)))
    case .after(let duration, let answer):
      try? await Task.sleep(for: duration)
      return await answer.reply()
    case .reset: return .reset
    }
  }
}

/// The frames of a scripted stream.
private final class ScriptedStream: BreakingEventStream {
  private struct State: Sendable {
    var position = 0
    var isCancelled = false
    var sleeper: Task<Void, Never>?
  }

  private let frames: [String]
  private let ending: ScriptedUpstream.Ending
  private let pause: Duration
  private let state = Mutex(State())

  init(frames: [String], ending: ScriptedUpstream.Ending, pause: Duration) {
    (self.frames, self.ending, self.pause) = (frames, ending, pause)
  }

  var endsWithReset: Bool { ending == .reset }

  func next() async -> [UInt8]? {
    let frame = state.withLock { state -> String? in
      guard state.position < frames.count else { return nil }
      defer { state.position += 1 }
      return frames[state.position]
    }
    if frame == nil && ending != .never { return nil }
    await sleep(frame == nil ? .seconds(3600) : pause)
    return state.withLock { $0.isCancelled } ? nil : frame.map { Array($0.utf8) }
  }

  func cancel() {
    let sleeper = state.withLock { state in
      state.isCancelled = true
      return state.sleeper
    }
    sleeper?.cancel()
  }

  private func sleep(_ duration: Duration) async {
    guard duration > .zero else { return }
    let sleeper = Task { _ = try? await Task.sleep(for: duration) }
    let isCancelled = state.withLock { state in
      state.sleeper = sleeper
      return state.isCancelled
    }
    if isCancelled { sleeper.cancel() }
    await sleeper.value
  }
}
