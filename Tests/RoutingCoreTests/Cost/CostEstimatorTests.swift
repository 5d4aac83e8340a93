import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct CostEstimatorTests {
  @Test("R-405: thousands of tokens times their prices; the contract's example costs 0.02536")
  func tokens() {
    let prices = PriceSheet(inputPerThousandTokens: 0.01, outputPerThousandTokens: 0.03, perUnit: 7)
    let cost = CostEstimator.cost(of: RoutingRequest(inputTokens: 1000, outputTokens: 512), at: prices)
    #expect(cost.value == 1 * 0.01 + 0.512 * 0.03)
    #expect(abs(cost.value - 0.02536) < 1e-15)
  }

  @Test(
    "R-407: images, video and agent jobs cost their unit price times their number, whatever their tokens",
    arguments: [
      (ModelKind.image, 3, 0.12), (.video, 5, 0.2), (.agent, 1, 0.04), (.image, -4, 0),
    ])
  func units(kind: ModelKind, units: Int, cost: Double) {
    let prices = PriceSheet(inputPerThousandTokens: 9, outputPerThousandTokens: 9, perUnit: 0.04)
    let request = RoutingRequest(kind: kind, inputTokens: 100, units: units)
    #expect(CostEstimator.cost(of: request, at: prices).value == cost)
  }

  @Test("the dearest price and the longest request still cost a finite amount")
  func finite() {
    let prices = PriceSheet(
      inputPerThousandTokens: PriceSheet.highestPrice, outputPerThousandTokens: PriceSheet.highestPrice)
    let request = RoutingRequest(inputTokens: .maximum, outputTokens: .maximum)
    #expect(CostEstimator.cost(of: request, at: prices).value.isFinite)
  }
}
