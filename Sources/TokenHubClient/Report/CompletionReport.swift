public import RoutingCore

/// What an integration ends with, for whoever asked for it (C-501 to C-507).
public struct CompletionReport: Hashable, Sendable {
  /// How routing is done; always the platform's business (C-502).
  public static let providerMode = "platform-routing"

  /// How it ended.
  public var status: Status
  /// The model that answered, or that was asked (C-503).
  public var model: String
  /// When that was, in milliseconds since 1970 in UTC (C-505).
  public var validatedAt: Int
  /// A short text (C-506).
  public var notes: String

  /// How an integration can end (C-501).
  public enum Status: Hashable, Sendable {
    /// Everything passed.
    case success
    /// Something did not, and this is known of it.
    case failed(Details)
    /// There is no key, or one that is not accepted.
    case needsKey(Details)
    /// People have to look at it.
    case escalated(Details)

    /// The name on the wire.
    public var name: String {
      switch self {
      case .success: "success"
      case .failed: "failed"
      case .needsKey: "needs_key"
      case .escalated: "escalated"
      }
    }

    /// What is known where it did not succeed.
    public var details: Details? {
      switch self {
      case .success: nil
      case .failed(let details), .needsKey(let details), .escalated(let details): details
      }
    }
  }

  /// What is known of an end that is no success (C-507).
  public struct Details: Hashable, Sendable {
    /// The first check that did not pass, or nil.
    public var failedCheck: String?
    /// The error's code, or nil.
    public var code: String?
    /// The id of the request at the gateway, or nil.
    public var requestID: String?

    /// Makes details.
    public init(failedCheck: String? = nil, code: String? = nil, requestID: String? = nil) {
      self.failedCheck = failedCheck
      self.code = code
      self.requestID = requestID
    }
  }

  /// Makes a report; where no notes are given, they say what the status means (C-506).
  public init(status: Status, model: String, validatedAt: Int, notes: String? = nil) {
    self.status = status
    self.model = model
    self.validatedAt = validatedAt
    self.notes = notes ?? CompletionReport.notes(for: status)
  }

  /// The report as it is written back: six members, and on other ends than success what is known of them (C-507).
  public var json: JSONValue {
    var members: [JSONValue.Member] = []
    func add(_ name: String, _ text: String?) {
      if let text { members.append(.init(name: name, value: JSONValue(.string(text)))) }
    }
    add("integration_status", status.name)
    add("provider_mode", CompletionReport.providerMode)
    add("model", model)
    add("endpoint", IntegrationContract.endpoint)
    add("validated_at", UTCText.text(milliseconds: validatedAt))
    add("notes", notes)
    add("failed_check", status.details?.failedCheck)
    add("code", status.details?.code)
    add("request_id", status.details?.requestID)
    return JSONValue(.object(members))
  }

  private static func notes(for status: Status) -> String {
    switch status {
    case .success: "TokenHub API is ready for production wiring."
    case .failed: "TokenHub API did not pass the check."
    case .needsKey:
      "Create an API key in the console and set it as \(IntegrationContract.keyVariable)."
    case .escalated: "Contact \(Escalation.label)."
    }
  }
}
