public import RoutingCore

/// Carries bytes to a host and back: the only thing an adapter does not do itself.
///
/// Implement this over any HTTP client. A guide:
///
/// - A response of any status is a response; throw only where there is none, or not to its end.
/// - Never follow a redirection: throw `redirected`. A provider's key must not reach another host.
/// - Keep to ``HTTPRequest/timeout`` and ``HTTPRequest/maximumResponseBytes``, throwing `timedOut` and `tooLarge`.
/// - When the task is cancelled, close the connection, and throw ``HTTPTransportError/cancelled``.
/// - Never put a header, a body or the user part of a URL into what is thrown.
/// - A stream hands over bytes as they arrive, in pieces of any size.
///
/// `HTTPTransportContract` of `RoutingTestKit` checks an implementation against a server of its own.
public protocol HTTPTransport: Sendable {
  /// Sends a request and waits for the whole response.
  ///
  /// - Throws: `HTTPTransportError` where there is no whole response.
  func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse

  /// Sends a request and returns with the head of the response.
  ///
  /// - Throws: `HTTPTransportError` where there is no response.
  func stream(_ request: HTTPRequest) async throws(HTTPTransportError) -> any HTTPResponseStream
}

/// A response whose body is still under way, for one reader at a time.
public protocol HTTPResponseStream: Sendable {
  /// Status and headers.
  var head: HTTPResponseHead { get }

  /// The next bytes of the body, never none, or nil at its end.
  ///
  /// - Throws: `HTTPTransportError` where the body breaks off.
  func next() async throws(HTTPTransportError) -> [UInt8]?

  /// Closes the connection; may be called at any time, and more than once.
  func cancel()
}

/// Why there is no response, or no whole one; never with a header, a body or a secret in it.
public enum HTTPTransportError: Error, Hashable, Sendable {
  /// The connection failed.
  case failed(ProviderFailure.TransportFailure)
  /// The task was cancelled.
  case cancelled
}
