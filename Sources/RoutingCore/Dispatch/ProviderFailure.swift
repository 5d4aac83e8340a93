/// What an adapter tells of an attempt that gave no answer: facts, which ``FailureClass/init(_:from:)`` judges.
public enum ProviderFailure: Error, Hashable, Sendable {
  /// The provider answered with a status that is no success.
  case response(FailedResponse)
  /// Nobody answered, or not to the end.
  case transport(TransportFailure, message: String = "")
  /// There was an answer that cannot be read; the message is free of secrets.
  case unreadable(message: String)
  /// Whoever asked did not wait for it.
  case cancelled
  /// Nothing was sent, and nothing can have come of it.
  case notSent(Obstacle)

  /// What keeps an adapter from sending a request at all.
  public enum Obstacle: CaseIterable, Hashable, Sendable {
    /// The credential cannot be read, as while a vault is locked (H-207).
    case noCredential
    /// The provider has no endpoint for what is asked.
    case unsupported
  }

  /// A status that is no success, and what came with it.
  public struct FailedResponse: Hashable, Sendable {
    /// The status code.
    public var status: Int
    /// The beginning of the body, with secrets taken out; what overflow and empty accounts are told by.
    public var body: String
    /// The header `Retry-After` as it was written, or nil (R-1060).
    public var retryAfter: String?
    /// The provider's own words, with secrets taken out, or nil where the body has none.
    public var message: String?

    /// Makes a response.
    public init(status: Int, body: String = "", retryAfter: String? = nil, message: String? = nil) {
      self.status = status
      self.body = body
      self.retryAfter = retryAfter
      self.message = message
    }
  }

  /// How a connection failed (R-1002).
  public enum TransportFailure: CaseIterable, Hashable, Sendable {
    /// It took longer than the attempt had.
    case timedOut
    /// Nobody listens.
    case refused
    /// The name is unknown.
    case nameNotFound
    /// The connection was cut.
    case reset
    /// The answer ended before its end.
    case endedEarly
    /// The connection is not safe: a certificate or a handshake is wrong.
    case insecure
    /// The answer is larger than is accepted.
    case tooLarge
    /// A redirection, which is never followed.
    case redirected
    /// Anything else.
    case other

    /// The name used in messages and logs.
    public var name: String {
      switch self {
      case .timedOut: "timed out"
      case .refused: "connection refused"
      case .nameNotFound: "name not found"
      case .reset: "connection reset"
      case .endedEarly: "answer ended early"
      case .insecure: "connection not safe"
      case .tooLarge: "answer too large"
      case .redirected: "redirected"
      case .other: "network failure"
      }
    }
  }
}
