import RoutingCore

/// A family and the values of its labels.
protocol MetricSeries: Hashable, Sendable {
  var family: MetricFamily { get }
  /// The values in the order of the family's labels.
  var labels: [String] { get }
  /// The series that takes the place of one too many: the values that come from outside become `other`.
  var other: Self { get }
}

/// Values of labels that name nothing in particular.
enum MetricLabel {
  /// The value for something that there is not; an empty one would be the same as no label at all.
  static let absent = "none"
  /// The model of series that are not kept apart.
  static let otherModel = ModelID("other")
  /// The provider of series that are not kept apart.
  static let otherProvider = ProviderID("other")
}
