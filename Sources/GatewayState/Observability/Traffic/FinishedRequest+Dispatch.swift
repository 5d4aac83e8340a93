package import RoutingCore

extension FinishedRequest {
  /// Takes over what a dispatcher tells of an answer: who gave it, its cost, and all attempts.
  ///
  /// `usage` is what the provider counted; where that is nothing, the estimate of the prompt stands in for it.
  package mutating func take(_ summary: DispatchSummary, usage: TokenUsage?) {
    let estimate = TokenUsage(inputTokens: estimatedTokens, outputTokens: 0)
    let counted = usage.flatMap { $0.isEmpty ? nil : $0 }
    result = .answered(
      Answer(
        model: summary.model, provider: summary.provider, reason: summary.reason.name, cost: summary.cost,
        usage: counted ?? estimate))
    attempts = summary.attempts.map(FinishedAttempt.init)
    hedgeCost = summary.hedgeCost
  }

  /// Takes over what a dispatcher tells of a failure: its kind, its words, and all attempts.
  package mutating func take(_ failure: DispatchFailure) {
    result = .failed(Failure(errorClass: failure.kind.name, message: failure.message))
    attempts = failure.attempts.map(FinishedAttempt.init)
  }

  /// The model that answered, or was attempted last (H-120).
  package var model: ModelID? {
    switch result {
    case .answered(let answer): answer.model
    case .failed: attempts.last?.model
    }
  }

  /// The provider that answered, or was attempted last.
  package var provider: ProviderID? {
    switch result {
    case .answered(let answer): answer.provider
    case .failed: attempts.last?.provider
    }
  }

  /// What it cost: the answer, or of a failed request what providers counted all the same.
  package var cost: Double {
    switch result {
    case .answered(let answer): answer.cost.value
    case .failed: attempts.reduce(0) { $0 + $1.cost.value }.orZero
    }
  }

  /// The tokens that were counted; none of a failed request.
  package var usage: TokenUsage {
    switch result {
    case .answered(let answer): answer.usage
    case .failed: TokenUsage(inputTokens: 0, outputTokens: 0)
    }
  }

  /// Why there is no answer, or nil.
  package var failure: Failure? {
    switch result {
    case .answered: nil
    case .failed(let failure): failure
    }
  }
}
