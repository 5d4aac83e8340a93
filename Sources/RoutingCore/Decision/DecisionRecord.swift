/// A whole answer: the verdict, the order of the eligible models, and why each other model was left out.
///
/// Every model of the registry is in ``ranked`` or in ``excluded``, never in both.
public struct DecisionRecord: Hashable, Sendable {
  /// What was decided.
  public let verdict: Verdict
  /// The eligible models, best first; an exact hint or an exploration does not reorder it.
  public let ranked: [RankedModel]
  /// The other models in id order.
  public let excluded: [Exclusion]

  /// Makes a record.
  public init(verdict: Verdict, ranked: [RankedModel], excluded: [Exclusion]) {
    self.verdict = verdict
    self.ranked = ranked
    self.excluded = excluded
  }
}

/// An eligible model with its score.
public struct RankedModel: Hashable, Sendable {
  /// The model.
  public let model: ModelID
  /// The provider that serves it.
  public let provider: ProviderID
  /// The score; lower is better.
  public let score: Double
  /// What the request is expected to cost there.
  public let estimatedCost: Dollars

  /// Makes a ranked model.
  public init(model: ModelID, provider: ProviderID, score: Double, estimatedCost: Dollars) {
    self.model = model
    self.provider = provider
    self.score = score
    self.estimatedCost = estimatedCost
  }
}
