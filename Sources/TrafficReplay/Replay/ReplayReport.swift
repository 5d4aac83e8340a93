/// What came of a replayed trace.
public struct ReplayReport: Sendable {
  /// Requests decided, refused ones included.
  public internal(set) var requests = 0
  /// Requests that no model could serve.
  public internal(set) var refusals = 0
  /// Attempts that failed on their simulated provider; a first replay does not retry.
  public internal(set) var failures = 0
  /// What all successful attempts cost in US dollars, at the lengths that the trace recorded.
  public internal(set) var cost = 0.0
  /// What each model of the registry was chosen for, in the registry's order.
  public internal(set) var models: [Share]
  /// How often a model was left out of a decision, by the name of the first filter it failed.
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

  /// Exclusions with the most frequent first, and by name where they are as frequent.
  public var rankedExclusions: [(reason: String, count: Int)] {
    exclusions.map { (reason: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.reason) < ($0.count, $1.reason) }
  }
}
