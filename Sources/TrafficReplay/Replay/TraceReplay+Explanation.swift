public import RoutingCore

extension TraceReplay {
  /// What a request is going to be decided on, told before `replay(_:)` decides it.
  ///
  /// To be asked for the very next record of the trace; it neither decides nor draws, and what is replayed afterwards
  /// comes to the same whether it was asked or not.
  ///
  /// - Complexity: O(n log n) in the number of models, and an integral over what was learned where Thompson sampling
  ///   draws.
  public mutating func explain(_ record: TraceRecord) -> ExplainedRequest {
    prepare(for: record)
    let request = RoutingRequest(
      id: "\(draws.number)", inputTokens: record.inputTokens, hint: record.modelHint.map { ModelReference($0) })
    return ExplainedRequest(
      request: request, seed: settings.seed,
      explanation: gateway.router.explanation(
        of: request, policy: policy, health: gateway.health, arms: gateway.arms, turns: turns, seed: settings.seed),
      budget: policy.policy.deadline ?? RoutingPolicy.defaultDeadline)
  }
}

/// A request of a trace, and what its decision rests on.
public struct ExplainedRequest: Sendable {
  /// The request as it is decided, its number being its id.
  public let request: RoutingRequest
  /// What the decision's draws follow from.
  public let seed: UInt64
  /// The decision and its reasons.
  public let explanation: Explanation
  private let budget: Milliseconds

  init(request: RoutingRequest, seed: UInt64, explanation: Explanation, budget: Milliseconds) {
    self.request = request
    self.seed = seed
    self.explanation = explanation
    self.budget = budget
  }

  /// What an outcome is worth, from 0 to 1; nil for a request that was refused.
  public func reward(of outcome: ReplayedRequest) -> Double? {
    guard explanation.verdict.decision != nil else { return nil }
    guard let latency = outcome.answer?.firstToken else { return 0 }
    return RewardEntry.reward(cost: outcome.cost, latency: latency, budget: budget)
  }
}
