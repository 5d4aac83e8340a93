public import RoutingCore

/// A request as bytes.
public struct HTTPRequest: Hashable, Sendable {
  /// The method, in capitals.
  public var method: String
  /// The absolute address.
  public var url: String
  /// The header fields in order.
  public var headers: [HTTPField]
  /// The body, empty for none.
  public var body: [UInt8]
  /// The longest wait for the response: for the whole of it, or where it is streamed for its head.
  public var timeout: Milliseconds
  /// The largest body that is accepted.
  public var maximumResponseBytes: Int

  /// Makes a request.
  public init(
    method: String, url: String, headers: [HTTPField] = [], body: [UInt8] = [], timeout: Milliseconds = 30_000,
    maximumResponseBytes: Int = 104_857_600
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeout = timeout
    self.maximumResponseBytes = maximumResponseBytes
  }
}

/// One line of a head.
public struct HTTPField: Hashable, Sendable {
  /// The name, which compares without regard to case.
  public var name: String
  /// The value.
  public var value: String
  /// Whether the value is a secret, which is never printed.
  public var isSecret: Bool

  /// Makes a field.
  public init(_ name: String, _ value: String, isSecret: Bool = false) {
    self.name = name
    self.value = value
    self.isSecret = isSecret
  }
}

extension HTTPField: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The line, its value hidden where it is a secret.
  public var description: String { "\(name): \(isSecret ? "‹redacted›" : value)" }
  /// The same.
  public var debugDescription: String { description }
  /// Nothing more than the line, so that a dump of what holds it shows no secret either.
  public var customMirror: Mirror { Mirror(self, children: ["line": description]) }
}
