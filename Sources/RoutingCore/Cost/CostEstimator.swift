/// What a request is expected to cost at a price sheet.
public enum CostEstimator {
  /// The estimated cost: tokens for kinds priced per token, units for the others.
  ///
  /// The order of operations is the contract's, so every implementation gets the same last bit.
  public static func cost(of request: RoutingRequest, at prices: PriceSheet) -> Dollars {
    if request.kind.isPricedPerUnit {
      return Dollars(unchecked: prices.perUnit * Double(max(request.units, 0)))
    }
    return Dollars(
      unchecked: Double(request.inputTokens.value) / 1000 * prices.inputPerThousandTokens
        + Double(request.outputTokens.value) / 1000 * prices.outputPerThousandTokens)
  }
}
