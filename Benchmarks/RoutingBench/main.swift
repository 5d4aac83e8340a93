import RoutingCore
import TrafficReplay
import AllocationCounter

var dice = SeededGenerator(seed: 1)
let models = (0..<404).map { i in
  Model(
    id: ModelID("p\(i % 48)/model-number-\(i)"), provider: ProviderID("p\(i % 48)"), weight: dice.index(below: 11),
    contextWindow: [8192, 32768, 128_000, 200_000, 1_000_000][dice.index(below: 5)],
    prices: PriceSheet(
      inputPerThousandTokens: 0.00005 * (1 + 200 * dice.unit()),
      outputPerThousandTokens: 0.0001 * (1 + 300 * dice.unit())),
    capabilities: CapabilityKnowledge(
      supported: CapabilitySet(dice.unit() < 0.7 ? [.tools] : []),
      unsupported: CapabilitySet(dice.unit() < 0.5 ? [.vision] : [])))
}
let base = try ModelRegistry(models: models, providers: (0..<48).map { Provider(id: ProviderID("p\($0)")) })
for n in [6, 64, 512, 4096] where CommandLine.arguments.count < 2 || n == Int(CommandLine.arguments[1])! {
  let w = Workload(registry: try base.scaled(to: n, seed: 1), seed: 1, mode: nil)
  print(n, "refusals", w.history.refusals, "failures", w.history.failures)
  var t: [Double] = []
  for path in DecisionPath.allCases where CommandLine.arguments.count < 3 || path.rawValue == CommandLine.arguments[2] {
    var c = DecisionCursor(w)
    let count =
      path == .reference
      ? max(200, 400000 / n) : (CommandLine.arguments.count > 2 ? 10_000_000 : 800_000) * 64 / max(n, 64)
    c.decide(min(count, 65536), by: path)
    let a = allocation_count()
    let clock = ContinuousClock()
    let d = clock.measure { c.decide(count, by: path) }
    let allocs = Double(allocation_count() - a) / Double(count)
    let ns = Double(d.components.attoseconds) / 1e9 + Double(d.components.seconds) * 1e9
    t.append(ns / Double(count))
    print("  ", path, ns / Double(count), "ns", allocs, "allocs", t[0] / t.last!)
  }
}
