package import ProviderAdapters
import Routing
package import RoutingCore

/// Plays all hosts of the world: answers requests by a function, and remembers them.
package final class StubTransport: HTTPTransport {
  /// What comes back for a request.
  package enum Answer: Sendable {
    /// A whole response.
    case json(Int, JSONValue, headers: [HTTPField] = [])
    /// A whole response of bytes.
    case bytes(Int, [UInt8], headers: [HTTPField] = [])
    /// A stream of events, frame by frame as they are written.
    case stream([String])
    /// A stream that waits after its frames until it is cancelled.
    case endlessStream([String])
    /// No response.
    case failure(ProviderFailure.TransportFailure)
  }

  private let answer: @Sendable (HTTPRequest) -> Answer
  private let seen = Locked<[HTTPRequest]>([])
  private let cancellations = Locked(0)

  /// Makes a transport.
  package init(_ answer: @escaping @Sendable (HTTPRequest) -> Answer) { self.answer = answer }

  /// The requests so far, in order.
  package var requests: [HTTPRequest] { seen.withLock { $0 } }

  /// How many streams were cancelled.
  package var cancelledStreams: Int { cancellations.withLock { $0 } }

  package func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
    seen.withLock { $0.append(request) }
    switch answer(request) {
    case .json(let status, let body, let headers):
      return HTTPResponse(
        head: HTTPResponseHead(status: status, headers: [HTTPField("content-type", "application/json")] + headers),
        body: Array(body.text.utf8))
    case .bytes(let status, let bytes, let headers):
      return HTTPResponse(head: HTTPResponseHead(status: status, headers: headers), body: bytes)
    case .stream(let frames), .endlessStream(let frames):
      return HTTPResponse(
        head: HTTPResponseHead(status: 200, headers: [HTTPField("content-type", "text/event-stream")]),
        body: Array(frames.joined().utf8))
    case .failure(let failure): throw .failed(failure)
    }
  }

  package func stream(_ request: HTTPRequest) async throws(HTTPTransportError) -> any HTTPResponseStream {
    seen.withLock { $0.append(request) }
    let counter: @Sendable () -> Void = { [weak self] in self?.cancellations.withLock { $0 += 1 } }
    switch answer(request) {
    case .json(let status, let body, let headers):
      return StubStream(
        HTTPResponseHead(status: status, headers: [HTTPField("content-type", "application/json")] + headers),
        [Array(body.text.utf8)], isEndless: false, cancelled: counter)
    case .bytes(let status, let bytes, let headers):
      return StubStream(
        HTTPResponseHead(status: status, headers: headers), [bytes], isEndless: false, cancelled: counter)
    case .stream(let frames):
      return StubStream(StubStream.eventHead, frames.map { Array($0.utf8) }, isEndless: false, cancelled: counter)
    case .endlessStream(let frames):
      return StubStream(StubStream.eventHead, frames.map { Array($0.utf8) }, isEndless: true, cancelled: counter)
    case .failure(let failure): throw .failed(failure)
    }
  }
}

/// The body of a stubbed response, piece by piece.
final class StubStream: HTTPResponseStream {
  static let eventHead = HTTPResponseHead(status: 200, headers: [HTTPField("content-type", "text/event-stream")])

  let head: HTTPResponseHead
  private let isEndless: Bool
  private let cancelled: @Sendable () -> Void
  private let state: Locked<State>

  private struct State: Sendable {
    var pieces: ArraySlice<[UInt8]>
    var isCancelled = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  init(_ head: HTTPResponseHead, _ pieces: [[UInt8]], isEndless: Bool, cancelled: @escaping @Sendable () -> Void) {
    self.head = head
    self.isEndless = isEndless
    self.cancelled = cancelled
    state = Locked(State(pieces: pieces.filter { !$0.isEmpty }[...]))
  }

  func next() async throws(HTTPTransportError) -> [UInt8]? {
    if let piece = state.withLock({ $0.pieces.popFirst() }) { return piece }
    guard isEndless else { return nil }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if state.isCancelled { return true }
          state.waiter = continuation
          return false
        }
        if isOver { continuation.resume() }
      }
    } onCancel: {
      cancel()
    }
    throw .cancelled
  }

  func cancel() {
    let (isFirst, waiter) = state.withLock { state in
      let isFirst = !state.isCancelled
      state.isCancelled = true
      defer { state.waiter = nil }
      return (isFirst, state.waiter)
    }
    if isFirst { cancelled() }
    waiter?.resume()
  }
}
