/// A mark on an axis.
struct AxisTick: Hashable, Sendable {
  /// The value it stands at, in the axis's own unit.
  var value: Double
  /// What is written beside it; empty for a mark between those that are labelled.
  var label: String
  /// Which labels go where there is no room for all: the higher ones.
  var rank = 0
}
