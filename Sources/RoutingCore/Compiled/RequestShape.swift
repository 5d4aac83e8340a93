/// The part of a request that bears on the choice, with its hint looked up: numbers only, free to copy.
///
/// A shape belongs to the router that made it (``CompiledRouter/shape(of:)``).
public struct RequestShape: Hashable, Sendable {
  let kind: ModelKind
  let isStreaming: Bool
  let requires: CapabilitySet
  let hint: Hint
  let inputTokens: TokenCount
  /// What the first and the second price are multiplied by: thousands of tokens in and out, or units and nothing.
  let firstQuantity: Double
  let secondQuantity: Double

  enum Hint: Hashable, Sendable {
    case absent
    case unknown
    case model(ModelHandle)
  }

  init(_ request: RoutingRequest, hint: Hint) {
    kind = request.kind
    isStreaming = request.isStreaming
    requires = request.requires
    self.hint = hint
    inputTokens = request.inputTokens
    if request.kind.isPricedPerUnit {
      firstQuantity = Double(max(request.units, 0))
      secondQuantity = 0
    } else {
      firstQuantity = Double(request.inputTokens.value) / 1000
      secondQuantity = Double(request.outputTokens.value) / 1000
    }
  }
}
