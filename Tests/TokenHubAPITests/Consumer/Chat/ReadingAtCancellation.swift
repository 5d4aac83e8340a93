import Dispatch
import ProviderAdapters
import Routing
import RoutingCore
import TokenHubAPI

/// Reads a frame at the moment at which a provider is told to stop, and holds the provider up until it has it.
///
/// So the reader is always ahead of whatever the cancelling has left to do.
final class ReadingAtCancellation: Sendable {
  private struct State: Sendable {
    var stream: (any GatewayEventStream)?
    var isReading = false
    var frames: [[UInt8]?] = []
  }

  private let state = Locked(State())
  private let done = DispatchSemaphore(value: 0)

  /// What was read.
  var frames: [[UInt8]?] { state.withLock { $0.frames } }

  /// Reads a stream when a provider is told the next time.
  func begin(with stream: any GatewayEventStream) { state.withLock { $0.stream = stream } }

  /// The provider is told to stop; whoever tells it again waits for the same frame.
  func providerIsTold() {
    let (stream, isReading) = state.withLock { state -> ((any GatewayEventStream)?, Bool) in
      defer { state.stream = nil }
      if state.stream != nil { state.isReading = true }
      return (state.stream, state.isReading)
    }
    guard isReading else { return }
    if let stream {
      Task {
        let frame = await stream.next()
        state.withLock { $0.frames.append(frame) }
        done.signal()
      }
    }
    done.wait()
    done.signal()
  }
}

/// Answers everything with a stream that says something once and then waits, and tells of its cancelling before it stops.
final class EndlessTransport: HTTPTransport {
  private let text: String
  private let cancelled: @Sendable () -> Void

  init(_ text: String, cancelled: @escaping @Sendable () -> Void) {
    self.text = text
    self.cancelled = cancelled
  }

  func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse { throw .failed(.refused) }

  func stream(_ request: HTTPRequest) async throws(HTTPTransportError) -> any HTTPResponseStream {
    EndlessStream(Array(text.utf8), cancelled: cancelled)
  }
}

private final class EndlessStream: HTTPResponseStream {
  private struct State: Sendable {
    var piece: [UInt8]?
    var isOver = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  let head = HTTPResponseHead(status: 200, headers: [HTTPField("content-type", "text/event-stream")])
  private let cancelled: @Sendable () -> Void
  private let state: Locked<State>

  init(_ piece: [UInt8], cancelled: @escaping @Sendable () -> Void) {
    self.cancelled = cancelled
    state = Locked(State(piece: piece))
  }

  func next() async throws(HTTPTransportError) -> [UInt8]? {
    let piece = state.withLock { state -> [UInt8]? in
      defer { state.piece = nil }
      return state.piece
    }
    if let piece { return piece }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state -> Bool in
          if !state.isOver { state.waiter = continuation }
          return state.isOver
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      cancel()
    }
    throw .cancelled
  }

  func cancel() {
    cancelled()
    let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
      state.isOver = true
      defer { state.waiter = nil }
      return state.waiter
    }
    waiter?.resume()
  }
}
