/// The model that is to serve a request, and what stands behind it.
public struct Decision: Hashable, Sendable {
  /// The chosen model.
  public let model: ModelID
  /// The provider that serves it.
  public let provider: ProviderID
  /// What the request is expected to cost there.
  public let estimatedCost: Dollars
  /// Why this model.
  public let reason: DecisionReason
  /// What became of the caller's hint.
  public let hintStatus: HintStatus
  /// The chance with which this choice was made, above 0 and at most 1; 1 where nothing was drawn.
  public let propensity: Double
  /// The other eligible models, best first.
  public let fallbacks: [ModelID]

  /// Makes a decision.
  public init(
    model: ModelID, provider: ProviderID, estimatedCost: Dollars, reason: DecisionReason, hintStatus: HintStatus,
    propensity: Double, fallbacks: [ModelID]
  ) {
    self.model = model
    self.provider = provider
    self.estimatedCost = estimatedCost
    self.reason = reason
    self.hintStatus = hintStatus
    self.propensity = propensity
    self.fallbacks = fallbacks
  }
}

/// No model may serve a request; a refusal is an answer, not an error.
public struct Refusal: Hashable, Sendable {
  /// What became of the caller's hint.
  public let hintStatus: HintStatus

  /// Makes a refusal.
  public init(hintStatus: HintStatus) {
    self.hintStatus = hintStatus
  }

  /// The contract's words for it (R-1065).
  public static let message = "no eligible models registered"
}

/// A decision, or a refusal.
public enum Verdict: Hashable, Sendable {
  /// A model was chosen.
  case decided(Decision)
  /// No model may serve.
  case refused(Refusal)

  /// The decision, or nil where there is none.
  public var decision: Decision? {
    switch self {
    case .decided(let decision): decision
    case .refused: nil
    }
  }
}
