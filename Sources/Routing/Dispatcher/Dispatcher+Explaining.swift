public import RoutingCore

extension Dispatcher {
  /// What a request comes to now, without sending anything: verdict, ranking and exclusions.
  ///
  /// Nobody's turn moves on, and nothing is counted.
  ///
  /// - Throws: `DispatchError` where there is no such policy.
  /// - Complexity: O(n log n) in the number of models.
  public func record(of request: DispatchRequest) throws(DispatchError) -> DecisionRecord {
    try onLane { worker throws(DispatchError) in try worker.record(of: request) }
  }

  /// The same told in full: every filter that each model fails, and every number behind each score.
  ///
  /// - Throws: `DispatchError` where there is no such policy.
  /// - Complexity: O(n log n) in the number of models, with a large constant.
  public func explanation(of request: DispatchRequest) throws(DispatchError) -> Explanation {
    try onLane { worker throws(DispatchError) in try worker.explanation(of: request) }
  }
}

extension RouterWorker {
  fileprivate mutating func record(of request: DispatchRequest) throws(DispatchError) -> DecisionRecord {
    let policy = try policy(of: request)
    var turns = turns
    return tables.router.record(
      for: request.routing, policy: policy, health: tables.health, arms: tables.arms, turns: &turns, seed: router.seed)
  }

  fileprivate mutating func explanation(of request: DispatchRequest) throws(DispatchError) -> Explanation {
    let policy = try policy(of: request)
    return tables.router.explanation(
      of: request.routing, policy: policy, health: tables.health, arms: tables.arms, turns: turns, seed: router.seed)
  }
}
