package import RoutingCore

/// The requests of the last day, taken together by window (H-602).
package struct StatisticsReport: Hashable, Sendable {
  /// An aggregate for each window.
  package typealias Windows = [StatisticsWindow: StatisticsAggregate]

  /// A thing that requests are told apart by, and its aggregates.
  package struct Group: Hashable, Sendable {
    /// Its id or name.
    package var name: String
    /// An aggregate for each window.
    package var windows: Windows
  }

  /// All requests.
  package var global: Windows
  /// By model, in the byte order of ids; those without a request in the last day are left out, here and below.
  package var byModel: [Group]
  /// By provider.
  package var byProvider: [Group]
  /// By API key.
  package var byAPIKey: [Group]
  /// By mode.
  package var byMode: [Group]
  /// How many samples of the last 25 hours had to make room for newer ones; where it is not 0, the longer windows lack requests.
  package var displacedSamples: Int

  /// The report as the API shows it.
  package var json: JSONValue {
    var fields = RecordFields()
    fields.add("global", StatisticsReport.json(global))
    fields.add("by_model", StatisticsReport.json(byModel))
    fields.add("by_provider", StatisticsReport.json(byProvider))
    fields.add("by_api_key", StatisticsReport.json(byAPIKey))
    fields.add("by_mode", StatisticsReport.json(byMode))
    return fields.json
  }

  private static func json(_ windows: Windows) -> JSONValue {
    var fields = RecordFields()
    for window in StatisticsWindow.allCases { fields.add(window.name, (windows[window] ?? StatisticsAggregate()).json) }
    return fields.json
  }

  private static func json(_ groups: [Group]) -> JSONValue {
    var fields = RecordFields()
    for group in groups { fields.add(group.name, json(group.windows)) }
    return fields.json
  }
}
