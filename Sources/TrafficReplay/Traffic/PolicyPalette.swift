public import RoutingCore

/// The policies that synthetic callers use: every mode with every budget and every capability floor.
///
/// Real gateways see a handful of distinct policies, not one per request, so requests refer to a palette by number.
public struct PolicyPalette: Sendable {
  /// All policies.
  public let policies: [RoutingPolicy]

  private static let modes: [(RoutingMode?, Double)] = [
    (.normal, 50), (.cheap, 20), (.highConfidence, 12), (.planning, 8), (.adversarial, 5), (nil, 5),
  ]
  /// In US dollars: the contract's default, none, and from tight to generous.
  private static let budgets: [(Dollars?, Double)] = [
    (RoutingPolicy.defaultMaximumCost, 40), (nil, 30), (0.002, 10), (0.01, 10), (0.2, 10),
  ]
  private static let minimumWeights: [(Int, Double)] = [(0, 70), (3, 15), (5, 10), (8, 5)]

  /// How often each of them is asked for.
  let shares: [Double]

  private let draws: (mode: WeightedChoice<Int>, budget: WeightedChoice<Int>, weight: WeightedChoice<Int>)

  /// Makes the palette; with a mode given, every policy has that mode.
  public init(mode: RoutingMode? = nil) {
    let modes = mode.map { [($0, 1.0)] } ?? PolicyPalette.modes
    policies = modes.flatMap { mode, _ in
      PolicyPalette.budgets.flatMap { budget, _ in
        PolicyPalette.minimumWeights.map { weight, _ in
          RoutingPolicy(
            mode: mode, strategy: mode == nil ? .latencyFirst : nil, maximumCost: budget, minimumWeight: weight)
        }
      }
    }
    shares = modes.flatMap { _, mode in
      PolicyPalette.budgets.flatMap { _, budget in PolicyPalette.minimumWeights.map { mode * budget * $0.1 } }
    }
    draws = (
      WeightedChoice(modes.enumerated().map { ($0.offset, $0.element.1) }),
      WeightedChoice(PolicyPalette.budgets.enumerated().map { ($0.offset, $0.element.1) }),
      WeightedChoice(PolicyPalette.minimumWeights.enumerated().map { ($0.offset, $0.element.1) })
    )
  }

  /// Draws the number of a policy; takes three draws.
  func draw(using generator: inout SeededGenerator) -> Int {
    let mode = draws.mode.draw(using: &generator)
    let budget = draws.budget.draw(using: &generator)
    let weight = draws.weight.draw(using: &generator)
    return (mode * PolicyPalette.budgets.count + budget) * PolicyPalette.minimumWeights.count + weight
  }
}
