import RoutingCore
import TrafficReplay

/// The router that a careful engineer writes in an afternoon: an array of structs, integers for names, no list.
///
/// The baseline beside the reference, which strings and lists make slow. It knows what the bench's traffic asks for
/// (kinds, windows, capabilities, streaming, weights, budgets, price tiers, hints by id, modes) and nothing else of
/// the contract.
struct ArrayOfStructs: Sendable {
  private struct Row: Sendable {
    let kinds: ModelKindSet
    let unsupported: CapabilitySet
    let isServable: Bool
    let canStream: Bool
    let weight: Double
    /// The largest `Int` where unknown.
    let window: Int
    let inputPrice: Double
    let outputPrice: Double
    let unitPrice: Double
    let provider: Int
    let tiers: Range<Int>
  }

  private struct Tier: Sendable {
    let threshold: Int
    let inputPrice: Double
    let outputPrice: Double
  }

  private struct ProviderRow: Sendable {
    let isReachable: Bool
    let latency: Double
    let tail: Double
    let errorRate: Double
    let isDegraded: Bool
  }

  /// What is asked for, as numbers.
  struct Question: Sendable {
    let kind: ModelKind
    let requires: CapabilitySet
    let isStreaming: Bool
    let inputTokens: Int
    let outputTokens: Int
    let units: Int
    /// The model that is named, -1 for none.
    let hint: Int

    init(_ request: RoutingRequest, in registry: ModelRegistry) {
      kind = request.kind
      requires = request.requires
      isStreaming = request.isStreaming
      inputTokens = request.inputTokens.value
      outputTokens = request.outputTokens.value
      units = request.units
      hint = request.hint.flatMap { registry.handle(ofModel: ModelID($0.text)) }?.index ?? -1
    }
  }

  /// A mode and its bounds, as numbers.
  struct Policy: Sendable {
    let weights: ScoreWeights
    let limit: Double
    let minimumWeight: Double
    let latencyFloor: Double
    let failureFloor: Double
    let penalty: Double
    /// Latency-first looks at the slowest requests.
    let readsTail: Bool

    init(_ policy: RoutingPolicy) {
      weights = policy.scoreWeights
      limit = policy.maximumCost?.value ?? .infinity
      minimumWeight = Double(policy.minimumWeight)
      latencyFloor = policy.scoring.latencyFloor.value
      failureFloor = policy.scoring.failureFloor.value
      penalty = policy.scoring.degradedPenalty.value
      readsTail = policy.latencyMeasure == .tail
    }
  }

  private let rows: [Row]
  private let tiers: [Tier]
  private var providers: [ProviderRow] = []

  init(_ registry: ModelRegistry) {
    var tiers: [Tier] = []
    rows = registry.modelHandles.map { handle in
      let model = registry[handle]
      let provider = registry.provider(of: handle)
      let firstTier = tiers.count
      let (input, output) = (model.prices.inputPerThousandTokens, model.prices.outputPerThousandTokens)
      tiers += model.prices.tiers.map { tier in
        Tier(
          threshold: tier.aboveInputTokens.value, inputPrice: tier.inputPerThousandTokens ?? input,
          outputPrice: tier.outputPerThousandTokens ?? output)
      }
      return Row(
        kinds: model.kinds, unsupported: model.capabilities.unsupported,
        isServable: model.isEnabled && (provider.map { registry[$0].isEnabled } ?? false),
        canStream: provider.map { registry[$0].canStream } ?? false, weight: Double(model.weight),
        window: model.contextWindow.flatMap { $0 > .zero ? $0.value : nil } ?? .max,
        inputPrice: input, outputPrice: output,
        unitPrice: model.prices.perUnit, provider: provider?.index ?? 0, tiers: firstTier..<tiers.count)
    }
    self.tiers = tiers
  }

  /// Takes over the condition of the providers.
  mutating func update(from snapshot: HealthSnapshot) {
    func latencies(_ measure: LatencyMeasure) -> [Double] {
      let standIn = snapshot.standInLatency(.median, measure: measure).value
      return snapshot.readings.map { reading in
        guard let latency = reading.latency(measure)?.value else { return standIn }
        let confidence = reading.latencyConfidence.value
        return confidence < 1 ? confidence * latency + (1 - confidence) * standIn : latency
      }
    }
    let (averages, tails) = (latencies(.average), latencies(.tail))
    providers = snapshot.readings.enumerated().map { place, reading in
      ProviderRow(
        isReachable: reading.isReachable, latency: averages[place], tail: tails[place],
        errorRate: reading.errorRate.value, isDegraded: reading.state == .degraded)
    }
  }

  /// The place of the model that is to serve, or -1.
  func decide(_ question: Question, _ policy: Policy) -> Int {
    let need = ContextHeadroom.need(for: TokenCount(clamping: question.inputTokens)).value
    if question.hint >= 0, cost(question.hint, question, policy, need) != nil { return question.hint }
    var (cost, latency, errorRate, weight) = (-1.0, 0.0, 0.0, 0.0)
    for index in rows.indices {
      guard let modelCost = self.cost(index, question, policy, need) else { continue }
      let provider = providers[rows[index].provider]
      cost = max(cost, modelCost)
      latency = max(latency, policy.readsTail ? provider.tail : provider.latency)
      errorRate = max(errorRate, provider.errorRate)
      weight = max(weight, rows[index].weight)
    }
    guard cost >= 0 else { return -1 }
    latency = max(latency, policy.latencyFloor)
    errorRate = max(errorRate, policy.failureFloor)
    var best = -1
    var bestKey = (Double.infinity, Double.infinity, Double.infinity, Double.infinity)
    for index in rows.indices {
      guard let modelCost = self.cost(index, question, policy, need) else { continue }
      let provider = providers[rows[index].provider]
      let providerLatency = policy.readsTail ? provider.tail : provider.latency
      let errors = share(provider.errorRate, of: errorRate)
      let score =
        policy.weights.cost * share(modelCost, of: cost) + policy.weights.latency * share(providerLatency, of: latency)
        + policy.weights.failure * (provider.isDegraded ? max(errors, policy.penalty) : errors)
        - policy.weights.weight * share(rows[index].weight, of: weight)
      let key = (score, modelCost, 0 - rows[index].weight, providerLatency)
      if key < bestKey { (best, bestKey) = (index, key) }
    }
    return best
  }

  private func share(_ value: Double, of scale: Double) -> Double { scale > 0 ? min(value / scale, 1) : 0 }

  /// What a model costs, or nil where it may not serve.
  private func cost(_ index: Int, _ question: Question, _ policy: Policy, _ need: Int) -> Double? {
    let row = rows[index]
    guard row.isServable, row.kinds.contains(question.kind), row.weight >= policy.minimumWeight, row.window >= need,
      row.unsupported.isDisjoint(with: question.requires), row.canStream || !question.isStreaming,
      providers[row.provider].isReachable
    else { return nil }
    let cost: Double
    if question.kind.isPricedPerUnit {
      cost = row.unitPrice * Double(question.units)
    } else {
      var (input, output) = (row.inputPrice, row.outputPrice)
      for tier in row.tiers where question.inputTokens > tiers[tier].threshold {
        (input, output) = (tiers[tier].inputPrice, tiers[tier].outputPrice)
      }
      cost = Double(question.inputTokens) / 1000 * input + Double(question.outputTokens) / 1000 * output
    }
    return cost <= policy.limit ? cost : nil
  }
}
