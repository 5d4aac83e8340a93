/// One number that, changed alone, would let a model win, or let it serve at all.
public struct SingleChange: Hashable, Sendable {
  /// The number.
  public let lever: Lever
  /// What it is.
  public let have: Double
  /// What it would have to be: the value nearest to what it is that suffices.
  public let need: Double
  /// What comes of it.
  public let effect: Effect

  /// The numbers that can be changed.
  public enum Lever: CaseIterable, Hashable, Sendable {
    /// The model's prices, all by one factor; 1 is as they are.
    case priceFactor
    /// The model's weight.
    case weight
    /// The measured latency of the model's provider, in milliseconds.
    case latency
    /// The error rate of the model's provider.
    case errorRate
    /// The model's context window, in tokens.
    case contextWindow
    /// The policy's highest cost, in US dollars.
    case maximumCost
    /// The policy's lowest weight.
    case minimumWeight

    /// The name used on the wire.
    public var name: String {
      switch self {
      case .priceFactor: "price_factor"
      case .weight: "weight"
      case .latency: "latency_ms"
      case .errorRate: "error_rate"
      case .contextWindow: "max_context_tokens"
      case .maximumCost: "max_budget_usd"
      case .minimumWeight: "min_weight"
      }
    }
  }

  /// What comes of a change.
  public enum Effect: Hashable, Sendable {
    /// The model may serve.
    case mayServe
    /// The model comes first.
    case wins
  }

  /// How large the change is against what it changes, so that changes of different numbers compare: the share of a price,
  /// latency, rate or limit, and tenths for weights.
  public var size: Double {
    switch lever {
    case .weight, .minimumWeight: abs(need - have) / Double(Model.weightRange.upperBound)
    case .priceFactor, .latency, .errorRate, .contextWindow, .maximumCost:
      have > 0 ? abs(need - have) / have : 1
    }
  }
}

extension StagedDecision {
  /// The decision with one number changed, for one model.
  func applying(_ lever: SingleChange.Lever, _ value: Double, to handle: ModelHandle) -> StagedDecision {
    var changed = self
    var model = self.model(handle)
    let provider = registry.provider(of: handle)
    switch lever {
    case .priceFactor: model.prices = model.prices.scaled(by: value)
    case .weight: model.weight = Int(value)
    case .contextWindow: model.contextWindow = TokenCount(clamping: Int(value))
    case .latency:
      if let provider { changed.health[provider].setLatency(Milliseconds(value) ?? 0, policy.latencyMeasure) }
    case .errorRate:
      if let provider { changed.health[provider].errorRate = Fraction(value) ?? 0 }
    case .maximumCost: changed.policy.maximumCost = Dollars(value)
    case .minimumWeight: changed.policy.minimumWeight = Int(value)
    }
    changed.replacement = (handle, model)
    return changed
  }
}

extension PriceSheet {
  /// The sheet with every price multiplied.
  func scaled(by factor: Double) -> PriceSheet {
    PriceSheet(
      inputPerThousandTokens: inputPerThousandTokens * factor,
      outputPerThousandTokens: outputPerThousandTokens * factor,
      perUnit: perUnit * factor, cachedInputPerThousandTokens: cachedInputPerThousandTokens.map { $0 * factor },
      batchInputPerThousandTokens: batchInputPerThousandTokens.map { $0 * factor },
      batchOutputPerThousandTokens: batchOutputPerThousandTokens.map { $0 * factor },
      tiers: tiers.map { tier in
        PriceTier(
          aboveInputTokens: tier.aboveInputTokens,
          inputPerThousandTokens: tier.inputPerThousandTokens.map { $0 * factor },
          outputPerThousandTokens: tier.outputPerThousandTokens.map { $0 * factor },
          cachedInputPerThousandTokens: tier.cachedInputPerThousandTokens.map { $0 * factor })
      },
      perUnitByResolution: perUnitByResolution.map {
        ResolutionPrice(resolution: $0.resolution, perUnit: $0.perUnit * factor)
      })
  }
}

extension HealthReading {
  /// Sets what a measure reads.
  mutating func setLatency(_ latency: Milliseconds, _ measure: LatencyMeasure) {
    latencyConfidence = 1
    switch measure {
    case .average: self.latency = latency
    case .tail: latencyPercentiles.p95 = latency
    case .timePerToken: tokenTimePercentiles.p50 = latency
    }
  }
}
