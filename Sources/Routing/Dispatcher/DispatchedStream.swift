public import RoutingCore

/// An answer that arrives piece by piece, for one reader at a time.
///
/// Nobody else is asked once it is there: where it breaks off, reading throws (R-1303). A stream that is let go of before
/// its end is cancelled, and the provider is told.
public final class DispatchedStream: Sendable {
  /// Who answers, why, and what was tried before; its cost is an estimate until the end.
  public let opening: DispatchSummary
  private let task: DispatchTask
  private let stream: any ProviderStream
  private let number: Int
  private let state: Locked<State>

  private struct State: Sendable {
    var machine: DispatchStateMachine
    var first: StreamChunk?
    var usage: TokenUsage?
    var byteCount = 0
    var outcome: DispatchOutcome?
  }

  init(
    _ task: DispatchTask, _ machine: DispatchStateMachine, _ summary: DispatchSummary, stream: any ProviderStream,
    number: Int, first: StreamChunk
  ) {
    self.task = task
    self.stream = stream
    self.number = number
    opening = summary
    state = Locked(State(machine: machine, first: first))
  }

  deinit { cancel() }

  /// The next piece, or nil after the last.
  ///
  /// - Throws: `DispatchFailure` where the answer breaks off, is silent for too long, grows too large, or is
  ///   cancelled.
  public func next() async throws(DispatchFailure) -> StreamChunk? {
    if let first = state.withLock({ state in take(&state) }) { return try counted(first) }
    if let outcome { return try ended(outcome) }
    let idle = task.dispatcher.parameters.streamIdleTimeout
    let deadline = task.dispatcher.time.now.advanced(byMilliseconds: idle.value)
    let result = await task.dispatcher.give(OutgoingRead(stream), until: deadline)
    switch result {
    case .inTime(.success(let chunk?)), .late(.success(let chunk?)): return try counted(chunk)
    case .inTime(.success(nil)), .late(.success(nil)):
      return try finish { machine, usage, now, traffic in
        machine.attemptAnswered(self.number, usage: usage, now: now, &traffic)
      }
    case .inTime(.failure(let failure)):
      if Task.isCancelled { return try cancelled() }
      return try broken(AttemptFailureReport(failure, FailureClass(failure), unixTime: 0))
    case .late(.failure):
      if Task.isCancelled { return try cancelled() }
      return try broken(AttemptFailureReport(.transient, isTimeout: true, message: "the stream fell silent"))
    }
  }

  /// Stops the answer and tells the provider; does nothing after its end.
  public func cancel() {
    guard outcome == nil else { return }
    // It is over before the provider is told: a reader that this wakes must not take it for the provider's failure.
    _ = settle { machine, usage, now, traffic in machine.cancelled(usage: usage, now: now, &traffic) }
    stream.cancel()
  }

  /// How it ended, or nil while it goes on.
  public var outcome: DispatchOutcome? { state.withLock { $0.outcome } }

  private func take(_ state: inout State) -> StreamChunk? {
    defer { state.first = nil }
    return state.first
  }

  /// Counts a piece, and breaks the stream off where there are too many bytes (R-1304).
  private func counted(_ chunk: StreamChunk) throws(DispatchFailure) -> StreamChunk? {
    let bytes = state.withLock { state in
      state.byteCount += Swift.max(chunk.byteCount, 0)
      if let usage = chunk.usage { state.usage = usage }
      return state.byteCount
    }
    guard bytes > task.dispatcher.parameters.streamByteLimit else { return chunk }
    stream.cancel()
    return try broken(AttemptFailureReport(.other, message: "the stream is larger than is accepted"))
  }

  private func broken(_ report: AttemptFailureReport) throws(DispatchFailure) -> StreamChunk? {
    stream.cancel()
    return try finish { machine, usage, now, traffic in
      var report = report
      report.usage = usage
      return machine.attemptFailed(self.number, report, now: now, &traffic)
    }
  }

  private func cancelled() throws(DispatchFailure) -> StreamChunk? {
    cancel()
    return try outcome.flatMap { outcome throws(DispatchFailure) in try ended(outcome) }
  }

  private typealias Event = (
    inout DispatchStateMachine, TokenUsage?, Moment, inout TrafficState
  ) -> DispatchActions

  private typealias Settled = (DispatchActions, ArraySlice<AttemptRecord>, DispatchOutcome?)

  private func finish(_ event: Event) throws(DispatchFailure) -> StreamChunk? {
    try settle(event).flatMap { outcome throws(DispatchFailure) in try ended(outcome) }
  }

  /// Tells the machine of the end, once; the outcome that stands.
  private func settle(_ event: Event) -> DispatchOutcome? {
    let now = task.dispatcher.time.now
    let (actions, ended, outcome) = state.withLock { state -> Settled in
      if let outcome = state.outcome { return ([], [], outcome) }
      let usage = state.usage
      let before = state.machine.endedAttempts.count
      let actions = task.dispatcher.router.step { traffic in event(&state.machine, usage, now, &traffic) }
      if case .finish(let outcome)? = actions.last { state.outcome = outcome }
      return (actions, state.machine.endedAttempts.dropFirst(before), state.outcome)
    }
    task.tell(of: ended)
    for action in actions { task.watch(action) }
    task.dispatcher.tickIfDue()
    return outcome
  }

  private func ended(_ outcome: DispatchOutcome) throws(DispatchFailure) -> StreamChunk? {
    switch outcome {
    case .answered: return nil
    case .failed(let failure): throw failure
    }
  }
}

extension DispatchedStream: AsyncSequence {
  /// Reads piece by piece.
  public struct AsyncIterator: AsyncIteratorProtocol {
    let stream: DispatchedStream

    /// The next piece, or nil after the last.
    ///
    /// - Throws: `DispatchFailure` where the answer breaks off.
    public mutating func next() async throws(DispatchFailure) -> StreamChunk? { try await stream.next() }

    /// The same, wherever the reader runs.
    ///
    /// - Throws: `DispatchFailure` where the answer breaks off.
    public mutating func next(isolation actor: isolated (any Actor)?) async throws(DispatchFailure) -> StreamChunk? {
      try await stream.next()
    }
  }

  /// Begins to read; there is one reader at a time.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(stream: self) }
}
