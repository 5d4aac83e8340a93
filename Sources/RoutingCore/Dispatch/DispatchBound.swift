/// The most that a request may take, known before its first call.
public struct DispatchBound: Hashable, Sendable {
  /// The most calls, retries and races included.
  public let calls: Int
  /// The highest cost of all of them together, each with the longest answer that was asked for.
  public let cost: Dollars
  /// The longest time from the start to the end, or to the first byte where the answer streams.
  public let time: Milliseconds

  /// Makes a bound.
  public init(calls: Int, cost: Dollars, time: Milliseconds) {
    self.calls = calls
    self.cost = cost
    self.time = time
  }
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
    // The call itself, its retries, and once with a shorter answer. One more after a rate limit comes in their place: then
    // each model was called once.
    let callsPerModel = 2 + max(retries, 0)
    let calls = usual.count * callsPerModel + resort.count
    let cost = usual.reduce(0, +) * Double(callsPerModel) + resort.reduce(0, +)
    return DispatchBound(
      calls: calls, cost: Dollars(unchecked: min(cost, .greatestFiniteMagnitude)),
      time: longestTime(models: usual.count, retries: max(retries, 0), lastResorts: resort.count))
  }

  private func worstCost(at model: ModelHandle) -> Double {
    var longest = request
    if let maximumTokens { longest.outputTokens = max(longest.outputTokens, TokenCount(clamping: maximumTokens)) }
    return CostEstimator.cost(of: longest, at: registry[model].prices).value
  }

  private func longestTime(models: Int, retries: Int, lastResorts: Int) -> Milliseconds {
    if let timeLimit { return timeLimit }
    let timeout = parameters.attemptTimeout.value
    // Each wait is at most half as long again as its step, and steps double.
    let waits = (0..<retries).reduce(0.0) { sum, retry in
      sum + parameters.backoff.value * Double(1 << min(retry, 30)) * 1.5
    }
    let failing = Double(models) * (Double(2 + retries) * timeout + waits)
    let limited = models > 0 ? Double(models + 1) * timeout + parameters.longestLimitWait.value : 0
    let resorting = lastResorts > 0 ? parameters.lastResortTime.value : 0
    return Milliseconds(unchecked: min(max(failing, limited) + resorting, .greatestFiniteMagnitude))
  }
}
