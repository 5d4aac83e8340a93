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
  /// What the hint was taken for, or nil where it stands for nothing.
  public let reference: ReferenceReport?
  /// The chance with which this choice was made, above 0 and at most 1; 1 where nothing was drawn.
  ///
  /// Exact for every picker; for Thompson sampling integrated over the tables that are drawn from, which is within 0.001
  /// for beliefs that rewards make. Where an alias's pick serves, it is the share of that variant among the alias's
  /// weights; where the pick may not serve and another model does, it is the chance of that other model given the pick.
  public let propensity: Double
  /// How far the propensity of Thompson sampling may be off.
  package static let largestPropensityError = 0.001
  /// The other models that may serve, best first: those that the hint names, then the others.
  public let fallbacks: [ModelID]

  /// Makes a decision.
  public init(
    model: ModelID, provider: ProviderID, estimatedCost: Dollars, reason: DecisionReason, hintStatus: HintStatus,
    reference: ReferenceReport? = nil, propensity: Double, fallbacks: [ModelID]
  ) {
    self.model = model
    self.provider = provider
    self.estimatedCost = estimatedCost
    self.reason = reason
    self.hintStatus = hintStatus
    self.reference = reference
    self.propensity = propensity
    self.fallbacks = fallbacks
  }
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

  /// The refusal, or nil where a model was chosen.
  public var refusal: Refusal? {
    switch self {
    case .decided: nil
    case .refused(let refusal): refusal
    }
  }
}
