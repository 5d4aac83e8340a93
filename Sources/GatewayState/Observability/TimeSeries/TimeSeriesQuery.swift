package import RoutingCore

/// Which points of time series are asked for (H-610).
package struct TimeSeriesQuery: Hashable, Sendable {
  /// The metric.
  package var metric: TimeSeriesMetric
  /// The model, or nil for all and those without one.
  package var model: ModelID?
  /// The provider, or nil for all and those without one.
  package var provider: ProviderID?
  /// The earliest moment in milliseconds since 1970, itself included, or nil for no bound.
  package var start: Int?
  /// The latest moment in milliseconds since 1970, itself included, or nil for no bound.
  package var end: Int?
  /// The length of the steps that points are averaged over, in milliseconds; 0 or less for every point by itself.
  package var step: Int

  /// Makes a query.
  package init(
    _ metric: TimeSeriesMetric, model: ModelID? = nil, provider: ProviderID? = nil, start: Int? = nil,
    end: Int? = nil, step: Int = 0
  ) {
    self.metric = metric
    self.model = model
    self.provider = provider
    self.start = start
    self.end = end
    self.step = step
  }
}

/// A value at a moment.
package struct TimeSeriesPoint: Hashable, Sendable {
  /// The moment in milliseconds since 1970.
  package var milliseconds: Int
  /// The value.
  package var value: Double

  /// Makes a point.
  package init(milliseconds: Int, value: Double) {
    self.milliseconds = milliseconds
    self.value = value
  }
}

/// The points of one metric, model and provider, in the order of time (H-611).
package struct TimeSeriesResult: Hashable, Sendable {
  /// The metric.
  package var metric: TimeSeriesMetric
  /// The model, or nil.
  package var model: ModelID?
  /// The provider, or nil.
  package var provider: ProviderID?
  /// The points.
  package var points: [TimeSeriesPoint]

  /// The series as the API shows it.
  package var json: JSONValue {
    var fields = RecordFields()
    fields.add("metric", metric.name)
    fields.add(ifPresent: "model_id", model?.text)
    fields.add(ifPresent: "provider_id", provider?.text)
    fields.add(
      "points",
      JSONValue(
        .array(
          points.map { point in
            var fields = RecordFields()
            fields.add("t", point.milliseconds)
            fields.add("v", point.value)
            return fields.json
          })))
    return fields.json
  }

  /// The mean of each step that has points, at the step's beginning ⌊t/step⌋·step.
  mutating func average(over step: Int) {
    var means: [TimeSeriesPoint] = []
    var sum = 0.0
    var count = 0
    for (position, point) in points.enumerated() {
      let begin = TimeSeriesResult.begin(of: point.milliseconds, step: step)
      sum += point.value
      count += 1
      let isLast =
        position + 1 == points.count
        || TimeSeriesResult.begin(of: points[position + 1].milliseconds, step: step) != begin
      guard isLast else { continue }
      means.append(TimeSeriesPoint(milliseconds: begin, value: sum / Double(count)))
      (sum, count) = (0, 0)
    }
    points = means
  }

  private static func begin(of milliseconds: Int, step: Int) -> Int {
    let rest = milliseconds % step
    let (begin, overflow) = milliseconds.subtractingReportingOverflow(rest < 0 ? rest + step : rest)
    return overflow ? .min : begin
  }
}
