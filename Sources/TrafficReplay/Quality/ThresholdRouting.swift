/// Routing between a strong and a weak model by one number an item.
///
/// RouteLLM's rule (Ong et al., "RouteLLM: Learning to Route LLMs with Preference Data", arXiv 2406.18665; its
/// `calibrate_threshold.py` and `routers.py`): an item goes to the strong model where the predicted chance that the
/// strong answer wins is at least a threshold, and the threshold is the (1 - share) quantile of predictions, so that
/// about the wanted share goes to the strong model. Items with equal predictions go the same way, so shares may come
/// out higher.
public struct ThresholdRouting: Hashable, Sendable {
  /// The place of the strong model.
  public var strong: Int
  /// The place of the weak model.
  public var weak: Int
  /// Predictions from here on go to the strong model.
  public var threshold: Double

  /// Makes a rule from its threshold.
  public init(strong: Int, weak: Int, threshold: Double) {
    self.strong = strong
    self.weak = weak
    self.threshold = threshold
  }

  /// Makes a rule that sends about a share of requests to the strong model.
  ///
  /// - Parameters:
  ///   - strong: The place of the strong model.
  ///   - weak: The place of the weak model.
  ///   - share: The wanted share, from 0 to 1.
  ///   - predictions: What the predictor says of some requests, at least one and none NaN; only their order matters.
  /// - Complexity: O(n log n) in the predictions.
  public init(strong: Int, weak: Int, share: Double, calibratedOn predictions: [Double]) {
    self.init(
      strong: strong, weak: weak, threshold: ThresholdRouting.quantile(1 - share, ofSorted: predictions.sorted()))
  }

  /// The model that a request goes to.
  public func choice(prediction: Double) -> Int { prediction >= threshold ? strong : weak }

  /// A quantile with linear interpolation between the two values around it, type 7 of Hyndman and Fan (1996), which
  /// RouteLLM's `quantile` of pandas takes.
  static func quantile(_ share: Double, ofSorted values: [Double]) -> Double {
    precondition(!values.isEmpty, "There is no quantile of no predictions.")
    precondition(0...1 ~= share, "A share lies from 0 to 1.")
    let place = share * Double(values.count - 1)
    let low = min(Int(place), values.count - 1)
    let high = min(low + 1, values.count - 1)
    let rest = place - Double(low)
    return rest > 0 ? values[low] + (values[high] - values[low]) * rest : values[low]
  }
}

extension QualityWorld {
  /// The points of threshold routing for every threshold, from the weak model alone to the strong model alone.
  ///
  /// - Parameters:
  ///   - strong: The place of the strong model.
  ///   - weak: The place of the weak model.
  ///   - items: Places in ``items``; nil stands for all of them, and there must be one at least.
  ///   - prediction: The larger, the sooner an item goes to the strong model; not NaN.
  /// - Returns: One point a set of items that a threshold can send to the strong model, the weak model alone first.
  /// - Complexity: O(n log n) in the items.
  public func thresholdCurve(
    strong: Int, weak: Int, on items: [Int]? = nil, predicting prediction: (Int) -> Double
  ) -> [QualityPoint] {
    let ranked = (items ?? Array(self.items.indices)).map { (item: $0, prediction: prediction($0)) }
      .sorted { ($1.prediction, $0.item) < ($0.prediction, $1.item) }
    let count = Double(ranked.count)
    let start = point(on: ranked.map(\.item)) { _ in weak }
    var points = [start]
    var (cost, quality) = (start.cost * count, start.quality * count)
    for (index, entry) in ranked.enumerated() {
      cost += self.cost(of: strong, on: entry.item) - self.cost(of: weak, on: entry.item)
      quality += score(of: strong, on: entry.item) - score(of: weak, on: entry.item)
      // Equal predictions cannot be told apart by a threshold.
      if index + 1 == ranked.count || ranked[index + 1].prediction < entry.prediction {
        points.append(QualityPoint(cost: cost / count, quality: quality / count))
      }
    }
    return points
  }
}
