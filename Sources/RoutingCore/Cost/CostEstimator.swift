/// What a request is expected to cost at a price sheet.
public enum CostEstimator {
  /// The estimated cost: tokens for kinds priced per token, units for the others.
  ///
  /// The order of operations is the contract's, so every implementation gets the same last bit; the part of the prompt
  /// that is cached comes last, and adds exactly nothing where there is none.
  ///
  /// - Complexity: O(t) in the number of price tiers, or O(r) in the number of listed resolutions.
  public static func cost(of request: RoutingRequest, at prices: PriceSheet) -> Dollars {
    if request.kind.isPricedPerUnit {
      return Dollars(unchecked: prices.unitPrice(at: request.resolution) * Double(max(request.units, 0)))
    }
    let rates = prices.rates(inputTokens: request.inputTokens, isBatch: request.isBatch)
    let cached = min(request.cachedInputTokens.value, request.inputTokens.value)
    return Dollars(
      unchecked: Double(request.inputTokens.value - cached) / 1000 * rates.input
        + Double(request.outputTokens.value) / 1000 * rates.output + Double(cached) / 1000 * rates.cachedInput)
  }
}
