/// The highest list prices that will do, by what is charged for; nil means that any will.
///
/// They are compared with the plain prices of a model, not with those of a tier, a cache or a batch.
public struct MaximumPrices: Hashable, Sendable {
  /// For a thousand input tokens.
  public var inputPerThousandTokens: Dollars?
  /// For a thousand output tokens.
  public var outputPerThousandTokens: Dollars?
  /// For an image, a second of video or a job.
  public var perUnit: Dollars?

  /// Makes limits; what is left out is not limited.
  public init(
    inputPerThousandTokens: Dollars? = nil, outputPerThousandTokens: Dollars? = nil, perUnit: Dollars? = nil
  ) {
    self.inputPerThousandTokens = inputPerThousandTokens
    self.outputPerThousandTokens = outputPerThousandTokens
    self.perUnit = perUnit
  }

  /// Whether nothing is limited.
  public var isEmpty: Bool { inputPerThousandTokens == nil && outputPerThousandTokens == nil && perUnit == nil }

  /// The first price of a sheet that is above its limit, with what it is and what it may be; equality passes.
  public func firstExcess(of prices: PriceSheet) -> (component: PriceSheet.Component, have: Double, need: Dollars)? {
    if let limit = inputPerThousandTokens, prices.inputPerThousandTokens > limit.value {
      return (.input, prices.inputPerThousandTokens, limit)
    }
    if let limit = outputPerThousandTokens, prices.outputPerThousandTokens > limit.value {
      return (.output, prices.outputPerThousandTokens, limit)
    }
    if let limit = perUnit, prices.perUnit > limit.value { return (.unit, prices.perUnit, limit) }
    return nil
  }
}
