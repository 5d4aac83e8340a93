/// A policy made ready for one router: its constraints as a bitset, everything else as numbers.
///
/// Compile a policy once and decide with it many times; policies without constraints share one bitset. A class, because
/// every decision is handed one, and copying a struct of eight buffers counts eight references.
public final class CompiledPolicy: Sendable {
  /// The policy this was made from.
  public let policy: RoutingPolicy

  let weights: ScoreWeights
  /// The highest cost that passes, infinity where there is no limit.
  let costLimit: Double
  /// The models within bounds and in service.
  let permitted: [UInt64]
  /// The row of models that are capable enough.
  let weightRow: Int
  /// The first of the capability rows, under this policy's reading of gaps.
  let capabilityRows: Int
  /// Which of the latency columns to read.
  let latencyColumn: LatencyColumn
  /// The scales, where the policy alone fixes them.
  let absoluteScales: ScoreScales?
  let exploration: Exploration

  init(_ policy: RoutingPolicy, registry: ModelRegistry, compiled: CompiledRegistry) {
    self.policy = policy
    weights = policy.scoreWeights
    costLimit = policy.costLimit?.value ?? .infinity
    permitted =
      policy.constraints.isEmpty
      ? compiled.servable
      : CompiledPolicy.permitted(by: policy.constraints, registry: registry, compiled: compiled)
    weightRow = compiled.rows.weights + min(max(policy.minimumWeight, 0), Model.weightRange.upperBound + 1)
    switch policy.unknownCapabilities {
    case .asSupported: capabilityRows = compiled.rows.notLacking
    case .asUnsupported: capabilityRows = compiled.rows.supporting
    }
    latencyColumn = LatencyColumn(policy)
    switch policy.scoring.normalization {
    case .eligibleMaximum: absoluteScales = nil
    case .absolute: absoluteScales = ScoreScales(absolute: policy)
    }
    exploration = Exploration(temperature: policy.explorationTemperature)
  }

  private static func permitted(
    by constraints: RoutingConstraints, registry: ModelRegistry, compiled: CompiledRegistry
  ) -> [UInt64] {
    var permitted = compiled.servable
    for model in registry.modelHandles {
      guard let provider = registry.provider(of: model),
        constraints.refusal(of: registry[model], at: registry[provider]) != nil
      else { continue }
      permitted[model.index / 64] &= ~(1 << UInt64(model.index % 64))
    }
    return permitted
  }
}
