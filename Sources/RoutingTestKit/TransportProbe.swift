internal import ProviderAdapters
internal import RoutingCore

/// A transport under examination: requests with a limit on time, and what came of them in words.
struct TransportProbe: Sendable {
  let transport: any HTTPTransport
  let serverURL: String
  let patience: Milliseconds

  /// What came of a request.
  enum Outcome: Sendable {
    case response(HTTPResponse)
    case failure(HTTPTransportError)
    /// Nothing in time.
    case nothing

    var words: String {
      switch self {
      case .response(let response): "a response of status \(response.head.status) with \(response.body.count) bytes"
      case .failure(let failure): failure.words
      case .nothing: "nothing in time"
      }
    }
  }

  /// A stream from beginning to end.
  struct Reading: Sendable {
    var head: HTTPResponseHead?
    var body: [UInt8] = []
    /// How it ended, nil for well.
    var failure: HTTPTransportError?

    var words: String {
      "\(head.map { "status \($0.status)" } ?? "no head"), \(body.count) bytes, "
        + (failure.map(\.words) ?? "the end of the body")
    }
  }

  func request(
    _ target: String, method: String = "GET", timeout: Milliseconds = 20_000, limit: Int = 10_000_000
  ) -> HTTPRequest {
    HTTPRequest(method: method, url: serverURL + target, timeout: timeout, maximumResponseBytes: limit)
  }

  /// Sends and waits for the patience and another time that the answer may take by itself.
  func send(_ request: HTTPRequest, expected: Milliseconds = 0) async -> Outcome {
    await within(limit(expected)) { [transport] in
      do throws(HTTPTransportError) { return Outcome.response(try await transport.send(request)) } catch {
        return .failure(error)
      }
    } ?? .nothing
  }

  /// Streams to the end, nil where that takes too long.
  func read(_ request: HTTPRequest, expected: Milliseconds = 0) async -> Reading? {
    await within(limit(expected)) { [transport] in
      var reading = Reading()
      do throws(HTTPTransportError) {
        let stream = try await transport.stream(request)
        reading.head = stream.head
        while let piece = try await stream.next() { reading.body += piece }
      } catch {
        reading.failure = error
      }
      return reading
    }
  }

  func limit(_ expected: Milliseconds) -> Milliseconds {
    Milliseconds(patience.value + expected.value) ?? patience
  }

  /// The text of an answer of the server's own, nil where there is none.
  func ask(_ target: String, expected: Milliseconds = 0) async -> String? {
    guard case .response(let response) = await send(request(target), expected: expected) else { return nil }
    return String(decoding: response.body, as: UTF8.self)
  }

  /// A name that no other exchange has.
  func newID() async -> String { await ask("/new-id") ?? "none" }

  /// Whether the server saw the connection of an exchange being closed.
  func wasClosed(_ id: String) async -> Bool {
    let text = await ask("/closed?id=\(id)&ms=\(Int(min(patience.value, 60_000)))", expected: patience)
    return text?.utf8.elementsEqual(#"{"closed": true}"#.utf8) ?? false
  }
}

extension HTTPTransportError {
  var words: String {
    switch self {
    case .failed(let failure): "the failure \"\(failure.name)\""
    case .cancelled: "the failure \"cancelled\""
    }
  }
}

/// A complaint, or none where what was seen is what was asked for.
func unless(_ holds: Bool, _ complaint: @autoclosure () -> String) -> [String] { holds ? [] : [complaint()] }

/// The bytes of `/bytes/N`.
func patternBytes(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0) } }
