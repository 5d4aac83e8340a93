/// What a way of choosing costs and how good it is, each a mean over requests.
public struct QualityPoint: Hashable, Sendable {
  /// US dollars a request.
  public var cost: Double
  /// The score, from 0 to 1.
  public var quality: Double

  /// Makes a point.
  public init(cost: Double, quality: Double) {
    self.cost = cost
    self.quality = quality
  }

  /// The point of choosing as `other` does for a share of requests drawn at random, and as this one does for the rest.
  ///
  /// Linear interpolation of two routers (Hu et al., "RouterBench", arXiv 2403.12031, section 3).
  ///
  /// - Parameters:
  ///   - other: The other point.
  ///   - share: The share of requests that `other` gets, from 0 to 1.
  /// - Returns: The point between the two.
  public func mixed(with other: QualityPoint, share: Double) -> QualityPoint {
    QualityPoint(
      cost: cost * (1 - share) + other.cost * share, quality: quality * (1 - share) + other.quality * share)
  }
}

extension QualityWorld {
  /// The mean cost and score of a choice over some items.
  ///
  /// - Parameters:
  ///   - items: Places in ``items``; nil stands for all of them, and there must be one at least.
  ///   - choice: The place in ``models`` of the model that an item goes to, by the place of the item.
  /// - Returns: The two means.
  /// - Complexity: O(n) in the items.
  public func point(on items: [Int]? = nil, choosing choice: (Int) -> Int) -> QualityPoint {
    let items = items ?? Array(self.items.indices)
    precondition(!items.isEmpty, "There is no mean over no items.")
    var (cost, quality) = (0.0, 0.0)
    for item in items {
      let model = choice(item)
      cost += self.cost(of: model, on: item)
      quality += score(of: model, on: item)
    }
    return QualityPoint(cost: cost / Double(items.count), quality: quality / Double(items.count))
  }
}
