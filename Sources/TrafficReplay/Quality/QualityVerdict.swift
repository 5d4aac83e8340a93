/// How a way of choosing did on some items, beside the oracle and beside the best single model.
public struct QualityVerdict: Hashable, Sendable {
  /// Its mean cost and score.
  public let point: QualityPoint
  /// The score that the oracle had more, summed over the items; never negative.
  public let totalRegret: Double
  /// The score that the oracle had more, a request; from 0 to 1.
  public let meanRegret: Double
  /// The part of requests that went to the best single model, from 0 to 1.
  public let shareOfBestSingle: Double
  /// The part of the gap between the best single model and the oracle that the choice closes.
  ///
  /// 0 for the best single model itself, 1 for the oracle, negative for what is worse than that model; nil where the
  /// best single model is as good as the oracle.
  public let recoveredGap: Double?
}

extension QualityWorld {
  /// Judges a choice.
  ///
  /// - Parameters:
  ///   - items: Places in ``items``; nil stands for all of them, and there must be one at least.
  ///   - choice: The place in ``models`` of the model that an item goes to, by the place of the item.
  /// - Returns: How it did.
  /// - Complexity: O(n) in the cells.
  public func verdict(on items: [Int]? = nil, choosing choice: (Int) -> Int) -> QualityVerdict {
    let items = items ?? Array(self.items.indices)
    let single = bestSingleModel(on: items)
    let choices = items.map(choice)
    var (regret, gap) = (0.0, 0.0)
    for (item, model) in zip(items, choices) {
      let best = score(of: oracle(on: item), on: item)
      regret += best - score(of: model, on: item)
      gap += best - score(of: single, on: item)
    }
    var places = choices.makeIterator()
    return QualityVerdict(
      point: point(on: items) { _ in places.next() ?? single }, totalRegret: regret,
      meanRegret: regret / Double(items.count),
      shareOfBestSingle: Double(choices.count { $0 == single }) / Double(items.count),
      recoveredGap: gap > 0 ? 1 - regret / gap : nil)
  }
}
