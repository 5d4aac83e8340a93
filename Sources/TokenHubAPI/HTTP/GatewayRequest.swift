public import ProviderAdapters

/// A request as a server received it.
public struct GatewayRequest: Sendable {
  /// The method, in capitals.
  public var method: String
  /// The path as it was sent, percent-encoded and without the query; begins with a slash.
  public var path: String
  /// What stood behind the question mark, percent-encoded; empty for none.
  public var query: String
  /// The header fields in order.
  public var headers: [HTTPField]
  /// The body.
  public var body: GatewayBody
  /// The address of the client, which rate limits and the vault's lock-out count by; clients of one address share them.
  ///
  /// Behind a proxy it is what the proxy says, and nothing that a client can say itself. Any text will do that is the same for
  /// the same client, such as the first 64 bits of an address of IPv6.
  public var remoteAddress: String

  /// Makes a request.
  public init(
    method: String, path: String, query: String = "", headers: [HTTPField] = [], body: GatewayBody = .none,
    remoteAddress: String
  ) {
    self.method = method
    self.path = path
    self.query = query
    self.headers = headers
    self.body = body
    self.remoteAddress = remoteAddress
  }

  /// The value of the first header field of this name, whose case does not matter.
  public subscript(header name: String) -> String? {
    headers.first { $0.name.utf8.count == name.utf8.count && $0.name.lowercased() == name.lowercased() }?.value
  }
}

/// The body of a request.
public enum GatewayBody: Sendable {
  /// There is none.
  case none
  /// All of it.
  case bytes([UInt8])
  /// As it arrives, so that nobody has to hold hundreds of megabytes.
  case pieces(any GatewayBodyStream)
}

/// A body that is still under way, for one reader at a time.
public protocol GatewayBodyStream: Sendable {
  /// The next bytes, never none, or nil at the end.
  ///
  /// - Throws: `GatewayBodyFailure` where the client went away or broke the protocol.
  func next() async throws(GatewayBodyFailure) -> [UInt8]?
}

/// A body did not arrive to its end.
public struct GatewayBodyFailure: Error, Hashable, Sendable {
  /// Makes a failure.
  public init() {}
}
