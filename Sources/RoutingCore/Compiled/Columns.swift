/// What a scan reads of one model, side by side: 32 bytes, so a candidate costs one bounds check and half a cache line.
struct CandidateRow: Sendable {
  /// The price of the request's first quantity: a thousand input tokens, or a unit.
  let firstPrice: Double
  /// The price of the request's second quantity: a thousand output tokens, or nothing.
  let secondPrice: Double
  /// The capability.
  let weight: Double
  /// The provider's place; 0 where there is none, which no eligible model has.
  let provider: Int

  /// The estimated cost, in the contract's order of operations.
  func cost(of shape: RequestShape) -> Double {
    shape.firstQuantity * firstPrice + shape.secondQuantity * secondPrice
  }
}

/// What a scan reads of one provider under one ``LatencyColumn``.
struct ProviderRow: Sendable {
  /// Milliseconds, with a stand-in where it is unmeasured.
  var latency: Double
  /// The decayed share of errors.
  var errorRate: Double
  /// 1 for a degraded provider, else 0.
  var degraded: Double
}
