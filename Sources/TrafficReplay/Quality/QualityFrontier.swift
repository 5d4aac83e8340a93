/// Which of some points are worth having, and what can be had between them.
///
/// ``efficient`` holds the points that no other beats in cost and quality at once. ``hull`` holds the corners of the
/// non-decreasing convex hull (Hu et al., "RouterBench", arXiv 2403.12031, section 3): the best quality that mixtures
/// of points reach for a cost, never falling with cost since nobody has to spend what is left.
public struct QualityFrontier: Hashable, Sendable {
  /// The Pareto-efficient points, each dearer and better than the one before.
  public let efficient: [QualityPoint]
  /// The corners of the hull, each dearer and better than the one before and less so for its money; above the last
  /// corner's cost the hull is level.
  public let hull: [QualityPoint]
  /// The cost of the cheapest and of the dearest point, in US dollars a request.
  public let costs: ClosedRange<Double>

  /// Takes points in any order, of which there must be one at least; costs and qualities are finite.
  ///
  /// - Complexity: O(n log n).
  public init(_ points: [QualityPoint]) {
    precondition(!points.isEmpty, "There is no frontier of no points.")
    precondition(points.allSatisfy { $0.cost.isFinite && $0.quality.isFinite }, "A point is finite.")
    let sorted = points.sorted { ($0.cost, $1.quality) < ($1.cost, $0.quality) }
    var efficient: [QualityPoint] = []
    for point in sorted where efficient.last.map({ point.quality > $0.quality }) ?? true { efficient.append(point) }
    self.efficient = efficient
    costs = sorted[0].cost...sorted[sorted.count - 1].cost
    hull = QualityFrontier.corners(of: efficient)
  }

  /// Andrew's monotone chain (1979) over points that are sorted already: a corner goes when the line past it is no
  /// lower.
  static func corners(of efficient: [QualityPoint]) -> [QualityPoint] {
    var corners: [QualityPoint] = []
    for point in efficient {
      while corners.count >= 2, !isAbove(corners[corners.count - 1], corners[corners.count - 2], point) {
        corners.removeLast()
      }
      corners.append(point)
    }
    return corners
  }

  private static func isAbove(_ middle: QualityPoint, _ left: QualityPoint, _ right: QualityPoint) -> Bool {
    (middle.quality - left.quality) * (right.cost - left.cost) > (right.quality - left.quality)
      * (middle.cost - left.cost)
  }

  /// The quality of the hull at a cost in US dollars a request, or nil below the cheapest point.
  ///
  /// - Complexity: O(log n) in the corners.
  public func quality(atCost cost: Double) -> Double? {
    guard cost >= hull[0].cost else { return nil }
    var (low, high) = (0, hull.count)
    while high - low > 1 {
      let middle = (low + high) / 2
      if hull[middle].cost <= cost { low = middle } else { high = middle }
    }
    guard high < hull.count else { return hull[low].quality }
    let (left, right) = (hull[low], hull[high])
    // Bounded, since rounding must not lift it above the better corner.
    return min(left.mixed(with: right, share: (cost - left.cost) / (right.cost - left.cost)).quality, right.quality)
  }

  /// The area under the hull over a range of costs, in score times US dollars.
  ///
  /// Below the cheapest point nothing can be had and nothing is added.
  ///
  /// - Parameter range: From one cost to another, in US dollars a request; nil stands for ``costs``.
  /// - Returns: The area, not negative.
  /// - Complexity: O(n log n) in the corners.
  public func area(over range: ClosedRange<Double>? = nil) -> Double {
    let range = range ?? costs
    var area = 0.0
    for (left, right) in zip(hull, hull.dropFirst()) {
      let from = max(left.cost, range.lowerBound)
      let to = min(right.cost, range.upperBound)
      guard from < to, let low = quality(atCost: from), let high = quality(atCost: to) else { continue }
      area += (to - from) * (low + high) / 2
    }
    let last = hull[hull.count - 1]
    return area + max(range.upperBound - max(range.lowerBound, last.cost), 0) * last.quality
  }

  /// The average improvement in quality, AIQ: the mean quality of the hull over a range of costs.
  ///
  /// 1 / (c_max - c_min) times the integral of the non-decreasing convex hull from c_min to c_max (Hu et al.,
  /// "RouterBench", arXiv 2403.12031, section 3). Curves are to be compared over one range, which should begin where
  /// all of them do, since below its cheapest point a curve counts as zero. Over a range without width it is the
  /// quality at its one cost, the limit.
  ///
  /// - Parameter range: From one cost to another, in US dollars a request; nil stands for ``costs``.
  /// - Returns: A score from 0 to 1, where the points have such.
  /// - Complexity: O(n log n) in the corners.
  public func averageImprovement(over range: ClosedRange<Double>? = nil) -> Double {
    let range = range ?? costs
    let width = range.upperBound - range.lowerBound
    guard width > 0 else { return quality(atCost: range.lowerBound) ?? 0 }
    return area(over: range) / width
  }
}
