/// A distribution as the knots of its inverse, read the other way round.
struct QuantileTable {
  private let knots: ArraySlice<Double>

  init(_ knots: ArraySlice<Double>) {
    self.knots = knots
  }

  private func knot(_ place: Int) -> Double { knots[knots.startIndex + place] }

  /// The value in the middle of a cell.
  func middle(ofCell cell: Int) -> Double { (knot(cell) + knot(cell + 1)) / 2 }

  /// The probability below a value, or of no more than it; the two differ where neighbouring knots are equal.
  ///
  /// - Complexity: O(log k) in the number of knots.
  func probability(below value: Double, orEqual includesValue: Bool = false) -> Double {
    func isPassed(_ place: Int) -> Bool { includesValue ? knot(place) <= value : knot(place) < value }
    var low = 0
    var high = knots.count - 1
    guard isPassed(low) else { return 0 }
    if isPassed(high) { return 1 }
    while high - low > 1 {
      let middle = (low + high) / 2
      if isPassed(middle) { low = middle } else { high = middle }
    }
    let share = (value - knot(low)) / (knot(high) - knot(low))
    let below = BetaQuantiles.cumulative(ofKnot: low)
    return below + (BetaQuantiles.cumulative(ofKnot: high) - below) * share
  }
}
