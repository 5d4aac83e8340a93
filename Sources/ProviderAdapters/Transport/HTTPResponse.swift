/// A whole response.
public struct HTTPResponse: Hashable, Sendable {
  /// Status and headers.
  public var head: HTTPResponseHead
  /// The body.
  public var body: [UInt8]

  /// Makes a response.
  public init(head: HTTPResponseHead, body: [UInt8]) {
    self.head = head
    self.body = body
  }
}

/// The beginning of a response.
public struct HTTPResponseHead: Hashable, Sendable {
  /// The status code.
  public var status: Int
  /// The header fields.
  public var headers: [HTTPField]

  /// Makes a head.
  public init(status: Int, headers: [HTTPField] = []) {
    self.status = status
    self.headers = headers
  }

  /// The value of the first field of this name, whose case does not matter.
  public subscript(name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}
