/// A call that the host is to make: the machine says what, the host how.
public struct OrchestrationCall: Hashable, Sendable {
  /// Who is to answer.
  public enum Target: Hashable, Sendable {
    /// This model and no other, with the retries of any call: named by the request, or the author of what went before
    /// (O-201, O-204, O-332).
    case model(ModelID)
    /// Whichever model the policy prefers, with failover as for any request (O-202).
    case automatic(PhasePolicy)
  }

  /// The place among the calls of the orchestration, from 0, without gaps.
  public let number: Int
  /// What it is for.
  public let phase: OrchestrationPhase
  /// The round, or the rank of a voter, from 1.
  public let round: Int
  /// Who is to answer.
  public let target: Target
  /// What is sent.
  public let payload: CallPayload
  /// The most that it may cost, a hard limit: what is left of the orchestration's own (O-206).
  ///
  /// Nil where the orchestration has none; then the default budget of any call applies.
  public let maximumCost: Dollars?
  /// What it is expected to cost: at the model named, else at the cheapest that may serve.
  public let estimatedCost: Dollars
  /// When the orchestration ends, and with it the call (O-207).
  public let deadline: Moment
}
