public import ProviderAdapters
internal import Foundation
internal import RoutingCore

#if canImport(FoundationNetworking)
internal import FoundationNetworking
#endif

/// Carries requests over Foundation's `URLSession`, with one session of its own.
///
/// Make one and share it: connections are kept and used again. What is under way when the transport goes away is
/// brought to its end.
///
/// What it does:
///
/// - Redirections are refused, with or without a place to go. Statuses of any other kind are responses.
/// - No cookies, no cache, no stored credentials; a 401 is a response, whatever it asks for.
/// - The timeout of a request is for the whole response, or where it is streamed for its head. It includes waiting
///   for a free connection. A stream may then be silent for as long as its reader is willing to wait.
/// - A compressed body is given uncompressed, and the limits count the uncompressed bytes; the headers
///   `Content-Encoding` and `Content-Length` still speak of what was on the wire.
/// - Header fields of a response are in the order of their names, fields of one name are joined by commas, and
///   names may be written in another case.
/// - A GET or HEAD with a body, a header with a line break in it, and an address that is not `http` or `https` are
///   not sent, but fail as `other`. `Content-Length`, `Transfer-Encoding`, `Connection` and `Keep-Alive` of a request
///   are ignored. A body without `Content-Type` is `application/octet-stream`.
/// - A reader that falls behind by more than ``Configuration/maximumUnreadBytes`` loses its stream as `tooLarge`. On
///   Apple's platforms the sender is slowed down before that; on Linux a session cannot do it, and what it reads until
///   it has stopped comes on top: little from a network, much from a sender faster than the processor.
/// - What is thrown, and what a transport or a stream prints, has no header of a request, no body and no address in it.
///
/// What to know of the system beneath it:
///
/// - The proxy is the system's on Apple's platforms, and on Linux that of the environment (`http_proxy`,
///   `https_proxy`, `all_proxy`, `no_proxy`). Whoever sets these sees requests to `http` addresses.
/// - On Linux the environment variable `URLSessionDebugLibcurl` makes the system write all traffic, secrets
///   included, to standard error. Do not set it in production.
/// - On Linux a response whose head cannot be read (a status line without a space after the code, header values that
///   are not UTF-8) fails as `other`.
/// - On Linux trailers after a chunked body end the process. That is a defect of the toolchain's Foundation (6.3)
///   which no option of a session avoids: put no host that sends trailers behind this transport there.
/// - On Linux a redirection is told of after its body, which is not limited but by the timeout.
/// - A connection that was kept and turns out to be closed may be replaced, and the request sent again, before any
///   of the response has arrived.
public final class FoundationHTTPTransport: HTTPTransport {
  private let session: URLSession
  private let delegate = ExchangeDelegate()
  private let configuration: Configuration

  /// Makes a transport with a session of its own.
  public init(configuration: Configuration = Configuration()) {
    self.configuration = configuration
    session = URLSession(configuration: configuration.forSession(), delegate: delegate, delegateQueue: nil)
  }

  deinit {
    // The session holds its delegate until it is told that nothing more comes.
    session.finishTasksAndInvalidate()
  }

  /// How many exchanges the session has not finished.
  var exchangesUnderWay: Int { delegate.count }

  /// Sends a request and waits for the whole response.
  ///
  /// - Throws: `HTTPTransportError` where there is no whole response.
  public func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
    // Unread is what this function has not come around to, so only the limit on the whole counts.
    let exchange = try await open(request, maximumUnreadBytes: max(request.maximumResponseBytes, 0))
    defer { exchange.withdrawDeadline() }
    let head = try await exchange.head()
    var body: [UInt8] = []
    while let piece = try await exchange.next() { body += piece }
    return HTTPResponse(head: head, body: body)
  }

  /// Sends a request and returns with the head of the response.
  ///
  /// - Throws: `HTTPTransportError` where there is no response.
  public func stream(_ request: HTTPRequest) async throws(HTTPTransportError) -> any HTTPResponseStream {
    let exchange = try await open(request, maximumUnreadBytes: configuration.maximumUnreadBytes)
    defer { exchange.withdrawDeadline() }
    return ExchangeStream(exchange, head: try await exchange.head())
  }

  private func open(_ request: HTTPRequest, maximumUnreadBytes: Int) async throws(HTTPTransportError) -> Exchange {
    guard !Task.isCancelled else { throw .cancelled }
    guard let urlRequest = URLRequest(request, userAgent: configuration.userAgent) else { throw .failed(.other) }
    // A session that is busy reading makes whoever begins a task wait, which no thread of tasks may do.
    return await withCheckedContinuation { continuation in
      DispatchQueue.global().async { [session, delegate] in
        let task = session.dataTask(with: urlRequest)
        let exchange = Exchange(
          task, maximumBodyBytes: max(request.maximumResponseBytes, 0), maximumUnreadBytes: maximumUnreadBytes)
        delegate.add(exchange, as: task.taskIdentifier)
        exchange.begin(timeout: request.timeout)
        continuation.resume(returning: exchange)
      }
    }
  }
}

extension FoundationHTTPTransport: CustomStringConvertible, CustomReflectable {
  /// The name of the type.
  public var description: String { "FoundationHTTPTransport" }
  /// The configuration and no more: a session shows the headers of all that is under way.
  public var customMirror: Mirror { Mirror(self, children: ["configuration": configuration]) }
}
