package import RoutingCore

/// Pages of the logs as the API lists them (H-603 to H-605).
package enum LogListing {
  /// A page of a log, with how many entries the whole log has and which were asked for.
  ///
  /// An entry that cannot be read, as one of another version may be, is shown as it is stored.
  package static func json(_ page: StateLogPage, of log: StateLog, limit: Int, offset: Int) -> JSONValue {
    var fields = RecordFields()
    fields.add(
      log == .rewards ? "rewards" : "logs", JSONValue(.array(page.entries.map { json($0, of: log) })))
    fields.add("total", page.total)
    fields.add("limit", limit)
    fields.add("offset", offset)
    return fields.json
  }

  private static func json(_ entry: StateLogEntry, of log: StateLog) -> JSONValue {
    let known: JSONValue? =
      switch log {
      case .requests: RequestLogEntry(entry)?.json
      case .audit: AuditEntry(entry)?.json
      case .rewards: RewardLogEntry(entry)?.json
      default: nil
      }
    return known ?? RecordFields.object(id: entry.id, milliseconds: entry.milliseconds, body: entry.body)
  }
}
