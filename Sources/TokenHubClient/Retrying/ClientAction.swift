public import RoutingCore

/// What a client does after an attempt that did not succeed (C-301 to C-308).
public enum ClientAction: Hashable, Sendable {
  /// Send the request to another region or under another name of the model at once (C-301).
  case switchTarget(ClientTarget)
  /// Forget the key and ask for a new one (C-302).
  case stopAndRequestNewKey
  /// Send the same again after a wait (C-303).
  case retry(afterMilliseconds: Int)
  /// Turn to people (C-306).
  case escalate(Escalation)
  /// Give up (C-307, C-308).
  case fail
}

/// What people who are asked for help are told: no key and no prompt (C-306).
public struct Escalation: Hashable, Sendable {
  /// What the contact page is asked for.
  public static let topic = "enterprise"
  /// What the contact is called (C-450).
  public static let label = "Enterprise Support"

  /// Where they are found, or nil where the host named no place (C-450).
  public var contact: String?
  /// The id of the request at the gateway, or nil where none was told.
  public var requestID: String?
  /// The status, or nil where there was no answer.
  public var status: Int?
  /// The error's code, or nil where none was told.
  public var code: String?
  /// How often the request was sent.
  public var attempts: Int

  /// Makes an escalation.
  public init(contact: String? = nil, requestID: String?, status: Int?, code: String?, attempts: Int) {
    self.contact = contact
    self.requestID = requestID
    self.status = status
    self.code = code
    self.attempts = attempts
  }

  /// The payload for the contact page: exactly these four members, null where nothing is known (C-306).
  public var json: JSONValue {
    JSONValue(object: [
      "request_id": requestID.map { JSONValue(.string($0)) } ?? .null,
      "status": status.map { JSONValue(.integer($0)) } ?? .null,
      "code": code.map { JSONValue(.string($0)) } ?? .null,
      "attempts": JSONValue(.integer(attempts)),
    ])
  }
}
