import RoutingCore
import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct QualityFrontierTests {
  private func points(_ pairs: (Double, Double)...) -> [QualityPoint] {
    pairs.map { QualityPoint(cost: $0.0, quality: $0.1) }
  }

  /// Random points, some of them alike or above each other.
  private func randomPoints(seed: UInt64) -> [QualityPoint] {
    var dice = Dice(seed: seed)
    return (0..<dice.number(1...12)).map { _ in
      QualityPoint(
        cost: dice.pick([1, 2, 3, dice.generator.unit() * 5]), quality: dice.pick([0, 0.5, 1, dice.generator.unit()]))
    }
  }

  /// The hull by its definition: the best that a mixture of two points (maybe the same) has at no more than a cost.
  private func bruteForceQuality(_ points: [QualityPoint], atCost cost: Double) -> Double? {
    var best: Double?
    for one in points {
      for other in points where one.cost <= cost {
        if other.cost <= cost {
          best = max(best ?? 0, one.quality, other.quality)
        } else {
          let share = (cost - one.cost) / (other.cost - one.cost)
          best = max(best ?? 0, one.quality + share * (other.quality - one.quality))
        }
      }
    }
    return best
  }

  @Test("a small example worked by hand")
  func byHand() {
    // (2, 0.5) lies below the line from (1, 0.4) to (3, 0.8); (4, 0.6) and (5, 0.7) are worse than (3, 0.8) and dearer.
    let frontier = QualityFrontier(points((4, 0.6), (2, 0.5), (1, 0.4), (3, 0.8), (1, 0.2), (5, 0.7)))
    #expect(frontier.efficient == points((1, 0.4), (2, 0.5), (3, 0.8)))
    #expect(frontier.hull == points((1, 0.4), (3, 0.8)))
    #expect(frontier.costs == 1...5)
    // A trapezium of width 2 and mean height 0.6, and a rectangle of width 2 and height 0.8: 1.2 + 1.6 over 4.
    #expect(abs(frontier.area() - 2.8) < 1e-12)
    #expect(abs(frontier.averageImprovement() - 0.7) < 1e-12)
    // From 2 (0.6) to 3 (0.8), and from 3 to 4 (0.8).
    #expect(abs(frontier.averageImprovement(over: 2...4) - 0.75) < 1e-12)
    // Nothing can be had below 1.
    #expect(abs(frontier.averageImprovement(over: 0...2) - 0.25) < 1e-12)
    #expect(frontier.quality(atCost: 0.9) == nil)
    #expect(frontier.quality(atCost: 9) == 0.8)
  }

  @Test("one point, and points of one cost, have the best quality as their AIQ and no area")
  func noWidth() {
    for frontier in [QualityFrontier(points((2, 0.5))), QualityFrontier(points((2, 0.1), (2, 0.5), (2, 0.3)))] {
      #expect(frontier.hull == points((2, 0.5)))
      #expect(frontier.averageImprovement() == 0.5)
      #expect(frontier.area() == 0)
      #expect(frontier.averageImprovement(over: 1...3) == 0.25)
      #expect(frontier.averageImprovement(over: 1...1) == 0)
    }
  }

  @Test("the hull is what its definition says, concave, never falling, and above every point")
  func hullLaws() {
    for seed in 0..<300 as Range<UInt64> {
      let points = randomPoints(seed: seed)
      let frontier = QualityFrontier(points)
      let slopes = zip(frontier.hull, frontier.hull.dropFirst()).map {
        ($1.quality - $0.quality) / ($1.cost - $0.cost)
      }
      #expect(slopes.allSatisfy { $0 > 0 }, "seed \(seed)")
      #expect(zip(slopes, slopes.dropFirst()).allSatisfy { $0 > $1 }, "seed \(seed)")
      #expect(Set(frontier.hull).isSubset(of: Set(points)), "seed \(seed)")
      for point in points {
        #expect((frontier.quality(atCost: point.cost) ?? -1) >= point.quality - 1e-12, "seed \(seed)")
      }
      for step in 0...40 {
        let cost = Double(step) * 0.14
        let (found, wanted) = (frontier.quality(atCost: cost), bruteForceQuality(points, atCost: cost))
        #expect((found == nil) == (wanted == nil), "seed \(seed), cost \(cost)")
        #expect(abs((found ?? 0) - (wanted ?? 0)) < 1e-9, "seed \(seed), cost \(cost)")
      }
    }
  }

  @Test("the efficient points are those that no other point beats")
  func efficientLaw() {
    for seed in 0..<300 as Range<UInt64> {
      let points = randomPoints(seed: seed)
      let wanted = points.filter { point in
        !points.contains {
          ($0.cost <= point.cost && $0.quality > point.quality) || ($0.cost < point.cost && $0.quality >= point.quality)
        }
      }
      #expect(Set(QualityFrontier(points).efficient) == Set(wanted), "seed \(seed)")
    }
  }

  @Test("AIQ is the numeric integral of the hull's definition, and lies between its least and its best quality")
  func numericIntegral() {
    let steps = 400
    for seed in 0..<40 as Range<UInt64> {
      let points = randomPoints(seed: seed)
      let frontier = QualityFrontier(points)
      let low = points.map(\.cost).min() ?? 0
      let high = points.map(\.cost).max() ?? 0
      let aiq = frontier.averageImprovement()
      #expect((frontier.hull[0].quality - 1e-12)...((frontier.hull.last?.quality ?? 0) + 1e-12) ~= aiq, "seed \(seed)")
      guard low < high else { continue }
      let sum = (0..<steps).reduce(0.0) { sum, step in
        sum + (bruteForceQuality(points, atCost: low + (high - low) * (Double(step) + 0.5) / Double(steps)) ?? 0)
      }
      // The midpoint rule is off by at most a step's rise at each of a dozen corners.
      #expect(abs(aiq - sum / Double(steps)) < 1.0 / Double(steps), "seed \(seed)")
      #expect(abs(frontier.area() - aiq * (high - low)) < 1e-12, "seed \(seed)")
    }
  }

  @Test("a mixture lies on the line between two points")
  func mixture() {
    let mixture = QualityPoint(cost: 1, quality: 0.2).mixed(with: QualityPoint(cost: 3, quality: 1), share: 0.25)
    #expect(mixture.cost == 1.5)
    #expect(abs(mixture.quality - 0.4) < 1e-15)
  }
}
