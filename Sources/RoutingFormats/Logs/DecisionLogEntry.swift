public import RoutingCore

/// One decision as a log keeps it: what was asked, what was likely, what was chosen, and what came of it.
///
/// It holds what judging another policy by this one's log takes: the propensity of the choice, the features that it was
/// made by, and the outcome. Probabilities are from 0 to 1, that of the choice above 0; amounts are finite.
public struct DecisionLogEntry: Hashable, Sendable {
  /// The request's id, or nil where it had none.
  public var requestID: String?
  /// When the request arrived, or nil where nobody noted it.
  public var arrival: Moment?
  /// The name of the policy or mode that decided.
  public var policy: String?
  /// What was asked.
  public var features: Features
  /// The models that could have been chosen, or empty where the log does without, for it is long.
  public var candidates: [Candidate]
  /// The chosen model.
  public var model: ModelID
  /// The provider that serves it, or nil where the log does without.
  public var provider: ProviderID?
  /// The chance with which it was chosen, above 0 and at most 1.
  public var propensity: Double
  /// The chance with which another policy would have chosen it, where someone worked it out; from 0 to 1.
  public var evaluatedPropensity: Double?
  /// What the request was expected to cost there, or nil where the log does without.
  public var expectedCost: Dollars?
  /// What came of it, or nil where nothing did that counts, as when the caller went away.
  public var outcome: Outcome?
  /// What the decision rests on, empty where the log does without.
  public var grounds: DecisionGrounds

  /// What a decision was made by.
  public struct Features: Hashable, Sendable {
    /// The length of the prompt.
    public var inputTokens: TokenCount
    /// The length that the answer was expected to have.
    public var outputTokens: TokenCount
    /// What was asked for.
    public var kind: ModelKind
    /// What the model had to be able to do.
    public var requires: CapabilitySet
    /// Who asked, or nil where it was nobody in particular.
    public var tenant: String?
    /// The conversation it belonged to, or nil where there was none.
    public var session: String?

    /// Makes features.
    public init(
      inputTokens: TokenCount, outputTokens: TokenCount, kind: ModelKind = .chat, requires: CapabilitySet = [],
      tenant: String? = nil, session: String? = nil
    ) {
      self.inputTokens = inputTokens
      self.outputTokens = outputTokens
      self.kind = kind
      self.requires = requires
      self.tenant = tenant
      self.session = session
    }
  }

  /// A model that could have been chosen.
  public struct Candidate: Hashable, Sendable {
    /// The model.
    public var model: ModelID
    /// The chance with which it is chosen, from 0 to 1.
    public var propensity: Double
    /// The chance with which another policy chooses it, from 0 to 1, where someone worked it out.
    public var evaluatedPropensity: Double?

    /// Makes a candidate.
    public init(model: ModelID, propensity: Double, evaluatedPropensity: Double? = nil) {
      self.model = model
      self.propensity = propensity
      self.evaluatedPropensity = evaluatedPropensity
    }
  }

  /// What came of a decision.
  public struct Outcome: Hashable, Sendable {
    /// Whether the request was served.
    public var isSuccess: Bool
    /// What it did cost, or nil where nobody noted it.
    public var cost: Dollars?
    /// How long it took, or nil where nobody noted it.
    public var latency: Milliseconds?
    /// The reward, or nil where nobody worked it out; R-810 gives one from 0 to 1.
    public var reward: Double?

    /// Makes an outcome.
    public init(isSuccess: Bool, cost: Dollars? = nil, latency: Milliseconds? = nil, reward: Double? = nil) {
      self.isSuccess = isSuccess
      self.cost = cost
      self.latency = latency
      self.reward = reward
    }
  }

  /// Makes an entry.
  public init(
    requestID: String? = nil, arrival: Moment? = nil, policy: String? = nil, features: Features,
    candidates: [Candidate] = [], model: ModelID, provider: ProviderID? = nil, propensity: Double,
    evaluatedPropensity: Double? = nil, expectedCost: Dollars? = nil, outcome: Outcome? = nil,
    grounds: DecisionGrounds = DecisionGrounds()
  ) {
    self.requestID = requestID
    self.arrival = arrival
    self.policy = policy
    self.features = features
    self.candidates = candidates
    self.model = model
    self.provider = provider
    self.propensity = propensity
    self.evaluatedPropensity = evaluatedPropensity
    self.expectedCost = expectedCost
    self.outcome = outcome
    self.grounds = grounds
  }

  /// Makes the entry of a decision that was just made, its outcome to follow.
  public init(
    _ decision: Decision, for request: RoutingRequest, policy: String? = nil, arrival: Moment? = nil,
    grounds: DecisionGrounds = DecisionGrounds()
  ) {
    self.init(
      requestID: request.id.isEmpty ? nil : request.id, arrival: arrival, policy: policy,
      features: Features(
        inputTokens: request.inputTokens, outputTokens: request.outputTokens, kind: request.kind,
        requires: request.requires),
      model: decision.model, provider: decision.provider, propensity: decision.propensity,
      expectedCost: decision.estimatedCost, grounds: grounds)
  }
}
