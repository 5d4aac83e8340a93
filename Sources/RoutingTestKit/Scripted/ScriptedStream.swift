import Routing
import RoutingCore

/// The chunks of a scripted answer.
final class ScriptedStream: ProviderStream {
  private let trickle: ScriptedStep.Trickle
  private let call: ProviderCall
  private let time: any TimeSource
  private let ended: @Sendable (ScriptedCall.End.Kind) -> Void
  private let cancellation = Gate()
  private let state = Locked(State())

  private struct State: Sendable {
    var chunksGiven = 0
    var outcome: ScriptedCall.End.Kind?
  }

  init(
    _ trickle: ScriptedStep.Trickle, call: ProviderCall, time: any TimeSource,
    ended: @escaping @Sendable (ScriptedCall.End.Kind) -> Void
  ) {
    self.trickle = trickle
    self.call = call
    self.time = time
    self.ended = ended
  }

  func next() async throws(ProviderFailure) -> StreamChunk? {
    if let outcome = state.withLock({ $0.outcome }) { return try after(outcome) }
    let given = state.withLock { $0.chunksGiven }
    // The sign of the end comes with the last chunk.
    let isWhole = given >= trickle.chunks && trickle.ending == .complete
    if given > 0, !isWhole, trickle.gap.value > 0 { await pause(trickle.gap) }
    if isCancelled { return try finish(.cancelled) }
    if given < trickle.chunks {
      state.withLock { $0.chunksGiven += 1 }
      return ScriptedText.chunk(
        of: call, number: given, count: trickle.chunks, byteCount: trickle.bytesPerChunk)
    }
    switch trickle.ending {
    case .complete: return try finish(.answered)
    case .fails(let failure): return try finish(.failed(failure))
    case .silence:
      await cancellation.wait()
      return try finish(.cancelled)
    }
  }

  func cancel() {
    cancellation.open()
    settle(.cancelled)
  }

  private var isCancelled: Bool { cancellation.isOpen || Task.isCancelled }

  /// Waits, unless the stream or its reader is cancelled.
  private func pause(_ gap: Milliseconds) async {
    let time = time
    let cancellation = cancellation
    let moment = time.now.advanced(byMilliseconds: gap.value)
    await withTaskGroup { group in
      group.addTask {
        do throws(CancellationError) { try await time.sleep(until: moment) } catch {}
      }
      group.addTask { await cancellation.wait() }
      await group.next()
      group.cancelAll()
    }
  }

  /// How it ended: the first of all that is said of it.
  @discardableResult
  private func settle(_ outcome: ScriptedCall.End.Kind) -> ScriptedCall.End.Kind {
    let (first, isNew) = state.withLock { state in
      let isNew = state.outcome == nil
      if isNew { state.outcome = outcome }
      return (state.outcome ?? outcome, isNew)
    }
    if isNew { ended(first) }
    return first
  }

  private func finish(_ outcome: ScriptedCall.End.Kind) throws(ProviderFailure) -> StreamChunk? {
    try after(settle(outcome))
  }

  private func after(_ outcome: ScriptedCall.End.Kind) throws(ProviderFailure) -> StreamChunk? {
    switch outcome {
    case .answered: return nil
    case .failed(let failure): throw failure
    case .cancelled, .unexpected: throw .cancelled
    }
  }
}
