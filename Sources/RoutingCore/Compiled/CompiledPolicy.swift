/// A policy made ready for one router: its constraints as a bitset, everything else as numbers.
///
/// Compile a policy once and decide with it many times; policies without constraints share one bitset. A class, because
/// every decision is handed one, and copying a struct of eight buffers counts eight references.
public final class CompiledPolicy: Sendable {
  // What every decision reads comes first and stays within a few cache lines: a gateway has a hundred of these.
  let weights: ScoreWeights
  let scoring: ScoringParameters
  /// The highest cost that passes, infinity where there is no limit.
  let costLimit: Double
  /// The models within bounds and in service.
  let permitted: [UInt64]
  /// The row of models that are capable enough.
  let weightRow: Int
  /// The first of the requirement rows, under this policy's reading of gaps.
  let requirementRows: Int
  /// The requirements that count: capabilities always, parameters where the policy insists.
  let requirementMask: UInt64
  /// Which of the latency columns to read.
  let latencyColumn: LatencyColumn
  /// The scales, where the policy alone fixes them.
  let absoluteScales: ScoreScales?
  /// Whether the best score is all there is to it: nothing preferred, drawn, sampled or kept.
  let isSimple: Bool
  /// The highest cost for a model that the caller named, which soft limits do not hold for.
  let namedCostLimit: Double
  /// The row of models capable enough for being named.
  let namedWeightRow: Int
  /// Every model's place in the caller's order of preference, empty where there is none.
  let tiers: [Int]
  /// How many tiers there are; slow providers go this much further down.
  let tierCount: Int
  /// Whether the picker draws.
  let draws: Bool
  /// Whether requests with an affinity are kept together.
  let keeps: Bool
  /// Whether draws of Thompson sampling decide, where there are arms.
  let samples: Bool
  /// Whether anyone may stand behind the first choice; without an order of providers, "no fallbacks" means one model.
  let fallsBack: Bool
  /// Whether slow providers go behind the others.
  let demotes: Bool
  /// The policy this was made from.
  public let policy: RoutingPolicy
  /// The policy under each mode that a plan of the router may bring along; empty for a mode that was asked for.
  private let planned: [RoutingMode: CompiledPolicy]

  init(_ policy: RoutingPolicy, planModes: [RoutingMode], registry: ModelRegistry, compiled: CompiledRegistry) {
    self.policy = policy
    weights = policy.scoreWeights
    scoring = policy.scoring
    costLimit = policy.costLimit?.value ?? .infinity
    namedCostLimit = policy.defaulted.contains(.maximumCost) ? .infinity : costLimit
    permitted =
      policy.refusesStatically
      ? CompiledPolicy.permitted(by: policy, registry: registry, compiled: compiled) : compiled.servable
    weightRow = compiled.rows.weights + min(max(policy.minimumWeight, 0), Model.weightRange.upperBound + 1)
    namedWeightRow = policy.defaulted.contains(.minimumWeight) ? compiled.rows.weights : weightRow
    switch policy.unknownCapabilities {
    case .asSupported: requirementRows = compiled.rows.notLacking
    case .asUnsupported: requirementRows = compiled.rows.supporting
    }
    requirementMask = policy.preferences.requiresParameters ? .max : Requirements.capabilities
    latencyColumn = LatencyColumn(policy)
    switch policy.normalization {
    case .eligibleMaximum: absoluteScales = nil
    case .absolute: absoluteScales = ScoreScales(absolute: policy)
    }
    let preferred = policy.preferences.preferred
    tiers = preferred.isEmpty ? [] : CompiledPolicy.tiers(by: preferred, registry: registry)
    tierCount = preferred.tierCount
    demotes = policy.preferences.maximumLatency != nil || policy.preferences.minimumThroughput != nil
    samples = policy.samples
    keeps = policy.affinity != nil
    fallsBack = policy.preferences.allowsFallbacks || policy.isClosedToOthers
    switch policy.picker {
    case .best: draws = false
    case .exploring(let temperature), .softmax(let temperature): draws = temperature > 0
    case .weighted, .inverseSquarePrice, .twoChoices: draws = true
    }
    isSimple = tiers.isEmpty && !demotes && !draws && !samples && !keeps
    var planned: [RoutingMode: CompiledPolicy] = [:]
    for mode in planModes where policy.underPlan(mode: mode) != policy {
      planned[mode] = CompiledPolicy(
        policy.underPlan(mode: mode), planModes: [], registry: registry, compiled: compiled)
    }
    self.planned = planned
  }

  /// The same policy as another object: its counter is passed between no two workers that each have their own.
  private init(copying other: CompiledPolicy) {
    weights = other.weights
    scoring = other.scoring
    costLimit = other.costLimit
    permitted = other.permitted
    weightRow = other.weightRow
    requirementRows = other.requirementRows
    requirementMask = other.requirementMask
    latencyColumn = other.latencyColumn
    absoluteScales = other.absoluteScales
    isSimple = other.isSimple
    namedCostLimit = other.namedCostLimit
    namedWeightRow = other.namedWeightRow
    tiers = other.tiers
    tierCount = other.tierCount
    draws = other.draws
    keeps = other.keeps
    fallsBack = other.fallsBack
    samples = other.samples
    demotes = other.demotes
    policy = other.policy
    planned = other.planned.mapValues(CompiledPolicy.init(copying:))
  }

  /// A copy for one worker to keep to itself.
  package func copy() -> CompiledPolicy { CompiledPolicy(copying: self) }

  /// Whether nothing goes before the score, or the draw of Thompson sampling.
  var isUntiered: Bool { tiers.isEmpty && !demotes }

  /// The policy under the mode of a plan.
  func underPlan(_ mode: RoutingMode) -> CompiledPolicy { planned[mode] ?? self }

  private static func permitted(
    by policy: RoutingPolicy, registry: ModelRegistry, compiled: CompiledRegistry
  ) -> [UInt64] {
    var permitted = compiled.servable
    for model in registry.modelHandles {
      guard let provider = registry.provider(of: model),
        RoutingPolicy.staticFilters.contains(where: { filter in
          policy.staticRefusal(by: filter, of: registry[model], at: registry[provider]) != nil
        })
      else { continue }
      permitted[model.index / 64] &= ~(1 << UInt64(model.index % 64))
    }
    return permitted
  }

  /// A model without a provider is never asked for its tier.
  private static func tiers(by preferred: Preferred, registry: ModelRegistry) -> [Int] {
    registry.modelHandles.map { model in
      registry.provider(of: model).map { preferred.tier(of: registry[model], at: registry[$0]) } ?? 0
    }
  }
}

extension RoutingPolicy {
  /// Whether draws of Thompson sampling decide, where there are arms; an order by one thing alone leaves no room for
  /// them.
  var samples: Bool { mode == .thompson && preferences.sort == nil }
}
