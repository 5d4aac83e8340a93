import RoutingCore

/// What came of a replay.
public struct ReplayReport: Sendable {
  /// Requests decided, refused ones included.
  public internal(set) var requests = 0
  /// Requests that no model could serve.
  public internal(set) var refusals = 0
  /// Requests that failed on their simulated providers, or were turned away there.
  public internal(set) var failures = 0
  /// What all successful attempts cost in US dollars, at the lengths that the trace recorded.
  public internal(set) var cost = 0.0
  /// What each model of the registry was chosen for, in the registry's order.
  public internal(set) var models: [Share]
  /// The requests that were asked why models were left out.
  public internal(set) var examined = 0
  /// How often a model was left out of those, by the name of the first filter it failed.
  public internal(set) var exclusions: [String: Int] = [:]
  /// The simulated time to the first token of successful attempts.
  public internal(set) var latency = LatencyHistogram()

  /// What one model was chosen for.
  public struct Share: Hashable, Sendable {
    /// Requests decided for it.
    public internal(set) var requests = 0
    /// What the successful ones cost in US dollars.
    public internal(set) var cost = 0.0
  }

  init(modelCount: Int) {
    models = Array(repeating: Share(), count: modelCount)
  }

  /// Tells of the outcomes of a trace what a report tells.
  init(_ outcomes: PolicyOutcomes) {
    requests = outcomes.requests
    refusals = outcomes.refusals + outcomes.unfunded
    failures = outcomes.failures + outcomes.rejections
    cost = outcomes.cost.sum
    models = outcomes.models.map { Share(requests: $0.requests, cost: $0.cost) }
    latency = outcomes.firstTokenTimes
  }

  /// Counts a request that no model may serve.
  mutating func countRefusal() {
    requests += 1
    refusals += 1
  }

  /// Counts the outcome of one attempt; a failed one costs nothing.
  mutating func count(_ outcome: AttemptOutcome, at model: ModelHandle, cost: Dollars) {
    requests += 1
    models[model.index].requests += 1
    switch outcome {
    case .failure: failures += 1
    case .success(let latency, _):
      models[model.index].cost += cost.value
      self.cost += cost.value
      self.latency.record(nanoseconds: UInt64(min(latency.value, 1e12) * 1_000_000))
    }
  }

  /// Counts why models were left out of one decision.
  mutating func count(_ excluded: [Exclusion]) {
    examined += 1
    for exclusion in excluded { exclusions[exclusion.reason.name, default: 0] += 1 }
  }

  /// Exclusions with the most frequent first, and by name where they are as frequent.
  public var rankedExclusions: [(reason: String, count: Int)] {
    exclusions.map { (reason: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
  }
}
