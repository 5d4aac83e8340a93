import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct PriceSheetTests {
  private func cost(_ prices: PriceSheet, _ request: RoutingRequest) -> Double {
    CostEstimator.cost(of: request, at: prices).value
  }

  private func prompt(
    _ tokens: Int, cached: Int = 0, output: Int = 0, isBatch: Bool = false, kind: ModelKind = .chat
  ) -> RoutingRequest {
    RoutingRequest(
      kind: kind, inputTokens: TokenCount(clamping: tokens), cachedInputTokens: TokenCount(clamping: cached),
      outputTokens: TokenCount(clamping: output), isBatch: isBatch)
  }

  @Test("R-405: the contract's vector to the last bit, for chats and embeddings, whatever the unit price")
  func vector() {
    let prices = PriceSheet(inputPerThousandTokens: 0.01, outputPerThousandTokens: 0.03, perUnit: 99)
    #expect(cost(prices, prompt(1000, output: 512)) == 1.0 * 0.01 + 0.512 * 0.03)
    #expect(cost(prices, prompt(1000, output: 512)) == 0.02536)
    #expect(cost(prices, prompt(1000, output: 512, kind: .embedding)) == 0.02536)
    #expect(cost(PriceSheet(), prompt(1000, output: 512)) == 0)
    #expect(cost(prices, prompt(0)) == 0)
  }

  @Test("R-405: an embedding has no answer to pay for where none is expected")
  func embedding() {
    let prices = PriceSheet(inputPerThousandTokens: 0.02, outputPerThousandTokens: 5)
    #expect(cost(prices, prompt(500, kind: .embedding)) == 0.5 * 0.02)
  }

  @Test("R-407: media cost their unit price times their number, and a negative number of them nothing")
  func units() {
    let prices = PriceSheet(inputPerThousandTokens: 9, outputPerThousandTokens: 9, perUnit: 0.25)
    for kind in [ModelKind.image, .video, .agent] {
      for (units, expected) in [(4, 1.0), (0, 0), (-3, 0), (Int.min, 0)] {
        #expect(cost(prices, RoutingRequest(kind: kind, inputTokens: 100, units: units)) == expected)
      }
    }
    #expect(cost(PriceSheet(inputPerThousandTokens: 9), RoutingRequest(kind: .image, inputTokens: 100)) == 0)
  }

  @Test("R-407: a listed resolution has its own price, any other the plain one")
  func resolutions() {
    let prices = PriceSheet(
      perUnit: 1,
      perUnitByResolution: [
        ResolutionPrice(resolution: "720p", perUnit: 0.5), ResolutionPrice(resolution: "4k", perUnit: 4),
      ])
    for (resolution, expected) in [("720p", 1.0), ("4k", 8), ("8k", 2), ("720P", 2), (nil, 2)] as [(String?, Double)] {
      let request = RoutingRequest(
        kind: .video, inputTokens: 0, units: 2, resolution: resolution.map { MediaResolution($0) })
      #expect(cost(prices, request) == expected)
    }
  }

  @Test("a tier holds for all tokens once the prompt is longer than its threshold, the highest one passed")
  func tiers() {
    let prices = PriceSheet(
      inputPerThousandTokens: 1, outputPerThousandTokens: 10,
      tiers: [
        PriceTier(aboveInputTokens: 1000, inputPerThousandTokens: 2),
        PriceTier(aboveInputTokens: 3000, outputPerThousandTokens: 30),
      ])
    #expect(cost(prices, prompt(1000, output: 1000)) == 1 + 10, "at the threshold is not above it")
    #expect(cost(prices, prompt(1001, output: 1000)) == 1.001 * 2 + 10)
    #expect(cost(prices, prompt(3000, output: 1000)) == 3 * 2 + 10)
    #expect(
      cost(prices, prompt(4000, output: 1000)) == 4 * 1 + 30, "a gap is the plain price, not that of the tier below")
    let zero = PriceSheet(tiers: [PriceTier(aboveInputTokens: 0, inputPerThousandTokens: 5)])
    #expect(cost(zero, prompt(0)) == 0)
    #expect(cost(zero, prompt(1)) == 0.001 * 5)
  }

  @Test("the answer's length passes no tier")
  func tiersByPrompt() {
    let prices = PriceSheet(tiers: [PriceTier(aboveInputTokens: 10, outputPerThousandTokens: 7)])
    #expect(cost(prices, prompt(10, output: 100_000)) == 0)
  }

  @Test("cached tokens have their own price, never a dearer one, and never more of them than the prompt has")
  func cachedInput() {
    let prices = PriceSheet(inputPerThousandTokens: 1, cachedInputPerThousandTokens: 0.25)
    #expect(cost(prices, prompt(4000, cached: 1000)) == 3 + 0.25)
    #expect(cost(prices, prompt(4000, cached: 4000)) == 1)
    #expect(cost(prices, prompt(4000, cached: 9000)) == 1)
    #expect(cost(PriceSheet(inputPerThousandTokens: 1), prompt(4000, cached: 1000)) == 4)
    let dearer = PriceSheet(inputPerThousandTokens: 1, cachedInputPerThousandTokens: 5)
    #expect(cost(dearer, prompt(4000, cached: 1000)) == 4)
    let tiered = PriceSheet(
      inputPerThousandTokens: 1, cachedInputPerThousandTokens: 0.5,
      tiers: [
        PriceTier(aboveInputTokens: 1000, inputPerThousandTokens: 2),
        PriceTier(aboveInputTokens: 2000, cachedInputPerThousandTokens: 0.75),
        PriceTier(aboveInputTokens: 5000, inputPerThousandTokens: 0.25),
      ])
    #expect(cost(tiered, prompt(2000, cached: 1000)) == 2 + 0.5)
    #expect(cost(tiered, prompt(3000, cached: 1000)) == 2 * 1 + 0.75)
    #expect(cost(tiered, prompt(8000, cached: 4000)) == 8 * 0.25)
  }

  @Test("a batch has its own prices, and saves the same share in every tier")
  func batch() {
    let prices = PriceSheet(
      inputPerThousandTokens: 4, outputPerThousandTokens: 8, batchInputPerThousandTokens: 2,
      batchOutputPerThousandTokens: 2,
      tiers: [PriceTier(aboveInputTokens: 1000, inputPerThousandTokens: 6, outputPerThousandTokens: 16)])
    #expect(cost(prices, prompt(1000, output: 1000, isBatch: true)) == 2 + 2)
    #expect(cost(prices, prompt(2000, output: 1000, isBatch: true)) == 2 * 3 + 4)
    #expect(cost(prices, prompt(2000, output: 1000)) == 2 * 6 + 16)
    let half = PriceSheet(inputPerThousandTokens: 4, outputPerThousandTokens: 8, batchInputPerThousandTokens: 2)
    #expect(cost(half, prompt(1000, output: 1000, isBatch: true)) == 2 + 8, "nothing is saved where nothing is said")
    #expect(cost(PriceSheet(inputPerThousandTokens: 4), prompt(1000, isBatch: true)) == 4)
  }

  @Test("a batch of a sheet that is free in places costs what the sheet says, and is always finite")
  func oddBatches() {
    let free = PriceSheet(
      batchInputPerThousandTokens: 3, tiers: [PriceTier(aboveInputTokens: 10, inputPerThousandTokens: 6)])
    #expect(cost(free, prompt(1000, isBatch: true)) == 3, "no share can be told of a price of nothing")
    let freeTier = PriceSheet(
      inputPerThousandTokens: 4, batchInputPerThousandTokens: 2,
      tiers: [PriceTier(aboveInputTokens: 10, inputPerThousandTokens: 0)])
    #expect(cost(freeTier, prompt(1000, isBatch: true)) == 0)
    let absurd = PriceSheet(
      inputPerThousandTokens: 0x1p-1074, batchInputPerThousandTokens: 1e100,
      tiers: [PriceTier(aboveInputTokens: 10, inputPerThousandTokens: 1e100)])
    #expect(cost(absurd, prompt(1000, isBatch: true)) == 1e100)
    #expect(cost(absurd, prompt(.max, isBatch: true)).isFinite)
    var absurdAndFree = absurd
    absurdAndFree.tiers[0].inputPerThousandTokens = 0
    #expect(cost(absurdAndFree, prompt(1000, isBatch: true)) == 0)
  }

  @Test("in a batch, cached tokens are never dearer than the batch's own")
  func cachedBatch() {
    let prices = PriceSheet(
      inputPerThousandTokens: 4, cachedInputPerThousandTokens: 3, batchInputPerThousandTokens: 2)
    #expect(cost(prices, prompt(2000, cached: 1000, isBatch: true)) == 2 + 2)
    let rates = prices.rates(inputTokens: 1, isBatch: true)
    #expect(rates.input == 2 && rates.cachedInput == 2 && rates.output == 0)
  }

  @Test("R-405, R-407: a choice costs what the estimator says, for every kind of pricing, to the last bit")
  func fastPath() throws {
    var kinds: [String: Int] = [:]
    let violation = try Law.firstViolation(cases: Law.defaultCases * 2, stream: 0x405) { routingCase in
      var routingCase = routingCase
      routingCase.models = Array(routingCase.models.prefix(9))
      routingCase.policy = RoutingPolicy(maximumCost: nil)
      guard let choice = try routingCase.choice() else { return nil }
      guard let model = routingCase.models.first(where: { $0.id == choice.model }) else { return "nobody" }
      let request = routingCase.request
      let expected = CostEstimator.cost(of: request, at: model.prices)
      guard choice.choice.estimatedCost == expected else {
        return "\(choice.choice.estimatedCost) for \(model.id), and not \(expected)"
      }
      guard expected.value > 0 else { return nil }
      if request.kind.isPricedPerUnit {
        kinds[request.resolution == nil ? "unit" : "resolution", default: 0] += 1
      } else {
        if request.isBatch { kinds["batch", default: 0] += 1 }
        if request.cachedInputTokens > .zero { kinds["cached", default: 0] += 1 }
        if model.prices.tiers.contains(where: { request.inputTokens > $0.aboveInputTokens }) {
          kinds["tier", default: 0] += 1
        }
      }
      return nil
    }
    #expect(violation == nil)
    let missing = ["unit", "resolution", "batch", "cached", "tier"].filter { kinds[$0, default: 0] == 0 }
    #expect(missing.isEmpty || Law.defaultCases < 1500)
  }
}
