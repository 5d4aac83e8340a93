/// Finds the smallest single changes in favour of a model, by trying them.
struct ChangeSearch {
  let decision: StagedDecision
  let handle: ModelHandle

  /// The changes that work, the smallest first; empty where no single one does, or the model wins already.
  ///
  /// A change to win is found by halving the way between what is and the other end of the range, 60 times. The last
  /// value found has been tried and works; where the score changes course in between, a smaller one may work too.
  ///
  /// - Complexity: some 200 staged decisions of O(n log n).
  func changes() -> [SingleChange] {
    let failures = decision.failures(of: handle)
    let found =
      failures.isEmpty
      ? winningChanges() : failures.count == 1 ? servingChanges(after: failures[0]) : []
    return found.sorted { $0.size < $1.size }
  }

  // MARK: - To serve

  private func servingChanges(after failure: ExclusionReason) -> [SingleChange] {
    var changes: [SingleChange] = []
    func offer(_ lever: SingleChange.Lever, _ have: Double, _ need: Double) {
      guard decision.applying(lever, need, to: handle).failures(of: handle).isEmpty else { return }
      changes.append(SingleChange(lever: lever, have: have, need: need, effect: .mayServe))
    }
    switch failure {
    case .budgetExceeded(let cost, let limit):
      offer(.maximumCost, limit.value, cost.value)
      if let factor = bisect(from: 1, to: 0, serves(.priceFactor)) { offer(.priceFactor, 1, factor) }
    case .weightBelowMinimum(let have, let need):
      offer(.minimumWeight, Double(need), Double(have))
      if Model.weightRange.contains(need) { offer(.weight, Double(have), Double(need)) }
    case .contextOverflow(let have, let need):
      offer(.contextWindow, Double(have.value), Double(need.value))
    case .priceAboveMaximum:
      if let factor = bisect(from: 1, to: 0, serves(.priceFactor)) { offer(.priceFactor, 1, factor) }
    default: break
    }
    return changes
  }

  private func serves(_ lever: SingleChange.Lever) -> (Double) -> Bool {
    { decision.applying(lever, $0, to: handle).failures(of: handle).isEmpty }
  }

  // MARK: - To win

  private func winningChanges() -> [SingleChange] {
    guard !wins(decision) else { return [] }
    var changes: [SingleChange] = []
    func offer(_ lever: SingleChange.Lever, _ have: Double, _ need: Double?) {
      if let need { changes.append(SingleChange(lever: lever, have: have, need: need, effect: .wins)) }
    }
    let model = decision.model(handle)
    let traits = decision.traits(of: handle, standIn: decision.standInLatency)
    if traits.cost > 0 { offer(.priceFactor, 1, bisect(from: 1, to: 0, wins(.priceFactor))) }
    if traits.latency > 0 { offer(.latency, traits.latency, bisect(from: traits.latency, to: 0, wins(.latency))) }
    if traits.errorRate > 0 {
      offer(.errorRate, traits.errorRate, bisect(from: traits.errorRate, to: 0, wins(.errorRate)))
    }
    if model.weight < Model.weightRange.upperBound {
      let enough = (model.weight + 1...Model.weightRange.upperBound).first { wins(.weight)(Double($0)) }
      offer(.weight, Double(model.weight), enough.map { Double($0) })
    }
    return changes
  }

  private func wins(_ lever: SingleChange.Lever) -> (Double) -> Bool {
    { wins(decision.applying(lever, $0, to: handle)) }
  }

  private func wins(_ decision: StagedDecision) -> Bool {
    decision.ranked().candidates.first?.key.model == handle
  }

  /// The value nearest to `start` that works, or nil where not even `end` does.
  private func bisect(from start: Double, to end: Double, _ works: (Double) -> Bool) -> Double? {
    guard works(end) else { return nil }
    var failing = start
    var working = end
    for _ in 0..<60 {
      let middle = (failing + working) / 2
      guard middle != failing, middle != working else { break }
      if works(middle) { working = middle } else { failing = middle }
    }
    return working
  }
}
