extension Orchestration {
  /// The version of stored states.
  static let stateVersion = 1

  /// The state as JSON, from which the same orchestration goes on anywhere (O-502, R-003).
  ///
  /// It is the plan and the results so far: everything else follows from them. It holds the request and what models
  /// said, and no secrets of the host.
  ///
  /// - Complexity: O(n) in the size of all texts so far.
  public var state: JSONValue {
    let ended = results.enumerated().compactMap { number, result in
      result.map { JSONValue.state(["number": .whole(number), "result": $0.state]) }
    }
    return JSONValue.state([
      "version": .whole(Orchestration.stateVersion), "plan": plan.state,
      "started_at": .whole(Int(start.nanoseconds)), "last_event_at": .whole(Int(lastEvent.nanoseconds)),
      "stop": .text(stop?.name), "calls": .whole(results.count), "results": JSONValue(.array(ended)),
    ])
  }

  /// Takes up an orchestration where it was when its state was stored; members that are not known are ignored.
  ///
  /// - Throws: ``InvalidOrchestrationState``.
  /// - Complexity: O(n log n) in the size of the state.
  public init(state: JSONValue) throws(InvalidOrchestrationState) {
    let reader = try StateReader(state)
    let version = state["version"]?.integer
    guard version == Orchestration.stateVersion else { throw .unsupportedVersion(version) }
    let count = try reader.required("calls") { $0.integer }
    let plan = try OrchestrationPlan(state: try reader.object("plan"))
    // A plan makes no more calls than its bound, so a state that claims billions of them takes no room.
    guard count >= 0, count <= plan.bound.calls else { throw .inconsistent }
    var results: [CallResult?] = Array(repeating: nil, count: count)
    for entry in try reader.objects("results") {
      let number = try entry.required("number") { $0.integer }
      guard results.indices.contains(number), results[number] == nil else { throw .inconsistent }
      results[number] = try CallResult(state: try entry.object("result")).kept(by: plan.mode)
    }
    self.init(
      plan: plan, start: try reader.required("started_at") { $0.integer.map { Moment(nanoseconds: Int64($0)) } },
      lastEvent: try reader.required("last_event_at") { $0.integer.map { Moment(nanoseconds: Int64($0)) } },
      stop: try reader.optional("stop") { value in StopCause.allCases.first { $0.name == value.string } },
      results: results)
    try takeUp()
  }

  /// Finds out how far it is, without telling of it again.
  private mutating func takeUp() throws(InvalidOrchestrationState) {
    let out = results.indices.filter { results[$0] == nil }
    let begun = results.count
    _ = advance()
    let isConsistent =
      if let outcome { outcome.calls.count == begun } else {
        results.count == begun && outstandingCalls.map(\.number) == out
      }
    guard isConsistent else { throw .inconsistent }
  }
}
