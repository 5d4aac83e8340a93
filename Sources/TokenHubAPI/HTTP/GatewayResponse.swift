public import ProviderAdapters

/// A response for a server to send.
public struct GatewayResponse: Sendable {
  /// The status code.
  public var status: Int
  /// The header fields, in order; a name may stand more than once.
  ///
  /// The length of the body is for the server to state, and is here for `HEAD` alone, whose `Content-Length` is that of the body
  /// which is not sent (H-005). Streams say `Connection: keep-alive` (H-122), which a server of HTTP/2 or HTTP/3 leaves out, as
  /// those forbid the field (RFC 9113, section 8.2.2).
  public var headers: [HTTPField]
  /// The body.
  public var body: Body

  /// The body of a response.
  public enum Body: Sendable {
    /// All of it.
    case bytes([UInt8])
    /// Frames of `text/event-stream`, to be sent as they come.
    case events(any GatewayEventStream)
  }

  /// Makes a response.
  public init(status: Int, headers: [HTTPField] = [], body: Body = .bytes([])) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The value of the first header field of this name, whose case does not matter.
  public subscript(header name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// Frames that arrive one by one, for one reader at a time.
public protocol GatewayEventStream: Sendable {
  /// The bytes to send next, or nil after the last; a stream tells of its own failures in its last frames.
  func next() async -> [UInt8]?

  /// The client went away; may be called at any time, and more than once.
  func cancel()
}
