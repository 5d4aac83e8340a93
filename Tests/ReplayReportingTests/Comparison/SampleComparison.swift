import ReplayReporting
import RoutingCore
@testable import TrafficReplay

/// Comparisons made by dice, of a shape that real ones have.
enum SampleComparison {
  /// A policy of the sample.
  struct Policy {
    var name: String
    /// US dollars a token.
    var price: Double
    /// The middle of the times to the first token, in milliseconds.
    var firstToken: Double
    /// The share of requests that fail, from 0 to 1.
    var failures: Double
    /// The models it chooses among, a later one the rarer.
    var models: ClosedRange<Int>
  }

  static let policies = [
    Policy(name: "normal", price: 8e-6, firstToken: 420, failures: 0.01, models: 0...4),
    Policy(name: "cheap", price: 5e-6, firstToken: 640, failures: 0.012, models: 3...8),
    Policy(name: "high_confidence", price: 3e-5, firstToken: 380, failures: 0.008, models: 0...1),
    Policy(name: "thompson", price: 7e-6, firstToken: 410, failures: 0.01, models: 0...11),
  ]

  static let modelNames = [
    "openai/gpt-5.5", "anthropic/claude-sonnet-4.5", "google/gemini-2.5-flash", "alibaba/qwen3-max",
    "deepseek/deepseek-v3.2",
    "mistral/mistral-small-3.2", "meta/llama-4-maverick", "zai/glm-4.6", "moonshot/kimi-k2", "openai/gpt-5-nano",
    "xai/grok-4-fast", "minimax/m2",
  ]

  static func make(
    _ policies: [Policy] = policies, requests: Int = 2000, seconds: Double = 3500, tenants: Int = 0, seed: UInt64 = 1
  ) -> PolicyComparison {
    let contestants = policies.map { policy in
      var outcomes = PolicyOutcomes(modelCount: modelNames.count)
      var dice = SeededGenerator(seed: seed)
      for number in 0..<requests {
        let draws = (0..<8).map { _ in dice.unit() }
        let second = (Double(number) + draws[0]) * seconds / Double(max(requests, 1))
        let tenant = tenants > 0 ? "tenant-\(Int(draws[7] * draws[7] * Double(tenants)))" : nil
        outcomes.add(
          request(policy, draws, second / seconds), tenant: tenant, regret: draws[6] * policy.price * 1e4,
          at: Moment(milliseconds: second * 1000))
      }
      return PolicyComparison.Contestant(name: policy.name, outcomes: outcomes)
    }
    return PolicyComparison(contestants, seed: seed)
  }

  private static func request(_ policy: Policy, _ draws: [Double], _ time: Double) -> ReplayedRequest {
    if draws[1] < 0.002 { return .refused }
    let span = Double(policy.models.count)
    let model = ModelHandle(index: policy.models.lowerBound + Int(draws[2] * draws[2] * (0.4 + 0.6 * time) * span))
    // A bad five minutes in the middle.
    let failing = policy.failures * (time > 0.55 && time < 0.63 ? 12 : 1)
    if draws[3] < failing { return draws[3] < failing / 3 ? .rejected(model: model) : .failed(model: model) }
    let spread = ElementaryFunctions.exp((draws[4] + draws[5] + draws[6] - 1.5) * 1.6)
    let firstToken = policy.firstToken * spread
    let tokens = 20 + 800 * draws[5] * draws[6]
    return .served(
      model: model,
      ReplayedRequest.Answer(
        firstToken: Milliseconds(firstToken) ?? 0, tokenInterval: 20,
        endToEnd: Milliseconds(firstToken + 20 * tokens) ?? 0, cost: Dollars(policy.price * tokens) ?? 0,
        promptTokens: Int(tokens), cachedTokens: Int(tokens / 3), meetsObjective: firstToken <= 1000))
  }

  static func setup(models: [String] = modelNames, budget: Double? = nil) -> ReplaySetup {
    var settings = ReplaySettings(seed: 1)
    settings.spending = budget.map { SpendingLimit(Dollars($0) ?? 0) }
    return ReplaySetup(
      command: "routing-bench replay --trace conv.csv --policy normal,cheap,high_confidence,thompson --report out.html",
      engine: "swift-tokenhub", catalogue: "shipped catalogue of 2026-01-02: 512 models at 40 providers",
      models: models,
      trace: ReplaySetup.Trace(
        name: "conv.csv", format: "azure", file: FileDigest(of: Array("a trace".utf8)), malformedRows: 0),
      world: "standard profiles",
      settings: settings)
  }
}
