public import RoutingCore

/// How much of each decision a log keeps.
///
/// Of 400 models a line would hold some 60 KB in full. What two logs have to tell each other is why the choice of one
/// was not that of the other, so a line holds what the standing of any model follows from: the terms of each provider's
/// health and the scales. Cost and weight of a model are those that the log says that chose it, where the registry is
/// the same. And where a change let a model in, that model seldom fails another filter, and hardly ever that of its
/// kind.
public struct DecisionLogDetail: Hashable, Sendable {
  /// How many of the best candidates are written, nil for all.
  ///
  /// Beside them stand the best under the weights of each mode, for a quarter of the number; the chosen model; and
  /// those that set a scale.
  public var candidates: Int?
  /// How many models that were left out are written by name, nil for all; they are counted by reason in any case.
  ///
  /// Those that fail one filter come first. Unless all are written, those of another kind are only counted, and what
  /// befalls a whole provider is written once for all its models.
  public var exclusions: Int?

  /// Makes a level of detail; numbers are not negative.
  public init(candidates: Int? = 8, exclusions: Int? = 32) {
    self.candidates = candidates
    self.exclusions = exclusions
  }

  /// Everything.
  public static let full = DecisionLogDetail(candidates: nil, exclusions: nil)
}

extension DecisionGrounds {
  /// Makes the grounds of a decision that was explained.
  ///
  /// `seed` is what the decision's draws followed from, `fingerprint` that of the registry, worked out once.
  ///
  /// - Complexity: O(n log n) in the number of models.
  public init(
    _ explanation: Explanation, of request: RoutingRequest, over registry: ModelRegistry, seed: UInt64,
    fingerprint: String? = nil, detail: DecisionLogDetail = DecisionLogDetail()
  ) {
    let weights = explanation.weights
    let draws = Draws(explanation, DrawKey(seed: seed, requestID: request.id))
    let scales = DecisionGrounds.scales(of: explanation)
    var kept = DecisionGrounds.likely(explanation.ranked, detail.candidates ?? 0)
    kept.formUnion(scales.values.compactMap(\.model))
    if let model = explanation.verdict.decision?.model { kept.insert(model) }
    let ranked = explanation.ranked.enumerated().filter { place, card in
      place < detail.candidates ?? .max || kept.contains(card.model)
    }.map(\.element)
    var counts: [String: Int] = [:]
    for rejection in explanation.excluded { counts[rejection.reasons[0].name, default: 0] += 1 }
    self.init(
      registry: fingerprint,
      weights: TermValues(
        cost: weights.cost, latency: weights.latency, failure: weights.failure, weight: weights.weight),
      picker: draws.picker, temperature: draws.temperature, draw: draws.whole,
      ranked: ranked.map { card in
        Ranked(
          model: card.model, score: card.terms.score,
          terms: TermValues(
            cost: card.terms.cost, latency: card.terms.latency, failure: card.terms.failure, weight: card.terms.weight),
          expectedCost: Dollars(card.traits.cost), draw: draws.own(card))
      },
      rankedLeftOut: explanation.ranked.count - ranked.count, scales: scales,
      providers: DecisionGrounds.providers(of: explanation), exclusionCounts: counts)
    setExcluded(explanation.excluded, registry, limit: detail.exclusions)
  }

  /// The scales, each with the first model by id that has as much.
  private static func scales(of explanation: Explanation) -> [ScoreTerm: Scale] {
    guard let scales = explanation.scales else { return [:] }
    let readings: [(ScoreTerm, Double, (CandidateTraits) -> Double)] = [
      (.cost, scales.cost, \.cost), (.latency, scales.latency, \.latency), (.failure, scales.failure, \.errorRate),
      (.weight, scales.weight, \.weight),
    ]
    var found: [ScoreTerm: Scale] = [:]
    for (term, value, trait) in readings {
      let setters =
        explanation.policy.normalization == .absolute ? [] : explanation.ranked.filter { trait($0.traits) == value }
      let setter = setters.min { $0.model < $1.model }
      found[term] = Scale(value: value, model: setter?.model, provider: setter?.provider)
    }
    return found
  }

  /// The models that would come first had the weights been others.
  private static func likely(_ cards: [Explanation.ScoreCard], _ number: Int) -> Set<ModelID> {
    guard number > 0 else { return [] }
    var kept: Set<ModelID> = []
    let modes: [RoutingMode] = [.normal, .cheap, .highConfidence, .planning]
    for weights in modes.map({ ScoreWeights(mode: $0) }) + [.latencyFirst] {
      let scores = cards.map { card in
        weights.cost * card.terms.cost + weights.latency * card.terms.latency + weights.failure * card.terms.failure
          - weights.weight * card.terms.weight
      }
      let best = cards.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
      kept.formUnion(best.prefix(max(number / 4, 1)).map { cards[$0].model })
    }
    return kept
  }

  /// The terms of each provider's health, in the order of ids.
  private static func providers(of explanation: Explanation) -> [ProviderTerms] {
    var terms: [ProviderID: ProviderTerms] = [:]
    for card in explanation.ranked {
      terms[card.provider] = ProviderTerms(
        provider: card.provider, latency: card.terms.latency, failure: card.terms.failure)
    }
    return terms.values.sorted { $0.provider < $1.provider }
  }

  /// The first few exclusions: what fails one filter before what fails several, then what changes often before what
  /// seldom does, then by id.
  private mutating func setExcluded(_ rejections: [Explanation.Rejection], _ registry: ModelRegistry, limit: Int?) {
    func isBefore(_ one: Explanation.Rejection, _ other: Explanation.Rejection) -> Bool {
      let ranks = [one, other].map { (min($0.reasons.count, 2), $0.reasons[0].permanence) }
      return ranks[0] == ranks[1] ? one.model < other.model : ranks[0] < ranks[1]
    }
    var single = rejections
    if limit != nil {
      single.removeAll { $0.reasons[0].permanence == ExclusionReason.highestPermanence }
      var providers: [ExcludedProvider] = []
      for rejection in single where rejection.reasons[0].befallsProvider {
        guard let handle = registry.handle(ofModel: rejection.model) else { continue }
        providers.append(
          ExcludedProvider(provider: registry[handle].provider, reason: rejection.reasons[0].name))
      }
      excludedProviders = Set(providers).sorted { ($0.provider.text, $0.reason) < ($1.provider.text, $1.reason) }
      single.removeAll { $0.reasons[0].befallsProvider }
    }
    excluded = single.sorted(by: isBefore).prefix(limit ?? .max).map { rejection in
      let reason = rejection.reasons[0]
      if case .budgetExceeded(let cost, _) = reason {
        return Excluded(model: rejection.model, reason: reason.name, expectedCost: cost)
      }
      return Excluded(model: rejection.model, reason: reason.name)
    }
  }

  /// What was thrown for a decision, worked out again.
  private struct Draws {
    var picker: String
    var temperature: Double?
    var whole: Double?
    private let key: DrawKey
    private let races: Bool

    init(_ explanation: Explanation, _ key: DrawKey) {
      self.key = key
      let rule = explanation.policy.picker
      picker = explanation.ranked.contains { $0.draw != nil } ? DecisionGrounds.thompson : rule.name
      switch rule {
      case .best: races = false
      case .exploring(let temperature):
        (self.temperature, races) = (temperature, false)
        if temperature > 0 { whole = key.unit(.exploration) }
      case .softmax(let temperature): (self.temperature, races) = (temperature, temperature > 0)
      case .weighted, .inverseSquarePrice, .twoChoices: races = true
      }
      // What is not finite has no place in a log.
      if let temperature, !temperature.isFinite { self.temperature = nil }
    }

    func own(_ card: Explanation.ScoreCard) -> Double? {
      card.draw ?? (races ? key.unit(.race, model: StableHash.hash(card.model.text)) : nil)
    }
  }
}

extension ExclusionReason {
  /// How seldom it comes or goes by itself: 0 with a provider's health, 1 with the request, 2 with the policy or the
  /// model's record, 3 hardly ever.
  fileprivate var permanence: Int {
    switch self {
    case .healthDown, .outlierEjected, .rateLimited, .credentialsLocked: 0
    case .budgetExceeded, .contextOverflow, .capabilityMissing, .parametersUnsupported, .noStreaming: 1
    case .disabled, .weightBelowMinimum, .noAdapter, .modelExcluded, .providerExcluded, .regionExcluded,
      .referenceExcluded, .priceAboveMaximum, .quantizationExcluded, .mayTrainOnPrompts, .mayRetainPrompts:
      2
    case .kindMismatch: ExclusionReason.highestPermanence
    }
  }

  fileprivate static var highestPermanence: Int { 3 }

  /// Whether it keeps out all models of a provider at once.
  fileprivate var befallsProvider: Bool {
    switch self {
    case .healthDown, .outlierEjected, .rateLimited, .credentialsLocked, .noStreaming, .noAdapter, .providerExcluded:
      true
    case .budgetExceeded, .contextOverflow, .capabilityMissing, .parametersUnsupported, .disabled,
      .weightBelowMinimum, .modelExcluded, .regionExcluded, .referenceExcluded, .priceAboveMaximum,
      .quantizationExcluded, .mayTrainOnPrompts, .mayRetainPrompts, .kindMismatch:
      false
    }
  }
}
