import ProviderAdapters
import Synchronization
import TokenHubAPI

/// One connection of a client, served by a thread of its own.
final class Connection: Sendable {
  typealias Handler = @Sendable (GatewayRequest) async -> LoopbackReply

  /// A body up to this many bytes is handed over as a whole.
  static let wholeBodyLimit = 1 << 20

  let socket: Socket
  private let wakeUp: WakeUp
  private let handle: Handler
  private let isStopped = Atomic<Bool>(false)

  init(_ socket: Socket, handle: @escaping Handler) throws(SystemFailure) {
    self.socket = socket
    self.handle = handle
    wakeUp = try WakeUp()
  }

  /// Ends the connection from any thread; what runs for it is cancelled.
  func stop() {
    isStopped.store(true, ordering: .releasing)
    socket.end()
    wakeUp.signal()
  }

  /// Serves one request after the other, until the client or a failure ends it.
  func serve() {
    var input = InputBuffer()
    while !isStopped.load(ordering: .acquiring) {
      do throws(RequestProblem) {
        guard let head = try readHead(&input), try answer(head, &input) == .keep else { return }
      } catch {
        let text = Array("{\"error\":\"the request cannot be read\"}".utf8)
        let fields = [HTTPField("Content-Type", "application/json")]
        let response = GatewayResponse(status: error.status, headers: fields, body: .bytes(text))
        if let bytes = ResponseHead.bytes(response, body: .length(text.count), keepsAlive: false) {
          _ = socket.write(bytes + text)
        }
        return linger()
      }
    }
  }
}

extension Connection {
  private enum Afterwards { case keep, close }

  private func readHead(_ input: inout InputBuffer) throws(RequestProblem) -> RequestHead? {
    while true {
      if let head = try input.head() { return try RequestHead(head) }
      guard fill(&input) else { return nil }
    }
  }

  /// Reads once; false at the end.
  private func fill(_ input: inout InputBuffer) -> Bool {
    let bytes = socket.read()
    input.append(bytes)
    return !bytes.isEmpty
  }

  private func answer(_ head: RequestHead, _ input: inout InputBuffer) throws(RequestProblem) -> Afterwards {
    var body = IncomingBody(head)
    guard let whole = try collect(&body, &input) else { return .close }
    let request = GatewayRequest(
      method: head.method, path: head.path, query: head.query, headers: head.fields, body: whole,
      remoteAddress: "127.0.0.1")
    let turn = Turn(wakeUp: wakeUp) { [handle] in await handle(request) }
    let reply = wait(for: turn, body: &body, &input) { turn.cancel() }
    body.arriving?.end()
    guard case .response(let response) = reply else {
      socket.resetOnClose()
      return .close
    }
    let isRead = (try? body.decoder.skip(from: &input)) ?? false
    let keepsAlive = head.keepsAlive && isRead && !isStopped.load(ordering: .acquiring)
    guard send(response, to: head, keepsAlive: keepsAlive, &input) else { return .close }
    if !keepsAlive { linger() }
    return keepsAlive ? .keep : .close
  }

  /// The body as the handler gets it; nil where the client went away before its end.
  private func collect(_ body: inout IncomingBody, _ input: inout InputBuffer) throws(RequestProblem) -> GatewayBody? {
    if case .length(let length) = body.framing, length > Self.wholeBodyLimit { return .pieces(body.hand(over: wakeUp)) }
    var whole: [UInt8] = []
    while true {
      switch try body.decoder.next(from: &input) {
      case .end: return whole.isEmpty ? GatewayBody.none : .bytes(whole)
      case .bytes(let piece):
        whole += piece
        if whole.count > Self.wholeBodyLimit {
          body.first = whole
          return .pieces(body.hand(over: wakeUp))
        }
      case .needsMore:
        guard allow(&body), fill(&input) else { return nil }
      }
    }
  }

  /// Gives leave to send the body to a client that waits for it.
  private func allow(_ body: inout IncomingBody) -> Bool {
    guard body.isAwaitingLeave else { return true }
    body.isAwaitingLeave = false
    return socket.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
  }

  /// Waits for a task, reads the body for it, and cancels once the client is gone.
  private func wait<Value>(
    for turn: Turn<Value>, body: inout IncomingBody, _ input: inout InputBuffer, cancel: () -> Void
  ) -> Value {
    var isGone = false
    var watchesEnd = true
    while true {
      if let result = turn.result { return result }
      if !isGone && isStopped.load(ordering: .acquiring) {
        isGone = true
        cancel()
      }
      let isWanted = body.arriving?.isWanted ?? false
      if isWanted {
        if isGone {
          body.arriving?.end()
          continue
        }
        if body.giveNext(from: &input) { continue }
        if !allow(&body) { isGone = true }
      }
      let ready = socket.wait(
        for: isGone ? .nothing : isWanted ? .reading : watchesEnd ? .ending : .nothing, or: wakeUp)
      if isWanted && ready.isReadable {
        if fill(&input) { continue }
        isGone = true
        cancel()
      } else if ready.isEnding {
        // What was sent before the end is still to be read: a body, or a further request of a client that sends no more.
        let isHalf = !input.isEmpty || !body.decoder.isAtEnd || socket.hasUnread
        watchesEnd = false
        if !isHalf {
          isGone = true
          cancel()
        }
      }
    }
  }
}

extension Connection {
  /// Sends a response; false where the connection is not to be used any more.
  private func send(
    _ response: GatewayResponse, to head: RequestHead, keepsAlive: Bool, _ input: inout InputBuffer
  ) -> Bool {
    let isBodiless = head.method == "HEAD" || ResponseHead.isBodiless(response.status)
    switch response.body {
    case .bytes(let bytes):
      let announced: ResponseHead.Body = ResponseHead.isBodiless(response.status) ? .none : .length(bytes.count)
      guard let text = ResponseHead.bytes(response, body: announced, keepsAlive: keepsAlive) else { return refuse() }
      return socket.write(isBodiless ? text : text + bytes)
    case .events(let stream):
      let body: ResponseHead.Body = isBodiless ? .none : head.isModern ? .chunked : .untilClose
      let isSent = ResponseHead.bytes(response, body: body, keepsAlive: keepsAlive && head.isModern).map(socket.write)
      guard isSent == true, !isBodiless else {
        stream.cancel()
        return isSent ?? refuse()
      }
      return send(stream, isChunked: head.isModern, &input) && head.isModern
    }
  }

  private func send(_ stream: any GatewayEventStream, isChunked: Bool, _ input: inout InputBuffer) -> Bool {
    var none = IncomingBody.none
    while true {
      var isGone = false
      let turn = Turn(wakeUp: wakeUp) { await stream.next() }
      let frame = wait(for: turn, body: &none, &input) {
        isGone = true
        stream.cancel()
      }
      guard !isGone else { return false }
      guard let frame else {
        if (stream as? any BreakingEventStream)?.endsWithReset == true {
          socket.resetOnClose()
          return false
        }
        return isChunked ? socket.write(Array("0\r\n\r\n".utf8)) : true
      }
      // An empty chunk would be the end.
      guard !frame.isEmpty else { continue }
      let size = Array((String(frame.count, radix: 16) + "\r\n").utf8)
      guard socket.write(isChunked ? size + frame + [13, 10] : frame) else {
        stream.cancel()
        return false
      }
    }
  }

  /// A handler's mistake that would let one response look like two.
  private func refuse() -> Bool {
    _ = socket.write(Array("HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".utf8))
    return false
  }

  /// Reads and forgets what the client still sends, since closing at once would take the response from it.
  private func linger() {
    socket.endWriting()
    var left = 512 << 20
    while left > 0, socket.wait(for: .reading, atMost: 1000).isReadable {
      let bytes = socket.read()
      if bytes.isEmpty { return }
      left -= bytes.count
    }
  }
}
