/// The part of a request that bears on the choice, with its hint looked up: numbers only, free to copy.
///
/// A shape belongs to the router that made it (``CompiledRouter/shape(of:turns:seed:)``).
public struct RequestShape: Hashable, Sendable {
  let kind: ModelKind
  let isStreaming: Bool
  /// Whether a hint that nobody knows keeps every model out.
  let isStrict: Bool
  /// Whether the request belongs together with others.
  let hasAffinity: Bool
  let pricing: RequestPricing
  /// Which block of the registry's rows holds the prices, where they are plain.
  let block: Int8
  /// Which of the registry's context windows may hold the prompt.
  let contextRow: Int8
  let hint: ReferenceTarget.Search
  let requirements: Requirements
  let inputTokens: TokenCount
  /// What the first and the second price are multiplied by: thousands of tokens in and out, or units and nothing.
  let firstQuantity: Double
  let secondQuantity: Double
  /// Thousands of tokens that the provider has in its cache; not part of the first quantity.
  let cachedQuantity: Double
  let affinity: UInt64
  let draws: DrawKey

  /// What ties the request to others, or nil.
  var affinityHash: UInt64? { hasAffinity ? affinity : nil }

  /// Borrows, because an initialiser otherwise takes its arguments over, and a request holds four texts.
  init(
    _ request: borrowing RoutingRequest, hint: ReferenceTarget.Search, isStrict: Bool,
    compiled: borrowing CompiledRegistry, draws: DrawKey
  ) {
    let prices = compiled.prices
    kind = request.kind
    isStreaming = request.isStreaming
    requirements = Requirements(request.requires, request.parameters)
    self.hint = hint
    self.isStrict = isStrict
    inputTokens = request.inputTokens
    contextRow = compiled.contextRow(for: request.inputTokens)
    hasAffinity = request.affinity != nil
    affinity = request.affinity?.hash ?? 0
    self.draws = draws
    if request.kind.isPricedPerUnit {
      firstQuantity = Double(max(request.units, 0))
      secondQuantity = 0
      cachedQuantity = 0
      pricing = prices.pricing(at: request.resolution)
      block = 1
    } else {
      let cached = min(request.cachedInputTokens.value, request.inputTokens.value)
      firstQuantity = Double(request.inputTokens.value - cached) / 1000
      secondQuantity = Double(request.outputTokens.value) / 1000
      cachedQuantity = Double(cached) / 1000
      let tokenClass = prices.tokenClass(of: request.inputTokens)
      if request.isBatch {
        pricing = .batch
      } else {
        pricing = cached == 0 && (tokenClass == 0 || prices.classesHaveRows) ? .plain : .tokens
      }
      block = tokenClass == 0 || !prices.classesHaveRows ? 0 : Int8(truncatingIfNeeded: tokenClass + 1)
    }
  }
}
