import ProviderAdapters

/// Where the body of the request at hand stands, as the thread of the connection sees it.
struct IncomingBody: Sendable {
  let framing: RequestHead.BodyFraming
  var decoder: BodyDecoder
  /// Whether the client sends nothing before it got leave.
  var isAwaitingLeave: Bool
  /// What was read before it was clear that the body is long.
  var first: [UInt8] = []
  /// What the handler reads from, for a body in pieces.
  private(set) var arriving: ArrivingBody?

  init(_ head: RequestHead) {
    framing = head.framing
    decoder = BodyDecoder(head.framing)
    isAwaitingLeave = head.expectsContinue
  }

  private init() {
    framing = .length(0)
    decoder = BodyDecoder(.length(0))
    isAwaitingLeave = false
  }

  static let none = IncomingBody()

  /// Makes the stream that the handler reads.
  mutating func hand(over wakeUp: WakeUp) -> ArrivingBody {
    let body = ArrivingBody(wakeUp: wakeUp)
    arriving = body
    return body
  }

  /// Gives the handler what has arrived; false where it must wait for more.
  mutating func giveNext(from input: inout InputBuffer) -> Bool {
    if !first.isEmpty {
      arriving?.give(.success(first))
      first = []
      return true
    }
    do throws(RequestProblem) {
      switch try decoder.next(from: &input) {
      case .bytes(let piece): arriving?.give(.success(piece))
      case .end: arriving?.give(.success(nil))
      case .needsMore: return false
      }
    } catch {
      arriving?.end()
    }
    return true
  }
}

extension BodyDecoder {
  /// Passes over what has arrived of the body; whether that was the rest of it.
  mutating func skip(from input: inout InputBuffer) throws(RequestProblem) -> Bool {
    while case .bytes = try next(from: &input) {}
    return isAtEnd
  }
}
