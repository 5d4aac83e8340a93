internal import RoutingCore

/// A request for the host to send.
public struct ClientRequest: Hashable, Sendable {
  /// The method, in capitals.
  public var method: String
  /// The absolute address.
  public var url: String
  /// The header fields in order.
  public var headers: [ClientField]
  /// The body, empty for none.
  public var body: [UInt8]

  /// Makes a request.
  public init(method: String, url: String, headers: [ClientField], body: [UInt8] = []) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
  }

  /// The value of the first header field of this name, whose case does not matter.
  public subscript(header name: String) -> String? { headers.value(of: name) }
}

/// A response as the host received it.
public struct ClientResponse: Hashable, Sendable {
  /// The status code.
  public var status: Int
  /// The header fields in order.
  public var headers: [ClientField]
  /// The whole body; of a stream all of its frames.
  public var body: [UInt8]

  /// Makes a response.
  public init(status: Int, headers: [ClientField] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The value of the first header field of this name, whose case does not matter.
  public subscript(header name: String) -> String? { headers.value(of: name) }
}

/// One line of a head.
public struct ClientField: Hashable, Sendable {
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

extension ClientField: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The line, its value hidden where it is a secret.
  public var description: String { "\(name): \(isSecret ? Redactor.mark : value)" }
  /// The same.
  public var debugDescription: String { description }
  /// Nothing more than the line, so that a dump of what holds it shows no secret either.
  public var customMirror: Mirror { Mirror(self, children: ["line": description]) }
}

extension [ClientField] {
  /// The value of the first field of this name, whose case does not matter.
  func value(of name: String) -> String? { first { $0.name.lowercased() == name.lowercased() }?.value }
}
