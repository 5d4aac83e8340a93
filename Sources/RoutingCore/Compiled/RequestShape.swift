/// The part of a request that bears on the choice, with its hint looked up: numbers only, free to copy.
///
/// A shape belongs to the router that made it (``CompiledRouter/shape(of:turns:seed:)``).
public struct RequestShape: Hashable, Sendable {
  let kind: ModelKind
  let isStreaming: Bool
  let requirements: Requirements
  let hint: ReferenceTarget.Search
  /// Whether a hint that nobody knows keeps every model out.
  let isStrict: Bool
  let inputTokens: TokenCount
  /// What the first and the second price are multiplied by: thousands of tokens in and out, or units and nothing.
  let firstQuantity: Double
  let secondQuantity: Double
  /// Thousands of tokens that the provider has in its cache; not part of the first quantity.
  let cachedQuantity: Double
  let pricing: RequestPricing
  let affinityHash: UInt64?
  let draws: DrawKey

  init(_ request: RoutingRequest, hint: ReferenceTarget.Search, prices: PriceColumns, draws: DrawKey) {
    kind = request.kind
    isStreaming = request.isStreaming
    requirements = Requirements(request.requires, request.parameters)
    self.hint = hint
    isStrict = request.hint?.isStrict ?? false
    inputTokens = request.inputTokens
    affinityHash = request.affinity?.hash
    self.draws = draws
    if request.kind.isPricedPerUnit {
      firstQuantity = Double(max(request.units, 0))
      secondQuantity = 0
      cachedQuantity = 0
      pricing = request.resolution.flatMap { prices.place(of: $0) }.map { .resolution($0) } ?? .plain
    } else {
      let cached = min(request.cachedInputTokens.value, request.inputTokens.value)
      firstQuantity = Double(request.inputTokens.value - cached) / 1000
      secondQuantity = Double(request.outputTokens.value) / 1000
      cachedQuantity = Double(cached) / 1000
      if request.isBatch {
        pricing = .batch
      } else {
        pricing = cached > 0 || request.inputTokens.value > prices.lowestThreshold ? .tokens : .plain
      }
    }
  }
}
