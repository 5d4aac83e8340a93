package import RoutingCore

/// What is remembered of something an administrator did (H-604); never a secret (H-209, H-506).
package struct AuditEntry: Hashable, Sendable {
  /// Its id, unique within the log.
  package var id: String
  /// When it happened, in milliseconds since 1970 in UTC.
  package var milliseconds: Int
  /// What was done.
  package var action: AuditAction
  /// What it was done to, by id or name; may be empty.
  package var resource: String
  /// More in words, or nil.
  package var detail: String?
  /// The id of the request that asked for it.
  package var requestID: String

  /// Makes an entry.
  package init(
    id: String, milliseconds: Int, action: AuditAction, resource: String, detail: String? = nil, requestID: String
  ) {
    self.id = id
    self.milliseconds = milliseconds
    self.action = action
    self.resource = resource
    self.detail = detail
    self.requestID = requestID
  }

  /// Reads an entry of the store, or nil where it is none of these.
  package init?(_ entry: StateLogEntry) {
    let body = entry.body
    guard let action = body["action"]?.string.flatMap(AuditAction.init(rawValue:)),
      let resource = body["resource"]?.string, let requestID = body["request_id"]?.string
    else { return nil }
    self.init(
      id: entry.id, milliseconds: entry.milliseconds, action: action, resource: resource,
      detail: body["detail"]?.string, requestID: requestID)
  }

  /// The entry as the API lists it.
  package var json: JSONValue { RecordFields.object(id: id, milliseconds: milliseconds, body: body) }

  /// The entry as the store keeps it.
  package var entry: StateLogEntry { StateLogEntry(id: id, milliseconds: milliseconds, body: body) }

  /// What adds the entry to the audit log, to be committed together with what was done.
  package var change: StateChange { .append(.audit, entry) }

  private var body: JSONValue {
    var fields = RecordFields()
    fields.add("action", action.name)
    fields.add("resource", resource)
    fields.add(ifPresent: "detail", detail)
    fields.add("request_id", requestID)
    return fields.json
  }
}
