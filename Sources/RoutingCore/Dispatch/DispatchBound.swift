/// The most that a request may take, known before its first call.
public struct DispatchBound: Hashable, Sendable {
  /// The most calls, retries and races included.
  public let calls: Int
  /// The highest cost of all of them together, each with the longest answer that was asked for.
  public let cost: Dollars
  /// The longest time from the start to the end, or to the first byte where the answer streams.
  public let time: Milliseconds
}

extension DispatchPlan {
  /// What the request takes at most, whatever fails on the way and whatever becomes of the providers' health.
  ///
  /// Of the models that may serve, the dearest count, because anyone's turn may come when others are limited or down.
  ///
  /// - Complexity: O(n log n) in the number of models.
  public func bound() -> DispatchBound {
    // Health can only come between: with all providers well, nobody is left out for it.
    let staged = staged(HealthSnapshot(of: registry))
    var usual: [Double] = []
    var resort: [Double] = []
    for model in registry.modelHandles {
      let failures = staged.failures(of: model)
      guard failures.allSatisfy(isSoft) else { continue }
      let cost = worstCost(at: model)
      if failures.isEmpty { usual.append(cost) }
      resort.append(cost)
    }
    usual = Array(usual.sorted(by: >).prefix(failover == .none ? 1 : parameters.maximumModels))
    resort = Array(resort.sorted(by: >).prefix(failover == .none ? 0 : parameters.maximumLastResorts))
    let retries = request.isStreaming ? parameters.streamRetries : parameters.retries
    // The call itself, its retries, and once with a shorter answer; once more for everybody after a rate limit.
    let callsPerModel = 2 + max(retries, 0)
    let calls = usual.count * callsPerModel + (usual.isEmpty ? 0 : 1) + resort.count
    let cost = usual.reduce(0, +) * Double(callsPerModel) + (usual.first ?? 0) + resort.reduce(0, +)
    return DispatchBound(
      calls: calls, cost: Dollars(unchecked: min(cost, .greatestFiniteMagnitude)),
      time: longestTime(models: usual.count, callsPerModel: callsPerModel, retries: max(retries, 0)))
  }

  private func worstCost(at model: ModelHandle) -> Double {
    var longest = request
    if let maximumTokens { longest.outputTokens = max(longest.outputTokens, TokenCount(clamping: maximumTokens)) }
    return CostEstimator.cost(of: longest, at: registry[model].prices).value
  }

  private func longestTime(models: Int, callsPerModel: Int, retries: Int) -> Milliseconds {
    if let timeLimit { return timeLimit }
    let timeout = parameters.attemptTimeout.value
    // Each wait is at most half as long again as its step, and steps double.
    let waits = (0..<retries).reduce(0.0) { sum, retry in
      sum + parameters.backoff.value * Double(1 << min(retry, 30)) * 1.5
    }
    let perModel = Double(callsPerModel) * timeout + waits
    let primary = Double(models) * perModel + (models > 0 ? parameters.longestLimitWait.value + timeout : 0)
    return Milliseconds(unchecked: min(primary + parameters.lastResortTime.value, .greatestFiniteMagnitude))
  }
}
