package import RoutingCore

/// How long points of time series are kept: 1 to 3650 days (H-614).
package struct RetentionDays: Hashable, Sendable {
  /// The number of days.
  package let count: Int

  /// A week, unless the operator says otherwise.
  package static let standard = RetentionDays(unchecked: 7)

  /// Makes a retention, or nil where the number is not from 1 to 3650.
  package init?(_ count: Int) {
    guard (1...3650).contains(count) else { return nil }
    self.count = count
  }

  private init(unchecked count: Int) { self.count = count }

  /// Its length in milliseconds.
  package var milliseconds: Int { count * UTCDate.millisecondsPerDay }

  /// The key of the document that keeps it, among the settings.
  package static let key = "tsdb-retention"

  /// What makes it last.
  package var change: StateChange { .put(.settings, key: RetentionDays.key, body: json) }

  /// Its document.
  package var json: JSONValue { JSONValue(object: ["retention_days": JSONValue(.integer(count))]) }

  /// Reads its document, or nil where that is none.
  package init?(_ document: StateDocument) {
    guard let count = document.body["retention_days"]?.integer else { return nil }
    self.init(count)
  }
}
