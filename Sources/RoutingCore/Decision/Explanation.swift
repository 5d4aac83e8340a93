/// A decision told in full: what every model of the registry has, needs and scores.
public struct Explanation: Hashable, Sendable {
  /// What was decided.
  public let verdict: Verdict
  /// The weights of the score terms that the policy's mode stands for.
  public let weights: ScoreWeights
  /// What the score terms were divided by, or nil where no model was eligible.
  public let scales: ScoreScales?
  /// The eligible models, best first.
  public let ranked: [ScoreCard]
  /// The other models in id order.
  public let excluded: [Rejection]

  /// An eligible model with all that its score is made of.
  public struct ScoreCard: Hashable, Sendable {
    /// The model.
    public let model: ModelID
    /// The provider that serves it.
    public let provider: ProviderID
    /// The numbers that went in.
    public let traits: CandidateTraits
    /// The terms and their weighted sum.
    public let terms: ScoreTerms
  }

  /// A model that may not serve, with every filter it fails.
  public struct Rejection: Hashable, Sendable {
    /// The model.
    public let model: ModelID
    /// The filters it fails, in their order; never empty.
    public let reasons: [ExclusionReason]
  }
}
