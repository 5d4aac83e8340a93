import RoutingCore

/// What came of one call.
enum AttemptResult: Sendable {
  case answered(ProviderReply)
  case opened(any ProviderStream, StreamChunk)
  case failed(AttemptFailureReport)
  case cancelled
}

extension DispatchTask {
  /// Makes a call, and gives it up at its deadline.
  func call(_ attempt: Attempt, plan: DispatchPlan) async -> AttemptResult {
    let model = plan.registry[attempt.model]
    dispatcher.observer?.observe(
      .attemptStarted(model: model.id, provider: model.provider, cause: attempt.cause), request: request.routing.id)
    guard let provider = dispatcher.provider(model.provider) else {
      return .failed(
        AttemptFailureReport(
          .other, message: "no adapter for provider '\(model.provider.text)'", acceptance: .notSent))
    }
    let call = OutgoingCall(providerCall(attempt, model), provider, isStreaming: plan.request.isStreaming)
    let result = await dispatcher.give(call, until: attempt.deadline)
    switch result {
    case .inTime(.success(let result)), .late(.success(let result)): return result
    case .inTime(.failure(let failure)): return Task.isCancelled ? .cancelled : .failed(report(failure, provider))
    case .late(.failure): return Task.isCancelled ? .cancelled : .failed(.timeout)
    }
  }

  private func providerCall(_ attempt: Attempt, _ model: Model) -> ProviderCall {
    var payload = request.payload
    if let maximumTokens = attempt.maximumTokens { payload.maximumTokens = maximumTokens }
    let left = max(attempt.deadline.milliseconds(since: dispatcher.time.now), 0)
    return ProviderCall(
      model: model, kind: request.routing.kind, payload: payload, requestID: request.routing.id,
      timeout: Milliseconds(left) ?? 0)
  }

  /// What a failure means, with the provider's wish to be left alone in milliseconds (R-1060).
  func report(_ failure: ProviderFailure, _ provider: any ModelProvider) -> AttemptFailureReport {
    AttemptFailureReport(failure, provider.classify(failure), unixTime: dispatcher.time.unixTime)
  }
}
