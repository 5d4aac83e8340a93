import RoutingTestSupport
import Testing

@testable import RoutingCore

/// How near the tabulated draws are to the exact distribution.
@Suite(.offThePool) struct BetaQuantilesTests {
  private static let grid: [(Double, Double)] = [
    (1, 1), (1, 2), (2, 1), (2, 5), (5, 2), (0.5, 0.5), (10, 3), (30, 70), (100, 100), (199, 1), (1, 199), (190, 10),
    (0.5, 199.5), (199.5, 0.5), (0.9, 1.1), (1, 20), (40, 2.5), (66.6, 133.4), (1000, 3), (5000, 5000), (1e8, 1e8),
  ]
  /// Parameters below ½, which only arms get that never failed, or never did anything else, more than 400 times.
  private static let certain: [(Double, Double)] = [(0.2, 199.8), (199.8, 0.2), (0.2, 0.3), (0.25, 1)]

  private func knots(_ parameters: (Double, Double)) -> [Double] {
    BetaQuantiles.knots(of: BetaDistribution(alpha: parameters.0, beta: parameters.1))
  }

  /// The largest difference between the cumulative function that is drawn from and the exact one.
  private func distance(_ parameters: (Double, Double)) -> Double {
    let exact = ExactBeta(parameters.0, parameters.1)
    let knots = knots(parameters)
    var largest = 0.0
    for cell in 0..<BetaQuantiles.knotCount - 1 {
      for step in 0...8 {
        let share = Double(step) / 8
        let value = knots[cell] + (knots[cell + 1] - knots[cell]) * share
        let drawn = BetaQuantiles.cumulative(ofKnot: cell) + BetaQuantiles.probability(ofCell: cell) * share
        largest = max(largest, abs(exact.below(value) - drawn))
      }
    }
    return largest
  }

  @Test("R-802: tabulated draws are within the documented distance of the exact distribution", arguments: grid)
  func distanceToExact(parameters: (Double, Double)) {
    let distance = distance(parameters)
    #expect(distance < BetaQuantiles.largestError, "\(parameters)")
    // Straight lines between knots cannot be exact where the function bends, so a distance of 0 measures nothing.
    #expect(distance > 0)
  }

  @Test("R-802: the distance is as documented for arms that all but never failed", arguments: certain)
  func distanceOfCertainArms(parameters: (Double, Double)) {
    #expect(distance(parameters) < BetaQuantiles.largestErrorOfCertainArms, "\(parameters)")
  }

  @Test("R-802: the documented distance is not loose: it is at most twice the measured one")
  func tightness() {
    let largest = Self.grid.map(distance).max() ?? 0
    #expect(BetaQuantiles.largestError < 2 * largest)
    #expect(BetaQuantiles.largestErrorOfCertainArms < 2 * (Self.certain.map(distance).max() ?? 0))
  }

  @Test("knots are exact as documented, rise, and reach from 0 to 1", arguments: grid)
  func knotsAreExact(parameters: (Double, Double)) {
    let exact = ExactBeta(parameters.0, parameters.1)
    let knots = knots(parameters)
    #expect(knots.count == BetaQuantiles.knotCount)
    #expect(knots.first == 0 && knots.last == 1)
    #expect(zip(knots, knots.dropFirst()).allSatisfy { $0 <= $1 })
    // Where the neighbours of a number near 1 are far apart in probability, nothing can be exact.
    for place in 1..<knots.count - 1 where exact.below(knots[place].nextUp) - exact.below(knots[place].nextDown) < 1e-9
    {
      #expect(
        abs(exact.below(knots[place]) - BetaQuantiles.cumulative(ofKnot: place)) < BetaQuantiles.largestErrorOfKnots)
    }
  }

  @Test("the tails are right: beyond the exact quantile lie 1e-3 and 1e-4 of the draws, within 5 %", arguments: grid)
  func tails(parameters: (Double, Double)) {
    let table = QuantileTable(knots(parameters)[...])
    let mirrored = QuantileTable(knots((parameters.1, parameters.0))[...])
    for probability in [1e-3, 1e-4] {
      let upper = ExactBeta(parameters.0, parameters.1).quantile(above: probability)
      #expect(abs((1 - table.probability(below: upper)) / probability - 1) < 0.05, "\(parameters)")
      // The lower tail, by the mirrored distribution's upper one.
      let lower = 1 - ExactBeta(parameters.1, parameters.0).quantile(above: probability)
      #expect(abs(table.probability(below: lower) / probability - 1) < 0.05, "\(parameters)")
      let mirroredUpper = 1 - mirrored.probability(below: 1 - lower)
      #expect(abs(mirroredUpper / probability - 1) < 0.05, "\(parameters)")
    }
  }

  @Test("R-802: parameters at the ends of the range of Double give knots from 0 to 1 and a median where it belongs")
  func extremes() {
    let extremes = [Double.leastNonzeroMagnitude, 1e-300, 1e-12, 1e12, 1e300, .greatestFiniteMagnitude]
    for alpha in extremes + [0.3, 1] {
      for beta in extremes + [0.3, 1] {
        let knots = knots((alpha, beta))
        #expect(knots.allSatisfy { 0...1 ~= $0 }, "\(alpha), \(beta)")
        let median = knots[BetaQuantiles.cellsPerTail]
        // Far below 1 both count as nothing.
        if alpha == beta { #expect(abs(median - 0.5) < 0.01, "\(alpha), \(beta)") }
        if alpha / 10 > beta, alpha > 0.1 { #expect(median > 0.7, "\(alpha), \(beta)") }
        if beta / 10 > alpha, beta > 0.1 { #expect(median < 0.3, "\(alpha), \(beta)") }
      }
    }
  }

  @Test("cells tile the probabilities without gap or overlap, and every draw falls into its own cell")
  func cells() {
    var sum = 0.0
    for cell in 0..<BetaQuantiles.knotCount - 1 {
      let width = BetaQuantiles.cumulative(ofKnot: cell + 1) - BetaQuantiles.cumulative(ofKnot: cell)
      #expect(abs(width - BetaQuantiles.probability(ofCell: cell)) < 1e-16)
      sum += BetaQuantiles.probability(ofCell: cell)
    }
    #expect(sum == 1)
    #expect(BetaQuantiles.cumulative(ofKnot: BetaQuantiles.cellsPerTail) == 0.5)
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<5000 {
      // As often from the tail as from the middle.
      let exponent = -2 - generator.index(below: 22)
      let probability = Double(sign: .plus, exponent: exponent, significand: 1 + generator.unit())
      let (cell, share) = BetaQuantiles.cell(of: probability)
      let low = BetaQuantiles.probability(ofKnot: cell)
      #expect(share >= 0 && share < 1)
      #expect(abs(low + share * BetaQuantiles.probability(ofCell: cell) - probability) < 1e-15 * probability)
    }
    #expect(BetaQuantiles.cell(of: 0) == (0, 0))
    #expect(BetaQuantiles.cell(of: (0.5).nextDown).cell == BetaQuantiles.cellsPerTail - 1)
  }

  @Test("draws of two models whose draws always succeed differ, as far as a Double can tell them from 1")
  func nearCertainty() throws {
    let models = (0..<2).map { Model(id: ModelID("m\($0)"), provider: "p") }
    let registry = try ModelRegistry(models: models, providers: [Provider(id: "p")])
    var arms = ThompsonArms()
    for model in models { arms[model.id, .small] = BetaDistribution(alpha: 999, beta: 1).bounded }
    let compiled = CompiledArms(arms, registry: registry)
    var ties = 0
    for number in 0..<20_000 {
      let key = DrawKey(seed: 0, requestID: "r\(number)")
      let draws = (0..<2).map { compiled.draw($0, bucket: .small, key) }
      if draws[0] == draws[1] { ties += 1 }
    }
    #expect(ties < 5)
  }
}
