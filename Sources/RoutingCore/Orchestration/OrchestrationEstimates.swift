extension OrchestrationPlan {
  /// What a call is expected to cost (O-206): at the model it names, else at the cheapest that may serve.
  ///
  /// The cheapest, because what is left of the budget goes with the call as a hard limit: it keeps dearer models out,
  /// and a call that some model can answer should not be withheld.
  func estimate(
    _ target: OrchestrationCall.Target, role: OrchestrationRole, inputTokens: TokenCount
  ) -> Dollars {
    switch target {
    case .model(let model):
      if let known = models.known(model) { return known.cost(inputTokens: inputTokens, outputTokens: outputTokens) }
      return cheapest(models.candidates(role), inputTokens: inputTokens)
    case .automatic(let policy):
      return cheapest(
        models.candidates(role).filter { !policy.excluded.contains($0.model) }, inputTokens: inputTokens)
    }
  }

  private func cheapest(_ candidates: [OrchestrationCandidate], inputTokens: TokenCount) -> Dollars {
    candidates.map { $0.cost(inputTokens: inputTokens, outputTokens: outputTokens) }.min() ?? 0
  }

  /// What a call costs at the dearest model of some roles.
  func dearest(_ roles: [OrchestrationRole], inputTokens: TokenCount) -> Dollars {
    let candidates = roles.flatMap { role in
      models.candidates(role) + [models.explicit(.primary), models.explicit(.review)].compactMap { $0 }
    }
    return candidates.map { $0.cost(inputTokens: inputTokens, outputTokens: outputTokens) }.max() ?? 0
  }
}

extension CallPayload {
  /// The length of the messages.
  ///
  /// - Complexity: O(n) in the number of messages and parts.
  package var estimatedTokens: TokenCount {
    var bytes = 0
    var otherParts = 0
    for message in messages {
      bytes += message.text.utf8.count
      bytes += message.toolCalls.reduce(0) { $0 + $1.text.utf8.count }
      if case .parts(let parts) = message.content {
        otherParts += parts.filter { $0["type"]?.string != "text" }.count
      }
    }
    return TokenEstimator.input(stated: nil, textBytes: bytes, otherParts: otherParts)
  }
}
