/// A distribution as the knots of its inverse, read the other way round.
struct QuantileTable {
  private let knots: ArraySlice<Float>

  init(_ knots: ArraySlice<Float>) {
    self.knots = knots
  }

  private func knot(_ place: Int) -> Double { Double(knots[knots.startIndex + place]) }

  /// The value in the middle of a cell.
  func middle(ofCell cell: Int) -> Double { (knot(cell) + knot(cell + 1)) / 2 }

  /// The probability below a value.
  ///
  /// - Complexity: O(log k) in the number of knots.
  func probability(below value: Double) -> Double {
    var low = 0
    var high = knots.count - 1
    if value <= knot(low) { return 0 }
    if value >= knot(high) { return 1 }
    while high - low > 1 {
      let middle = (low + high) / 2
      if knot(middle) <= value { low = middle } else { high = middle }
    }
    let step = knot(high) - knot(low)
    let share = step > 0 ? (value - knot(low)) / step : 0.5
    let below = BetaQuantiles.cumulative(ofKnot: low)
    return below + (BetaQuantiles.cumulative(ofKnot: high) - below) * share
  }
}
