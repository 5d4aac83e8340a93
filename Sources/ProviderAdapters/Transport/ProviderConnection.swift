public import Routing
internal import RoutingCore

/// What every adapter needs to reach its host.
public struct ProviderConnection: Sendable {
  /// How it comes by its secret.
  public var credential: ProviderCredential
  /// What carries its bytes.
  public var transport: any HTTPTransport
  /// The clock that tells when an answer was made, where the provider does not say so.
  public var clock: any TimeSource
  /// How much of an answer is read.
  public var limits: ResponseLimits

  /// Makes a connection.
  public init(
    credential: ProviderCredential = .none, transport: any HTTPTransport, clock: any TimeSource,
    limits: ResponseLimits = ResponseLimits()
  ) {
    self.credential = credential
    self.transport = transport
    self.clock = clock
    self.limits = limits
  }

  /// The present in whole seconds since 1970, as answers carry it.
  var unixSeconds: Int {
    let time = clock.unixTime
    return time >= 0 && time < 0x1p53 ? Int(time) : 0
  }

  /// One request, ready to be sent.
  ///
  /// - Throws: `ProviderFailure.notSent` where the secret cannot be read.
  func exchange(
    _ url: String, method: String = "POST", sending body: JSONValue?, fields: [HTTPField] = [],
    authentication: Authentication, requestID: String, timeout: Milliseconds, judge: ErrorJudge
  ) throws(ProviderFailure) -> ProviderExchange {
    let secret = try credential.secret()
    var headers = fields
    if let secret { headers.append(authentication.field(for: secret)) }
    if ProviderConnection.isRequestID(requestID) { headers.append(HTTPField("x-request-id", requestID)) }
    var writer = JSONWriter()
    if let body {
      headers.append(HTTPField("content-type", "application/json"))
      writer.value(body)
    }
    let request = HTTPRequest(
      method: method, url: url, headers: headers, body: writer.bytes, timeout: timeout,
      maximumResponseBytes: limits.maximumBytes)
    let redactor = SecretRedactor(secrets: secret.map { [$0.reveal()] } ?? [])
    return ProviderExchange(
      request: request, transport: transport, limits: limits,
      failures: FailureReader(redactor: redactor, judge: judge))
  }

  /// Whether an address answers; nothing secret is sent there, and only the head of the answer is read.
  func probe(_ url: String, timeout: Milliseconds) async -> ProbeResult {
    let request = HTTPRequest(
      method: "GET", url: url, timeout: timeout, maximumResponseBytes: limits.maximumBytes)
    var status: Int?
    if let stream = try? await transport.stream(request) {
      status = stream.head.status
      stream.cancel()
    }
    return ProbeResult(status: status, carriedCredential: false)
  }

  /// Whether an id may stand in a header (H-006).
  private static func isRequestID(_ id: String) -> Bool {
    (1...128).contains(id.utf8.count)
      && id.utf8.allSatisfy { byte in
        let lower = TextBytes.lowercased(byte)
        return (lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z"))
          || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) || [0x2D, 0x2E, 0x5F].contains(byte)
      }
  }
}

/// How much of an answer is read.
public struct ResponseLimits: Hashable, Sendable {
  /// The largest answer, whole or streamed, in bytes (R-1304).
  public var maximumBytes: Int
  /// The largest line and the largest event of a stream, in bytes.
  public var maximumEventBytes: Int

  /// Makes limits; the contract's 100 MiB for an answer, and 16 MiB for an event.
  public init(maximumBytes: Int = 104_857_600, maximumEventBytes: Int = 16_777_216) {
    self.maximumBytes = maximumBytes
    self.maximumEventBytes = maximumEventBytes
  }
}

/// In which header a secret travels.
enum Authentication {
  /// `Authorization: Bearer …`
  case bearer
  /// `x-api-key: …`
  case keyField

  func field(for secret: ProviderSecret) -> HTTPField {
    switch self {
    case .bearer: HTTPField("authorization", "Bearer \(secret.reveal())", isSecret: true)
    case .keyField: HTTPField("x-api-key", secret.reveal(), isSecret: true)
    }
  }
}
