public import Routing
public import RoutingCore

/// A provider that does what a script says, step by step, and writes down what it was asked.
///
/// ```swift
/// let provider = ScriptedProvider([.status(503), .answer(after: 200)], time: time) { Issue.record("\($0)") }
/// ```
///
/// The n-th call gets the n-th step. A call beyond the last is a mistake of the test or of what it tests: it throws
/// `ProviderFailure/unreadable(message:)`, and because a router takes that for a provider that fails and
/// goes on to the next, it is told to `unexpected` as well, which therefore has no default: hand it to the test
/// framework.
public final class ScriptedProvider: ModelProvider {
  private let time: any TimeSource
  private let unexpected: @Sendable (ScriptedCall) -> Void
  private let state: Locked<State>
  private let steps: [ScriptedStep]
  private let afterwards: ScriptedStep?

  private struct State: Sendable {
    var calls: [ScriptedCall] = []
    var probe: ProbeResult?
    var probeCount = 0
    /// Calls that wait for each other.
    var waitingTogether = 0
    var together = Gate()
  }

  /// Makes a provider that follows the steps, and then does the same for ever where `afterwards` says what.
  public init(
    _ steps: [ScriptedStep], afterwards: ScriptedStep? = nil, time: any TimeSource,
    unexpected: @escaping @Sendable (ScriptedCall) -> Void
  ) {
    self.steps = steps
    self.afterwards = afterwards
    self.time = time
    self.unexpected = unexpected
    state = Locked(State())
  }

  /// Every call so far, in the order of sending.
  public var calls: [ScriptedCall] { state.withLock { $0.calls } }

  /// The steps that nobody has asked for yet.
  public var stepsLeft: ArraySlice<ScriptedStep> { steps.dropFirst(state.withLock { $0.calls.count }) }

  /// How often it was probed.
  public var probeCount: Int { state.withLock { $0.probeCount } }

  /// Sets what comes of probes from now on; nil, as at first, where there is nothing to ask.
  public func setProbe(_ result: ProbeResult?) { state.withLock { $0.probe = result } }

  /// Tells what comes of a probe, at once.
  public func probe(timeout: Milliseconds) async -> ProbeResult? {
    state.withLock { state in
      state.probeCount += 1
      return state.probe
    }
  }

  /// Does the next step.
  ///
  /// - Throws: `ProviderFailure` as the step says.
  public func send(_ call: ProviderCall) async throws(ProviderFailure) -> ProviderReply {
    let (number, step) = try begin(call, isStreaming: false)
    do throws(ProviderFailure) {
      let reply = try await reply(to: call, step)
      end(number, .answered)
      return reply
    } catch {
      end(number, error == .cancelled ? .cancelled : .failed(error))
      throw error
    }
  }

  /// Does the next step as a stream.
  ///
  /// - Throws: `ProviderFailure` as the step says, where it fails before its first chunk.
  public func openStream(_ call: ProviderCall) async throws(ProviderFailure) -> any ProviderStream {
    let (number, step) = try begin(call, isStreaming: true)
    do throws(ProviderFailure) {
      let trickle = try await opening(step)
      return ScriptedStream(trickle, call: call, time: time) { self.end(number, $0) }
    } catch {
      end(number, error == .cancelled ? .cancelled : .failed(error))
      throw error
    }
  }

  // MARK: Steps

  private func begin(
    _ call: ProviderCall, isStreaming: Bool
  ) throws(ProviderFailure) -> (number: Int, step: ScriptedStep) {
    let now = time.now
    let scripted = state.withLock { state in
      let scripted = ScriptedCall(
        number: state.calls.count, call: call, isStreaming: isStreaming, startedAt: now)
      state.calls.append(scripted)
      return scripted
    }
    if steps.indices.contains(scripted.number) { return (scripted.number, steps[scripted.number]) }
    if let afterwards { return (scripted.number, afterwards) }
    end(scripted.number, .unexpected)
    unexpected(scripted)
    throw .unreadable(message: "call \(scripted.number) is beyond the script of \(steps.count) steps")
  }

  private func end(_ number: Int, _ kind: ScriptedCall.End.Kind) {
    let now = time.now
    state.withLock { state in
      if state.calls[number].end == nil { state.calls[number].end = ScriptedCall.End(moment: now, kind: kind) }
    }
  }

  private func reply(to call: ProviderCall, _ step: ScriptedStep) async throws(ProviderFailure) -> ProviderReply {
    let trickle = try await opening(step)
    try await pause(Double(max(trickle.chunks - 1, 0)) * trickle.gap.value)
    switch trickle.ending {
    case .complete: return ScriptedText.reply(to: call, tokens: trickle.chunks)
    case .fails(let failure): throw failure
    case .silence:
      await Gate().wait()
      throw .cancelled
    }
  }

  /// Waits until the answer begins; what it then consists of.
  private func opening(_ step: ScriptedStep) async throws(ProviderFailure) -> ScriptedStep.Trickle {
    if Task.isCancelled { throw .cancelled }
    try await pause(step.latency.value)
    switch step.behaviour {
    case .answers(let tokens): return ScriptedStep.Trickle(chunks: tokens)
    case .answersTogether(let calls):
      await waitForOthers(calls)
      if Task.isCancelled { throw .cancelled }
      return ScriptedStep.Trickle(chunks: 3)
    case .fails(let failure): throw failure
    case .hangs:
      await Gate().wait()
      throw .cancelled
    case .trickles(let trickle): return trickle
    }
  }

  private func waitForOthers(_ calls: Int) async {
    let (gate, isFull) = state.withLock { state in
      state.waitingTogether += 1
      let gate = state.together
      let isFull = state.waitingTogether >= calls
      if isFull {
        state.waitingTogether = 0
        state.together = Gate()
      }
      return (gate, isFull)
    }
    if isFull { gate.open() }
    await gate.wait()
  }

  private func pause(_ milliseconds: Double) async throws(ProviderFailure) {
    guard milliseconds > 0 else { return }
    do throws(CancellationError) {
      try await time.sleep(until: time.now.advanced(byMilliseconds: milliseconds))
    } catch {
      throw .cancelled
    }
  }
}
