internal import GatewayState
internal import Routing
internal import RoutingCore

/// The frames of a streamed answer (H-122 to H-129): chunks, a comment where there is silence, and `[DONE]` exactly once.
///
/// Its end is told once, whether it was read to its end, broke off, was cancelled or was let go of.
final class ChatEventStream: GatewayEventStream {
  /// How a streamed answer ended.
  struct Ending: Sendable {
    /// How it ended.
    var outcome: DispatchOutcome
    /// The provider's last count.
    var usage: TokenUsage?
    /// How many bytes the provider sent.
    var byteCount: Int
    /// Whether the client went away.
    var isCancelled: Bool
  }

  private struct State: Sendable {
    var frames = ChatFrames()
    var isCancelled = false
    var isTold = false
  }

  private let stream: DispatchedStream
  private let pump: FramePump<Result<StreamChunk, DispatchFailure>>
  private let state: Locked<State>
  private let ended: @Sendable (Ending) async -> Void

  /// Makes the frames of an opened stream.
  init(
    _ stream: DispatchedStream, reportsUsage: Bool, time: any TimeSource,
    ended: @escaping @Sendable (Ending) async -> Void
  ) {
    self.stream = stream
    self.ended = ended
    state = Locked(State(frames: ChatFrames(reportsUsage: reportsUsage)))
    pump = FramePump(patience: EventFrame.longestSilence, time: time) {
      do throws(DispatchFailure) {
        return try await stream.next().map { .success($0) }
      } catch {
        return .failure(error)
      }
    }
  }

  deinit { cancel() }

  /// The next frame, or nil after `[DONE]`; a task that is cancelled while it waits is a client that went away.
  func next() async -> [UInt8]? {
    await withTaskCancellationHandler {
      await read()
    } onCancel: {
      cancel()
    }
  }

  private func read() async -> [UInt8]? {
    while true {
      let (frame, isOver, isCancelled) = state.withLock { state -> ([UInt8]?, Bool, Bool) in
        guard !state.isCancelled else { return (nil, true, true) }
        return (state.frames.popFirst(), state.frames.isOver, false)
      }
      if isCancelled { return nil }
      if let frame {
        // Who has all but the end of the answer has the answer.
        if isOver { await tell() }
        return frame
      }
      if isOver { return nil }
      switch await pump.next() {
      case .silence: return EventFrame.keepAlive.bytes
      case .end:
        // An end before the answer has one is that of a client that goes away just now.
        guard stream.outcome != nil else { return nil }
        change { $0.end() }
      case .piece(.failure(let failure)): change { $0.fail(failure) }
      case .piece(.success(let chunk)): change { $0.take(chunk) }
      }
    }
  }

  /// Changes the frames of a client that is there; what comes after it went away must not pass for the end of the answer.
  private func change(_ body: (inout ChatFrames) -> Void) {
    state.withLock { state in
      if !state.isCancelled { body(&state.frames) }
    }
  }

  /// Stops the answer, and tells the provider (H-129).
  func cancel() {
    // First of all: whoever reads at this moment must not take what the cancelling brings about for the end.
    let isFirst = state.withLock { state in
      defer { state.isCancelled = true }
      return !state.isCancelled
    }
    stream.cancel()
    pump.cancel()
    guard isFirst, let ending = ending() else { return }
    let ended = ended
    Task { await ended(ending) }
  }

  private func tell() async {
    if let ending = ending() { await ended(ending) }
  }

  /// What is to be told of the end, once; nil before there is one.
  private func ending() -> Ending? {
    guard let outcome = stream.outcome else { return nil }
    return state.withLock { state -> Ending? in
      guard !state.isTold else { return nil }
      state.isTold = true
      return Ending(
        outcome: outcome, usage: state.frames.count, byteCount: state.frames.byteCount,
        isCancelled: state.isCancelled && !state.frames.isOver)
    }
  }
}
