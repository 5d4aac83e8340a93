extension PriceSheet {
  /// One of the prices on a sheet.
  public enum Component: Hashable, Sendable {
    /// ``PriceSheet/inputPerThousandTokens``.
    case input
    /// ``PriceSheet/outputPerThousandTokens``.
    case output
    /// ``PriceSheet/perUnit``.
    case unit
    /// ``PriceSheet/cachedInputPerThousandTokens``.
    case cachedInput
    /// ``PriceSheet/batchInputPerThousandTokens``.
    case batchInput
    /// ``PriceSheet/batchOutputPerThousandTokens``.
    case batchOutput
    /// A price of the tier at this place.
    case tier(Int)
    /// The price of a resolution.
    case resolution(MediaResolution)

    /// The field name used on the wire.
    public var name: String {
      switch self {
      case .input: "input_per_1k"
      case .output: "output_per_1k"
      case .unit: "price_per_unit"
      case .cachedInput: "cached_input_per_1k"
      case .batchInput: "batch_input_per_1k"
      case .batchOutput: "batch_output_per_1k"
      case .tier(let place): "price_tiers[\(place)]"
      case .resolution(let resolution): "price_per_unit_by_resolution.\(resolution)"
      }
    }
  }

  /// Every price that is stated, with what it is for.
  public var statedPrices: [(component: Component, price: Double)] {
    var stated: [(component: Component, price: Double)] = [
      (.input, inputPerThousandTokens), (.output, outputPerThousandTokens), (.unit, perUnit),
    ]
    func add(_ price: Double?, as component: Component) {
      if let price { stated.append((component, price)) }
    }
    add(cachedInputPerThousandTokens, as: .cachedInput)
    add(batchInputPerThousandTokens, as: .batchInput)
    add(batchOutputPerThousandTokens, as: .batchOutput)
    for (place, tier) in tiers.enumerated() {
      add(tier.inputPerThousandTokens, as: .tier(place))
      add(tier.outputPerThousandTokens, as: .tier(place))
      add(tier.cachedInputPerThousandTokens, as: .tier(place))
    }
    for price in perUnitByResolution { stated.append((.resolution(price.resolution), price.perUnit)) }
    return stated
  }
}

/// The three prices that a token request is reckoned with, in dollars for a thousand.
public struct TokenRates: Hashable, Sendable {
  /// For input tokens the provider has not seen.
  public let input: Double
  /// For output tokens.
  public let output: Double
  /// For input tokens in the provider's cache.
  public let cachedInput: Double
}

extension PriceSheet {
  /// The prices for a prompt of this length: the highest tier it passes, with the discount of a batch where asked.
  ///
  /// A batch price is stated for the lowest tier; in a higher one the same share is saved.
  ///
  /// - Complexity: O(t) in the number of tiers.
  public func rates(inputTokens: TokenCount, isBatch: Bool) -> TokenRates {
    var input = inputPerThousandTokens
    var output = outputPerThousandTokens
    var cached = cachedInputPerThousandTokens
    for tier in tiers where inputTokens > tier.aboveInputTokens {
      input = tier.inputPerThousandTokens ?? inputPerThousandTokens
      output = tier.outputPerThousandTokens ?? outputPerThousandTokens
      cached = tier.cachedInputPerThousandTokens ?? cachedInputPerThousandTokens
    }
    if isBatch {
      input = PriceSheet.inBatch(input, listed: inputPerThousandTokens, batch: batchInputPerThousandTokens)
      output = PriceSheet.inBatch(output, listed: outputPerThousandTokens, batch: batchOutputPerThousandTokens)
    }
    // A cache never makes a prompt dearer than it is without one.
    return TokenRates(input: input, output: output, cachedInput: min(cached ?? input, input))
  }

  /// The price of a unit at a resolution, or at none in particular.
  ///
  /// - Complexity: O(r) in the number of listed resolutions.
  public func unitPrice(at resolution: MediaResolution?) -> Double {
    guard let resolution else { return perUnit }
    return perUnitByResolution.first { $0.resolution == resolution }?.perUnit ?? perUnit
  }

  private static func inBatch(_ price: Double, listed: Double, batch: Double?) -> Double {
    guard let batch else { return price }
    if price == listed { return batch }
    if price == 0 { return 0 }
    // The quotient of two prices may overflow where the listed one is next to nothing.
    return listed > 0 ? min(price * (batch / listed), highestPrice) : batch
  }
}
