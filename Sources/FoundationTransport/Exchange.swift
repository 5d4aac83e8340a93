internal import Foundation
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

#if canImport(FoundationNetworking)
internal import FoundationNetworking
#endif

/// One request and its response: the state behind a lock, and the task of the session that does the work.
///
/// The lock is never held while anything is called: lock, ask, unlock, act.
final class Exchange: Sendable {
  private typealias State = ExchangeState<CheckedContinuation<Void, Never>>

  private let state: Locked<State>
  private let task: URLSessionDataTask
  private let deadline = Locked<Task<Void, Never>?>(nil)

  init(_ task: URLSessionDataTask, maximumBodyBytes: Int, maximumUnreadBytes: Int) {
    self.task = task
    state = Locked(State(maximumBodyBytes: maximumBodyBytes, maximumUnreadBytes: maximumUnreadBytes))
  }

  /// Begins, and stops what is not done in time, until ``withdrawDeadline()``.
  func begin(timeout: Milliseconds) {
    let limit = Exchange.duration(timeout)
    let timer = Task.detached { [weak self] in
      do { try await Task.sleep(for: limit) } catch { return }
      self?.stop(.failed(.timedOut))
    }
    deadline.withLock { $0 = timer }
    task.resume()
  }

  /// Lets the exchange take as long as it likes from now on.
  func withdrawDeadline() {
    let timer = deadline.withLock { timer in
      defer { timer = nil }
      return timer
    }
    timer?.cancel()
  }

  /// Ends the exchange from this side.
  func stop(_ reason: HTTPTransportError) { carryOut(state.withLock { $0.stop(reason) }) }

  /// Waits for the head.
  func head() async throws(HTTPTransportError) -> HTTPResponseHead {
    while true {
      switch state.withLock({ $0.answerHead() }) {
      case .found(let head): return head
      case .failed(let failure): throw failure
      case .notYet: await wait(for: .head)
      }
    }
  }

  /// Waits for more of the body, or its end.
  func next() async throws(HTTPTransportError) -> [UInt8]? {
    // A reader that never has to wait would otherwise never notice.
    if Task.isCancelled { stop(.cancelled) }
    while true {
      let (answer, orders) = state.withLock { $0.takePiece() }
      carryOut(orders)
      switch answer {
      case .found(let piece): return piece
      case .failed(let failure): throw failure
      case .notYet: await wait(for: .body)
      }
    }
  }

  private func wait(for wish: State.Wish) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        state.withLock { $0.park(continuation, for: wish) }?.resume()
      }
    } onCancel: {
      stop(.cancelled)
    }
  }

  private func carryOut(_ orders: State.Orders) {
    switch orders.connection {
    case .none: break
    case .close:
      // Cancelling waits for its turn behind what the session is about to read, for as long as a fast sender keeps it
      // busy. Neither the delegate, behind which what was read would pile up, nor a thread of tasks may wait for that.
      DispatchQueue.global().async { [task] in task.cancel() }
    case .pause, .resume:
      // On Linux a task that is suspended starts over when it goes on: it would send its request once more.
      #if !canImport(FoundationNetworking)
      if orders.connection == .pause { task.suspend() } else { task.resume() }
      #endif
    }
    for waiter in orders.woken { waiter.resume() }
  }

  /// A time as a duration, from nothing to a year.
  private static func duration(_ time: Milliseconds) -> Duration {
    .milliseconds(time.value > 0 ? min(time.value, 31_536_000_000) : 0)
  }
}

// What the session tells.
extension Exchange {
  func receive(_ head: HTTPResponseHead) { carryOut(state.withLock { $0.receive(head) }) }

  func receive(_ piece: [UInt8]) { carryOut(state.withLock { $0.receive(piece) }) }

  func finish(_ failure: HTTPTransportError?) {
    withdrawDeadline()
    carryOut(state.withLock { $0.finish(failure) })
  }

  /// How far an exchange has come, on which it depends what a failure means.
  enum Progress: Sendable {
    /// No head, on a connection that is not encrypted.
    case connecting
    /// No head, on a connection that is encrypted.
    case connectingSecurely
    /// The head has arrived.
    case receiving
  }

  var progress: Progress {
    switch state.withLock({ $0.answerHead() }) {
    case .found: .receiving
    case .failed, .notYet:
      task.originalRequest?.url?.scheme?.lowercased() == "https" ? .connectingSecurely : .connecting
    }
  }
}
