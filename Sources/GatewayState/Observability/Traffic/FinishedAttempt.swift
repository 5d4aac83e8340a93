package import RoutingCore

/// What became of one attempt, as far as rewards depend on it.
package struct FinishedAttempt: Hashable, Sendable {
  /// The model that was asked.
  package var model: ModelID
  /// Its provider.
  package var provider: ProviderID
  /// How it ended.
  package var result: AttemptRecord.Result
  /// How long it took.
  package var latency: Milliseconds
  /// What it cost.
  package var cost: Dollars

  /// Makes an attempt.
  package init(
    model: ModelID, provider: ProviderID, result: AttemptRecord.Result, latency: Milliseconds, cost: Dollars
  ) {
    self.model = model
    self.provider = provider
    self.result = result
    self.latency = latency
    self.cost = cost
  }

  /// The attempt of a record.
  package init(_ record: AttemptRecord) {
    self.init(
      model: record.model, provider: record.provider, result: record.result, latency: record.latency,
      cost: record.cost)
  }

  /// The outcome as rewards count it: a timeout is the model's failure, a cancellation is nobody's.
  var outcome: AttemptOutcome {
    switch result {
    case .answered: .success(latency: latency)
    case .failed(let failure), .brokeOff(let failure): .failure(failure.attemptFailure)
    case .timedOut: .failure(.deadlineExceeded)
    case .cancelled: .failure(.cancelled)
    }
  }

  /// The class of the failure, or nil where there is none.
  var errorClass: String? { result == .answered ? nil : result.name }
}
