import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct PolicyStackLaws {
  @Test(
    "R-201, R-203, R-204, R-208, R-115, R-507: every stack comes to what the rules, said again plainly, make of it")
  func plainRules() throws {
    var dice = Dice(seed: 0x201)
    var refused = 0
    for number in 0..<10_000 {
      let layers = (0..<4).map { _ in layer(&dice) }
      let stack = PolicyStack(directive: layers[0], request: layers[1], key: layers[2], runtime: layers[3])
      guard let expected = plain(layers) else {
        refused += 1
        #expect(throws: PolicyProblem.self, "stack \(number): \(stack)") { try stack.merged() }
        continue
      }
      let effective = try stack.merged()
      let policy = effective.policy
      let actual = Plain(
        mode: policy.mode, strategy: policy.strategy, cost: policy.costLimit?.value ?? 0,
        deadline: policy.deadline?.value ?? 0, weight: policy.minimumWeight,
        softCost: policy.defaulted.contains(.maximumCost), softWeight: policy.defaulted.contains(.minimumWeight),
        softMode: policy.defaulted.contains(.mode), output: effective.estimatedOutputTokens,
        schema: effective.outputSchema)
      guard actual == expected else {
        Issue.record("stack \(number): \(stack)\ncame to \(actual)\nand not to \(expected)")
        return
      }
    }
    #expect(refused > 500 && refused < 9000)
  }

  private struct Plain: Equatable {
    var mode: RoutingMode?
    var strategy: RoutingStrategy?
    var cost: Double
    var deadline: Double
    var weight: Int
    var softCost: Bool
    var softWeight: Bool
    var softMode: Bool
    var output: Int?
    var schema: String?
  }

  private func layer(_ dice: inout Dice) -> PolicyLayer {
    let odd = dice.chance(0.04)
    let wrongCosts = [100.5, -1, .nan, .infinity]
    let wrongTimes = [300_001, -0.5, .nan, -.infinity]
    return PolicyLayer(
      mode: dice.chance(0.3) ? dice.pick(RoutingMode.allCases) : nil,
      maximumCost: dice.chance(0.5) ? dice.pick(odd ? wrongCosts : [0, -0.0, 0x1p-1074, 0.02, 7, 100]) : nil,
      deadline: dice.chance(0.5) ? dice.pick(odd ? wrongTimes : [0, 1, 250.5, 300_000]) : nil,
      minimumWeight: dice.chance(0.5) ? (odd ? dice.pick([-1, 11]) : dice.number(0...10)) : nil,
      estimatedOutputTokens: dice.chance(0.5) ? dice.number(-1...9) : nil,
      strategy: dice.chance(0.3) ? dice.pick(RoutingStrategy.allCases) : nil,
      outputSchema: dice.chance(0.3) ? "\(dice.number(0...9))" : nil, wantsPlanning: dice.chance(0.3))
  }

  /// The rules in the contract's words; nil where a value lies outside its range.
  private func plain(_ layers: [PolicyLayer]) -> Plain? {
    for layer in layers {
      if let cost = layer.maximumCost, cost.isNaN || cost < 0 || cost > 100 { return nil }
      if let deadline = layer.deadline, deadline.isNaN || deadline < 0 || deadline > 300_000 { return nil }
      if let weight = layer.minimumWeight, weight < 0 || weight > 10 { return nil }
    }
    var plain = Plain(
      cost: 0.05, deadline: 20_000, weight: 0, softCost: true, softWeight: true, softMode: false)
    // From the lowest layer up, so that what comes later overrides.
    for (depth, layer) in layers.enumerated().reversed() {
      let isRuntime = depth == 3
      if let cost = layer.maximumCost, isRuntime || cost != 0 { (plain.cost, plain.softCost) = (cost, isRuntime) }
      if let deadline = layer.deadline, isRuntime || deadline != 0 { plain.deadline = deadline }
      if let weight = layer.minimumWeight { (plain.weight, plain.softWeight) = (weight, isRuntime) }
      plain.output = layer.estimatedOutputTokens ?? plain.output
      plain.schema = layer.outputSchema ?? plain.schema
      plain.strategy = layer.strategy ?? plain.strategy
    }
    let asked = [layers[0].mode, layers[1].mode, layers[1].wantsPlanning ? .planning : nil, layers[2].mode]
    if let mode = asked.compactMap({ $0 }).first {
      plain.mode = mode
    } else {
      plain.softMode = true
      if plain.strategy == nil { plain.mode = layers[3].mode }
    }
    return plain
  }
}
