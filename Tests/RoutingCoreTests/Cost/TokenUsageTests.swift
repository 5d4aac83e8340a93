import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct TokenUsageTests {
  private let prices = PriceSheet(
    inputPerThousandTokens: 0.01, outputPerThousandTokens: 0.03, perUnit: 2, cachedInputPerThousandTokens: 0.001)
  private let request = RoutingRequest(inputTokens: 1000, outputTokens: 512)

  private func usage(_ counts: [String: Int]) -> TokenUsage? { TokenUsage { counts[$0] } }

  @Test("R-406: a usage with any count that is not zero replaces the estimate")
  func counted() {
    let usage = TokenUsage(inputTokens: 200, outputTokens: 100)
    #expect(CostEstimator.cost(of: request, usage: usage, at: prices).value == 0.2 * 0.01 + 0.1 * 0.03)
    let answered = TokenUsage(inputTokens: 0, outputTokens: 100)
    #expect(CostEstimator.cost(of: request, usage: answered, at: prices).value == 0.1 * 0.03)
  }

  @Test("R-406: without a usage, or with one of zeros, the estimate stands")
  func uncounted() {
    let estimate = CostEstimator.cost(of: request, at: prices)
    let nothing = TokenUsage(inputTokens: 0, outputTokens: 0)
    #expect(nothing.isEmpty)
    #expect(CostEstimator.cost(of: request, usage: nil, at: prices) == estimate)
    #expect(CostEstimator.cost(of: request, usage: nothing, at: prices) == estimate)
  }

  @Test("R-406: both pairs of names are read, the first where both are there, and no count is no usage")
  func names() {
    let expected = TokenUsage(inputTokens: 7, outputTokens: 9)
    #expect(usage(["prompt_tokens": 7, "completion_tokens": 9]) == expected)
    #expect(usage(["input_tokens": 7, "output_tokens": 9]) == expected)
    #expect(usage(["prompt_tokens": 7, "input_tokens": 1, "output_tokens": 9]) == expected)
    #expect(usage(["prompt_tokens": 7])?.outputTokens == .zero)
    #expect(usage(["output_tokens": -3])?.outputTokens == .zero)
    #expect(usage(["total_tokens": 16]) == nil)
  }

  @Test("R-406, R-407: tokens from the cache cost what they cost there, and units are not counted in tokens")
  func cacheAndUnits() {
    let cached = TokenUsage(inputTokens: 1000, outputTokens: 0, cachedInputTokens: 400)
    #expect(CostEstimator.cost(of: request, usage: cached, at: prices).value == 0.6 * 0.01 + 0.4 * 0.001)
    let image = RoutingRequest(kind: .image, inputTokens: 0, units: 3)
    #expect(CostEstimator.cost(of: image, usage: cached, at: prices).value == 6)
  }
}
