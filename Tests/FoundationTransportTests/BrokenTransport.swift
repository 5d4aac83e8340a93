import FoundationTransport
import ProviderAdapters
import RoutingCore
import Synchronization

/// A transport that does one thing wrong.
final class BrokenTransport: HTTPTransport {
  enum Fault: CaseIterable {
    case followsRedirects, ignoresCancellation, ignoresSize, ignoresTimeout, timesWholeStream, gathersStreams
    case takesBreaksForEnds, failsOnStatus, dropsHeaders, changesMethod, changesBody, losesRetryAfter, cutsBody
    case sharesAnswers, cancelsInName, forgetsItsEnd, givesEmptyPieces, namesNothing, hangs

    /// What the contract has to find.
    var clause: String {
      switch self {
      case .followsRedirects: "redirectionIsRefused"
      case .ignoresCancellation: "cancellationIsPrompt"
      case .ignoresSize: "sizeIsLimited"
      case .ignoresTimeout, .timesWholeStream: "timeIsLimited"
      case .gathersStreams, .forgetsItsEnd, .givesEmptyPieces: "streamIsPrompt"
      case .takesBreaksForEnds: "breaksAreFailures"
      case .failsOnStatus, .losesRetryAfter: "statusesAreResponses"
      case .dropsHeaders, .changesMethod, .changesBody: "requestIsFaithful"
      case .cutsBody: "bodyIsFaithful"
      case .sharesAnswers: "requestsAreIndependent"
      case .cancelsInName: "streamCanBeCancelled"
      case .namesNothing, .hangs: "connectionFailuresAreNamed"
      }
    }
  }

  private let fault: Fault
  private let inner = FoundationHTTPTransport()
  private let lastAnswer = Mutex<HTTPResponse?>(nil)

  init(_ fault: Fault) { self.fault = fault }

  func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
    let changed = changed(request)
    switch fault {
    case .hangs:
      await withCheckedContinuation { continuation in
        Task {
          do { try await Task.sleep(for: .seconds(60)) } catch {}; continuation.resume()
        }
      }
      throw .cancelled
    case .ignoresCancellation:
      return try await Task.detached { [inner] in
        await Self.result { () async throws(HTTPTransportError) in try await inner.send(changed) }
      }.value.get()
    case .takesBreaksForEnds:
      let stream = try await inner.stream(changed)
      var body: [UInt8] = []
      do throws(HTTPTransportError) { while let piece = try await stream.next() { body += piece } } catch {}
      return HTTPResponse(head: stream.head, body: body)
    case .namesNothing:
      do throws(HTTPTransportError) { return try await inner.send(changed) } catch { throw .failed(.other) }
    case .followsRedirects:
      do throws(HTTPTransportError) { return try await inner.send(changed) } catch {
        guard error == .failed(.redirected), let range = request.url.firstRange(of: "to=") else { throw error }
        let target = String(request.url[range.upperBound...])
        var next = request
        next.url =
          target.hasPrefix("/") ? String(request.url.prefix { $0 != "?" }.dropLast("/redirect".count)) + target : target
        return try await inner.send(next)
      }
    default: break
    }
    var response = try await inner.send(changed)
    switch fault {
    case .failsOnStatus where response.head.status >= 400: throw .failed(.other)
    case .losesRetryAfter: response.head.headers.removeAll { $0.name == "Retry-After" }
    case .cutsBody: response.body = response.body.dropLast()
    case .sharesAnswers where request.url.contains("/bytes/"):
      return lastAnswer.withLock { last in
        defer { last = response }
        return last ?? response
      }
    default: break
    }
    return response
  }

  func stream(_ request: HTTPRequest) async throws(HTTPTransportError) -> any HTTPResponseStream {
    let changed = changed(request)
    switch fault {
    case .gathersStreams:
      let response = try await inner.send(changed)
      return BrokenStream(nil, head: response.head, fault: fault, pieces: [response.body])
    case .ignoresCancellation:
      return BrokenStream(
        try await Task.detached { [inner] in
          await Self.result { () async throws(HTTPTransportError) in try await inner.stream(changed) }
        }.value.get(),
        fault: fault)
    case .timesWholeStream:
      let stream = try await inner.stream(changed)
      Task {
        try await Task.sleep(for: .milliseconds(changed.timeout.value))
        stream.cancel()
      }
      return stream
    default: return BrokenStream(try await inner.stream(changed), fault: fault)
    }
  }

  private func changed(_ request: HTTPRequest) -> HTTPRequest {
    var request = request
    switch fault {
    case .ignoresSize: request.maximumResponseBytes += 5_000_000
    case .ignoresTimeout: request.timeout = 60_000
    case .dropsHeaders: request.headers.removeAll(where: \.isSecret)
    case .changesMethod where request.method == "PUT": request.method = "POST"
    case .changesBody where request.body.count > 1: request.body.swapAt(0, 1)
    default: break
    }
    return request
  }

  static func result<Value>(
    _ body: () async throws(HTTPTransportError) -> Value
  ) async -> Result<Value, HTTPTransportError> {
    do throws(HTTPTransportError) { return .success(try await body()) } catch { return .failure(error) }
  }
}

/// A stream that does one thing wrong.
private final class BrokenStream: HTTPResponseStream {
  let head: HTTPResponseHead
  private let inner: (any HTTPResponseStream)?
  private let fault: BrokenTransport.Fault
  private let state: Mutex<(pieces: [[UInt8]], hasEnded: Bool, turn: Int)>

  init(
    _ inner: (any HTTPResponseStream)?, head: HTTPResponseHead? = nil, fault: BrokenTransport.Fault,
    pieces: [[UInt8]] = []
  ) {
    self.inner = inner
    self.head = head ?? inner?.head ?? HTTPResponseHead(status: 0)
    self.fault = fault
    state = Mutex((pieces, false, 0))
  }

  func next() async throws(HTTPTransportError) -> [UInt8]? {
    guard let inner else { return state.withLock { $0.pieces.isEmpty ? nil : $0.pieces.removeFirst() } }
    let turn = state.withLock {
      $0.turn += 1
      return $0.turn
    }
    if fault == .givesEmptyPieces, turn == 2 { return [] }
    if fault == .forgetsItsEnd, state.withLock({ $0.hasEnded }) { throw .failed(.other) }
    let result =
      fault == .ignoresCancellation
      ? await Task.detached {
        await BrokenTransport.result { () async throws(HTTPTransportError) in try await inner.next() }
      }.value
      : await BrokenTransport.result { () async throws(HTTPTransportError) in try await inner.next() }
    if case .failure = result, fault == .takesBreaksForEnds { return nil }
    let piece = try result.get()
    if piece == nil { state.withLock { $0.hasEnded = true } }
    return piece
  }

  func cancel() { if fault != .cancelsInName { inner?.cancel() } }
}
