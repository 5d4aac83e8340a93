extension DecisionReason {
  /// Makes the reason with this wire name, or nil where there is none.
  public init?(name: String) {
    let all: [DecisionReason] =
      [
        .hintExact, .retriedTransient, .reducedMaxTokens, .escalatedContextOverflow, .hedgedDispatch,
        .lastResortFallback, .streamFallback, .explicitModel,
      ] + OrchestrationReason.allCases.map { .orchestration($0) }
    if let reason = all.first(where: { $0.name == name }) {
      self = reason
      return
    }
    let prefix = Array("routed-weight-".utf8)
    let bytes = Array(name.utf8)
    guard bytes.starts(with: prefix), let weight = JSONScanner.integer(bytes.dropFirst(prefix.count)),
      DecisionReason.routedByWeight(weight).name == name
    else { return nil }
    self = .routedByWeight(weight)
  }
}
