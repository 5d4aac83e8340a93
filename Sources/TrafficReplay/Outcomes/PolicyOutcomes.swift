import RoutingCore

/// What came of a policy on some traffic, in memory that does not grow with it.
///
/// Outcomes of parts of a trace that follow each other join to those of the whole (``append(_:)``).
public struct PolicyOutcomes: Hashable, Sendable {
  /// Requests decided, refused ones included.
  public package(set) var requests = 0
  /// Requests that no model could serve.
  public package(set) var refusals = 0
  /// Requests that were refused because the money was spent.
  public package(set) var unfunded = 0
  /// Requests that their provider turned away as too many.
  public package(set) var rejections = 0
  /// Requests that failed at their provider for other reasons.
  public package(set) var failures = 0
  /// Prompt tokens of what was served, and how many of them came from a provider's cache.
  public package(set) var promptTokens = 0
  /// Prompt tokens that came from a provider's cache.
  public package(set) var cachedTokens = 0

  /// What each request cost in US dollars, those not served nothing.
  public package(set) var cost = BlockSums()
  /// The time to the first token of what was served, in milliseconds.
  public package(set) var firstToken = BlockSums()
  /// The time to the last token of what was served, in milliseconds.
  public package(set) var endToEnd = BlockSums()
  /// 1 for each request that was served and 0 for each that was not.
  public package(set) var success = BlockSums()
  /// 1 for each request that met the objective and 0 for each that did not.
  public package(set) var attainment = BlockSums()
  /// How much less each choice was worth, by what was to be expected of it, than the best one would have been.
  public package(set) var regret = BlockSums()

  /// The times to the first token of what was served.
  public package(set) var firstTokenTimes = LatencyHistogram()
  /// The times to the last token of what was served.
  public package(set) var endToEndTimes = LatencyHistogram()
  /// What each model of the registry was chosen for, in the registry's order.
  public package(set) var models: [ModelShare]
  /// How it went over time.
  public package(set) var timeline: OutcomeTimeline
  /// What came of each tenant's requests.
  public package(set) var tenants = TenantOutcomes()

  /// What one model was chosen for.
  public struct ModelShare: Hashable, Sendable {
    /// Requests whose last attempt was at it.
    public package(set) var requests = 0
    /// Those of them that were served.
    public package(set) var served = 0
    /// What they cost in US dollars.
    public package(set) var cost = 0.0

    /// Makes a share of nothing.
    package init() {}
  }

  /// Makes outcomes of nothing, for a registry of so many models.
  public init(modelCount: Int) {
    models = Array(repeating: ModelShare(), count: modelCount)
    timeline = OutcomeTimeline(modelCount: modelCount)
  }

  /// Requests that were served.
  public var served: Int { requests - refusals - unfunded - rejections - failures }

  /// Takes in a request that came at a moment, counted from the beginning of the trace.
  mutating func add(_ request: ReplayedRequest, tenant: String?, regret: Double?, at moment: Moment) {
    requests += 1
    switch request {
    case .refused: refusals += 1
    case .unfunded: unfunded += 1
    case .rejected(let model):
      rejections += 1
      models[model.index].requests += 1
    case .failed(let model):
      failures += 1
      models[model.index].requests += 1
    case .served(let model, let answer):
      models[model.index].requests += 1
      models[model.index].served += 1
      models[model.index].cost += answer.cost.value
      // No trace of real prompts comes near the bound, and a hostile one does not trap.
      promptTokens = min(promptTokens + answer.promptTokens, 1 << 60)
      cachedTokens = min(cachedTokens + answer.cachedTokens, 1 << 60)
      firstTokenTimes.record(nanoseconds: PolicyOutcomes.nanoseconds(answer.firstToken))
      endToEndTimes.record(nanoseconds: PolicyOutcomes.nanoseconds(answer.endToEnd))
    }
    cost.add(request.cost.value)
    firstToken.add(request.answer?.firstToken.value)
    endToEnd.add(request.answer?.endToEnd.value)
    success.add(request.isServed ? 1 : 0)
    attainment.add(request.meetsObjective ? 1 : 0)
    self.regret.add(regret)
    timeline.add(request, at: moment)
    tenants.add(request, of: tenant)
  }

  /// Takes in the outcomes of what came next, over the same registry.
  ///
  /// - Complexity: O(models × bins of the timeline).
  public mutating func append(_ next: PolicyOutcomes) {
    precondition(models.count == next.models.count, "Both are outcomes over one registry.")
    requests += next.requests
    refusals += next.refusals
    unfunded += next.unfunded
    rejections += next.rejections
    failures += next.failures
    promptTokens = min(promptTokens + next.promptTokens, 1 << 60)
    cachedTokens = min(cachedTokens + next.cachedTokens, 1 << 60)
    cost.append(next.cost)
    firstToken.append(next.firstToken)
    endToEnd.append(next.endToEnd)
    success.append(next.success)
    attainment.append(next.attainment)
    regret.append(next.regret)
    firstTokenTimes.merge(next.firstTokenTimes)
    endToEndTimes.merge(next.endToEndTimes)
    for place in models.indices {
      models[place].requests += next.models[place].requests
      models[place].served += next.models[place].served
      models[place].cost += next.models[place].cost
    }
    timeline.merge(next.timeline)
    tenants.merge(next.tenants)
  }

  /// Thirty years are the most that is told apart.
  private static func nanoseconds(_ duration: Milliseconds) -> UInt64 {
    UInt64(min(duration.value, 1e12) * 1_000_000)
  }
}
