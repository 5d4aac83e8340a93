/// A decision told in full: what every model of the registry has, needs and scores.
public struct Explanation: Hashable, Sendable {
  /// What was decided.
  public let verdict: Verdict
  /// What the policy's fields came to, the mode of a plan included.
  public let policy: RoutingPolicy
  /// The weights of the score terms that the policy stands for.
  public let weights: ScoreWeights
  /// What the score terms were divided by, or nil where no model was eligible.
  public let scales: ScoreScales?
  /// The eligible models, best first.
  public let ranked: [ScoreCard]
  /// The other models in id order.
  public let excluded: [Rejection]

  /// An eligible model with all that its place is made of.
  public struct ScoreCard: Hashable, Sendable {
    /// The model.
    public let model: ModelID
    /// The provider that serves it.
    public let provider: ProviderID
    /// The numbers that went in.
    public let traits: CandidateTraits
    /// The terms and their weighted sum.
    public let terms: ScoreTerms
    /// How far down the caller's wishes put it, before any score; 0 is first.
    public let tier: Int
    /// Its draw of Thompson sampling, or nil where nothing was drawn.
    public let draw: Double?
  }

  /// A model that may not serve, with every filter it fails.
  public struct Rejection: Hashable, Sendable {
    /// The model.
    public let model: ModelID
    /// The filters it fails, in their order; never empty.
    public let reasons: [ExclusionReason]
  }
}
