extension QualityWorld {
  /// The model that an oracle sends an item to, who knows every answer's score beforehand.
  ///
  /// The one with the highest score less `moneyPrice` times its cost, of equals the cheapest, and of those the first by
  /// name. A price of 0 asks for the best score alone, a high one for the cheapest model.
  ///
  /// - Parameters:
  ///   - item: The item's place in ``items``.
  ///   - moneyPrice: Score that a US dollar is worth; finite and not negative.
  /// - Returns: The model's place in ``models``.
  /// - Complexity: O(n) in the models.
  public func oracle(on item: Int, moneyPrice: Double = 0) -> Int {
    var best = 0
    var bestValue = value(of: 0, on: item, moneyPrice)
    for model in models.indices.dropFirst() {
      let value = value(of: model, on: item, moneyPrice)
      if value > bestValue || value == bestValue && cost(of: model, on: item) < cost(of: best, on: item) {
        (best, bestValue) = (model, value)
      }
    }
    return best
  }

  private func value(of model: Int, on item: Int, _ moneyPrice: Double) -> Double {
    score(of: model, on: item) - moneyPrice * cost(of: model, on: item)
  }

  /// All that an oracle can reach: its point for every price on money, from the cheapest models to the best.
  ///
  /// No grid of prices: for one item, as a dollar gains in worth, the oracle walks along the upper hull of the item's
  /// models. The hull of the means takes all steps of all items, those that gain most for their money first (Minkowski
  /// sum of convex curves).
  ///
  /// - Parameter items: Places in ``items``; nil stands for all of them, and there must be one at least.
  /// - Returns: The frontier, its cheapest corner that of the cheapest answers.
  /// - Complexity: O(n log n) in the cells.
  public func oracleFrontier(on items: [Int]? = nil) -> QualityFrontier {
    let items = items ?? Array(self.items.indices)
    precondition(!items.isEmpty, "There is no mean over no items.")
    var (cost, quality) = (0.0, 0.0)
    var steps: [(cost: Double, quality: Double)] = []
    for item in items {
      let curve = QualityFrontier(
        models.indices.map { QualityPoint(cost: self.cost(of: $0, on: item), quality: score(of: $0, on: item)) }
      ).hull
      cost += curve[0].cost
      quality += curve[0].quality
      for (one, next) in zip(curve, curve.dropFirst()) {
        steps.append((next.cost - one.cost, next.quality - one.quality))
      }
    }
    // Sorted by what also settles ties, so that the sums do not depend on the order of items.
    steps.sort { (-$0.quality / $0.cost, $0.cost) < (-$1.quality / $1.cost, $1.cost) }
    let count = Double(items.count)
    var points = [QualityPoint(cost: cost / count, quality: quality / count)]
    for step in steps {
      cost += step.cost
      quality += step.quality
      points.append(QualityPoint(cost: cost / count, quality: quality / count))
    }
    return QualityFrontier(points)
  }

  /// The model with the highest mean score over some items; of equals the cheapest, and of those the first by name.
  ///
  /// - Parameter items: Places in ``items``; nil stands for all of them, and there must be one at least.
  /// - Returns: The model's place in ``models``.
  /// - Complexity: O(n) in the cells.
  public func bestSingleModel(on items: [Int]? = nil) -> Int {
    let points = models.indices.map { model in point(on: items) { _ in model } }
    return models.indices.min {
      (-points[$0].quality, points[$0].cost, $0) < (-points[$1].quality, points[$1].cost, $1)
    } ?? 0
  }
}
