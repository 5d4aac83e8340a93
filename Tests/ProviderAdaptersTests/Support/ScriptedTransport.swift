import ProviderAdapters
import RoutingCore
import Synchronization

/// A transport that plays recorded answers and writes down what it was asked.
final class ScriptedTransport: HTTPTransport {
  /// One answer.
  struct Answer: Sendable {
    var head = HTTPResponseHead(status: 200)
    /// The body in the pieces that a stream hands over.
    var pieces: [[UInt8]] = []
    /// Whether the last piece comes again and again.
    var isEndless = false
    /// What is thrown in the head's place, or behind the last piece.
    var failure: HTTPTransportError?
    var failsBeforeHead = false
  }

  private struct State {
    var answers: [Answer]
    var requests: [HTTPRequest] = []
    var cancelled = 0
  }

  private let state: Mutex<State>

  /// Plays these answers in order, and the last one for all that comes after.
  init(_ answers: [Answer]) {
    state = Mutex(State(answers: answers))
  }

  /// Plays one answer of a status and a body, cut into pieces.
  convenience init(
    status: Int = 200, fields: [HTTPField] = [], _ pieces: [[UInt8]], failure: HTTPTransportError? = nil
  ) {
    self.init([Answer(head: HTTPResponseHead(status: status, headers: fields), pieces: pieces, failure: failure)])
  }

  /// Plays one answer of a status and a text.
  convenience init(status: Int = 200, fields: [HTTPField] = [], text: String) {
    self.init(status: status, fields: fields, [Array(text.utf8)])
  }

  /// Throws instead of answering.
  convenience init(throwing failure: HTTPTransportError) {
    self.init([Answer(failure: failure, failsBeforeHead: true)])
  }

  var requests: [HTTPRequest] { state.withLock { $0.requests } }
  var cancelled: Int { state.withLock { $0.cancelled } }

  fileprivate func noteCancel() { state.withLock { $0.cancelled += 1 } }

  private func answer(_ request: HTTPRequest) throws(HTTPTransportError) -> Answer {
    let answer = state.withLock { state in
      state.requests.append(request)
      return state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
    }
    if answer.failsBeforeHead, let failure = answer.failure { throw failure }
    return answer
  }

  func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
    let answer = try answer(request)
    if let failure = answer.failure { throw failure }
    return HTTPResponse(head: answer.head, body: answer.pieces.flatMap { $0 })
  }

  func stream(_ request: HTTPRequest) async throws(HTTPTransportError) -> any HTTPResponseStream {
    ScriptedStream(answer: try answer(request), transport: self)
  }
}

/// The body of a scripted answer.
final class ScriptedStream: HTTPResponseStream {
  private let answer: ScriptedTransport.Answer
  private let transport: ScriptedTransport
  private let place = Mutex(0)

  init(answer: ScriptedTransport.Answer, transport: ScriptedTransport) {
    self.answer = answer
    self.transport = transport
  }

  var head: HTTPResponseHead { answer.head }

  func next() async throws(HTTPTransportError) -> [UInt8]? {
    let place = place.withLock { place in
      defer { place += 1 }
      return place
    }
    if place < answer.pieces.count { return answer.pieces[place] }
    if answer.isEndless { return answer.pieces.last }
    if let failure = answer.failure { throw failure }
    return nil
  }

  func cancel() { transport.noteCancel() }
}
