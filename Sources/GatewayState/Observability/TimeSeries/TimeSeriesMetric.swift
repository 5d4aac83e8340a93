/// What time series are kept of (H-612).
package enum TimeSeriesMetric: String, CaseIterable, Hashable, Sendable {
  /// What a request cost, in US dollars.
  case cost
  /// One for each failed request.
  case errors
  /// How long a request took, in milliseconds.
  case latency
  /// How many bytes a stream had.
  case streamBytes = "stream_bytes"
  /// How many tokens a request had, prompt and answer together.
  case tokens

  /// The name used on the wire.
  package var name: String { rawValue }

  /// Makes the metric with this wire name, or nil where there is none.
  package init?(name: String) { self.init(rawValue: name) }
}
