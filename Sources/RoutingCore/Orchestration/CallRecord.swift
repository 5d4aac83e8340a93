/// What became of one call, for logs and for learning (O-211).
public struct CallRecord: Hashable, Sendable {
  /// How a call ended.
  public enum Outcome: Hashable, Sendable {
    /// With an answer; the cost came about in this way.
    case answered(CallAnswer.CostBasis)
    /// Without one, by a failure of this class.
    case failed(className: String)
    /// It was not waited for; it may cost what the record says, which no sum includes.
    case abandoned
  }

  /// The number of the call.
  public let number: Int
  /// What it was for.
  public let phase: OrchestrationPhase
  /// The round, or the rank of a voter, from 1.
  public let round: Int
  /// Who was to answer.
  public let target: OrchestrationCall.Target
  /// The model that answered, or was tried last; nil where none was, or it is not known.
  public let model: ModelID?
  /// Its provider.
  public let provider: ProviderID?
  /// How it ended.
  public let outcome: Outcome
  /// What it cost, or may cost where it was abandoned.
  public let cost: Dollars
  /// The tokens that it took; nil where nobody knows.
  public let usage: TokenUsage?
  /// How long it took, all its attempts included; zero where it was abandoned.
  public let latency: Milliseconds

  init(
    number: Int, phase: OrchestrationPhase, round: Int, target: OrchestrationCall.Target, result: CallResult
  ) {
    self.number = number
    self.phase = phase
    self.round = round
    self.target = target
    cost = result.cost
    switch result {
    case .answered(let answer):
      (model, provider, usage, latency) = (answer.model, answer.provider, answer.usage, answer.latency)
      outcome = .answered(answer.costBasis)
    case .failed(let failure):
      (model, provider, usage, latency) = (failure.model, failure.provider, failure.usage, failure.latency)
      outcome = .failed(className: failure.className)
    }
  }

  /// Makes the record of a call that is not waited for.
  init(_ call: OrchestrationCall) {
    (number, phase, round, target) = (call.number, call.phase, call.round, call.target)
    switch call.target {
    case .model(let model): self.model = model
    case .automatic: model = nil
    }
    provider = nil
    outcome = .abandoned
    cost = call.estimatedCost
    usage = nil
    latency = 0
  }
}
