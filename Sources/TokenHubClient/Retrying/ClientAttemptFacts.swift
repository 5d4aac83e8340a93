public import RoutingCore

/// What is known of one attempt that did not succeed.
public struct ClientAttemptFacts: Hashable, Sendable {
  /// How it ended.
  public var ending: Ending
  /// The error's code, or nil where none was told.
  public var code: String?
  /// How long the gateway asks to wait, or nil (R-1060).
  public var retryAfter: Milliseconds?
  /// What the header `x-should-retry` says; true where it is missing.
  public var shouldRetry: Bool
  /// The id of the request at the gateway, or nil where none was told.
  public var requestID: String?
  /// The regions that would work, by the gateway's word.
  public var allowedRegions: [String]
  /// How many chunks of a stream had been delivered (C-314).
  public var deliveredChunks: Int

  /// How an attempt ended.
  public enum Ending: Hashable, Sendable {
    /// With this status.
    case status(Int)
    /// Without one: the network failed, or it took too long (C-305).
    case connectionFailed
  }

  /// Makes facts.
  public init(
    _ ending: Ending, code: String? = nil, retryAfter: Milliseconds? = nil, shouldRetry: Bool = true,
    requestID: String? = nil, allowedRegions: [String] = [], deliveredChunks: Int = 0
  ) {
    self.ending = ending
    self.code = code
    self.retryAfter = retryAfter
    self.shouldRetry = shouldRetry
    self.requestID = requestID
    self.allowedRegions = allowedRegions
    self.deliveredChunks = deliveredChunks
  }

  /// Reads an answer, received at `now` in milliseconds since 1970.
  ///
  /// Nothing of its text is kept but the code, the id and the regions, without what looks like a secret (C-306).
  public init(_ response: ClientResponse, now: Int) {
    let json = try? JSONValue(parsing: response.body)
    let error = json?["error"]
    let regions = error?["allowed_regions"] ?? json?["allowed_regions"]
    let redactor = Redactor()
    func told(_ text: String?) -> String? {
      text.map { String(String.UnicodeScalarView(redactor.redacted($0).unicodeScalars.prefix(128))) }
    }
    self.init(
      .status(response.status), code: told(error?["code"]?.string ?? json?["code"]?.string),
      retryAfter: response[header: "retry-after"].flatMap { RetryAfter.delay($0, unixTime: Double(now) / 1000) },
      shouldRetry: response[header: "x-should-retry"].map { TextBytes.trimmed($0).lowercased() != "false" } ?? true,
      requestID: told(response[header: "x-request-id"] ?? json?["request_id"]?.string),
      allowedRegions: (regions?.elements ?? []).compactMap(\.string).filter { told($0) == $0 })
  }

  /// What makes two failures the same (C-306).
  public var failure: ClientFailure {
    switch ending {
    case .status(let status): ClientFailure(status: status, code: code)
    case .connectionFailed: ClientFailure(status: nil, code: nil)
    }
  }
}

/// How a request failed, in as much as two failures can be the same (C-306).
public struct ClientFailure: Hashable, Sendable {
  /// The status, or nil where there was no answer.
  public var status: Int?
  /// The error's code, or nil where none was told.
  public var code: String?

  /// Makes a failure.
  public init(status: Int?, code: String?) {
    self.status = status
    self.code = code
  }
}
