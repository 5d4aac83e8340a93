/// The models of a skyline that could win under one way to score and given scales for everything but cost.
///
/// Then a score is a multiple of the cost plus a number that stays, and the cost is linear in two prices: what is no
/// worse in all three can be left out (PERFORMANCE: "Fronts").
struct ScoreFront: Sendable {
  /// The health epoch it was made in.
  var epoch = -1
  /// Its rows in ``PreparedRouter/frontRows``; none where its scales are too small to divide by.
  var first: Int32 = 0
  var end: Int32 = 0
}

/// A model of a front: 32 bytes.
struct ScoreFrontRow: Sendable {
  let firstPrice: Double
  let secondPrice: Double
  /// The terms of the score that do not depend on the request.
  let constant: Double
  let index: Int

  func cost(of shape: RequestShape) -> Double {
    shape.firstQuantity * firstPrice + shape.secondQuantity * secondPrice
  }
}
