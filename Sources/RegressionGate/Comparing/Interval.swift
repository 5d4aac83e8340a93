package import RoutingCore

/// An estimate and the range it lies in with a stated confidence.
package struct Interval: Hashable, Sendable {
  /// The estimate.
  package let middle: Double
  /// The lower end.
  package let low: Double
  /// The upper end.
  package let high: Double

  /// Makes an interval.
  package init(middle: Double, low: Double, high: Double) {
    self.middle = middle
    self.low = low
    self.high = high
  }

  /// The same under a function that keeps order.
  package func map(_ transform: (Double) -> Double) -> Interval {
    Interval(middle: transform(middle), low: transform(low), high: transform(high))
  }
}

extension Interval {
  /// How often a bootstrap draws: the tail of a confidence of 99.5 % then still holds ten draws.
  private static let resamples = 4_000

  /// The median of the groups' medians, with a percentile interval from a bootstrap that draws groups and then members.
  ///
  /// Figures of one launch of a process share its luck (where its pages lie, which way its hashes fall), so they are not
  /// independent, and drawing launches is what the interval must do first. Groups must not be empty; of no group, nil.
  package init?(
    medianOf groups: [[Double]], confidence: Double, generator: inout SeededGenerator
  ) {
    guard !groups.isEmpty, groups.allSatisfy({ !$0.isEmpty }) else { return nil }
    var medians: [Double] = []
    medians.reserveCapacity(Interval.resamples)
    for _ in 0..<Interval.resamples {
      var drawn: [Double] = []
      for _ in groups.indices {
        let group = groups[generator.index(below: groups.count)]
        drawn.append(Interval.median(group.map { _ in group[generator.index(below: group.count)] }))
      }
      medians.append(Interval.median(drawn))
    }
    medians.sort()
    let tail = Int(Double(Interval.resamples) * (1 - confidence) / 2)
    let estimate = Interval.median(groups.map(Interval.median))
    self.init(
      middle: estimate, low: min(medians[tail], estimate),
      high: max(medians[Interval.resamples - 1 - tail], estimate))
  }

  /// The middle figure, or the mean of the two in the middle.
  static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    let half = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2
  }
}
