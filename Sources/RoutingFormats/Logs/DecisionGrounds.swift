public import RoutingCore

/// What a logged decision rests on: the registry, the way to score, the best candidates, and who was left out.
///
/// All of it may be absent, and lists may be cut short: what they leave out is counted.
public struct DecisionGrounds: Hashable, Sendable {
  /// The registry's fingerprint, `ModelRegistry.fingerprint`, or nil where the log does without.
  public var registry: String?
  /// The weights of the score terms, or nil where the log does without.
  public var weights: TermValues?
  /// How the first choice was taken from the candidates, or nil where the log does without: the name of a `Picker`, or
  /// ``thompson``.
  public var picker: String?
  /// The picker's temperature, or nil where it has none.
  public var temperature: Double?
  /// The draw that the whole decision was made with, from 0 to 1, or nil where none was thrown.
  public var draw: Double?
  /// The eligible models, best first: the first few, and those further down that were chosen or set a scale.
  public var ranked: [Ranked]
  /// How many eligible models are not in ``ranked``.
  public var rankedLeftOut: Int
  /// What the score terms were divided by.
  public var scales: [ScoreTerm: Scale]
  /// The terms that follow from a provider's health, of all providers that an eligible model has.
  public var providers: [ProviderTerms]
  /// Models that were not eligible, those first that one change would have let in.
  public var excluded: [Excluded]
  /// Providers of which no model was eligible for a reason that befalls the whole provider, where those are not named
  /// one by one in ``excluded``.
  public var excludedProviders: [ExcludedProvider]
  /// How many models were not eligible by the name of the first filter they failed, those of ``excluded`` counted too.
  public var exclusionCounts: [String: Int]

  /// The picker's name where Thompson sampling drew.
  public static let thompson = "thompson"

  /// An eligible model with what its place is made of.
  public struct Ranked: Hashable, Sendable {
    /// The model.
    public var model: ModelID
    /// The score; lower is better.
    public var score: Double
    /// The terms of the score, without their weights.
    public var terms: TermValues
    /// What the request was expected to cost there, or nil where the log does without.
    public var expectedCost: Dollars?
    /// The model's own draw, from 0 to 1, or nil where none was thrown.
    public var draw: Double?

    /// Makes a ranked model.
    public init(
      model: ModelID, score: Double, terms: TermValues, expectedCost: Dollars? = nil, draw: Double? = nil
    ) {
      self.model = model
      self.score = score
      self.terms = terms
      self.expectedCost = expectedCost
      self.draw = draw
    }
  }

  /// What a score term was divided by.
  public struct Scale: Hashable, Sendable {
    /// The divisor in the term's unit: US dollars, milliseconds, a share of failures, or capability.
    public var value: Double
    /// The eligible model that it was read from, or nil where the policy fixes it.
    public var model: ModelID?
    /// The provider of that model, or nil where the log does without.
    public var provider: ProviderID?

    /// Makes a scale.
    public init(value: Double, model: ModelID? = nil, provider: ProviderID? = nil) {
      self.value = value
      self.model = model
      self.provider = provider
    }
  }

  /// A model that was not eligible.
  public struct Excluded: Hashable, Sendable {
    /// The model.
    public var model: ModelID
    /// The name of the first filter it failed, `ExclusionReason.name`.
    public var reason: String
    /// What the request was expected to cost there, where the budget is what kept it out.
    public var expectedCost: Dollars?

    /// Makes an excluded model.
    public init(model: ModelID, reason: String, expectedCost: Dollars? = nil) {
      self.model = model
      self.reason = reason
      self.expectedCost = expectedCost
    }
  }

  /// The terms that all eligible models of a provider share.
  public struct ProviderTerms: Hashable, Sendable {
    /// The provider.
    public var provider: ProviderID
    /// Their latency term, from 0 to 1.
    public var latency: Double
    /// Their failure term, from 0 to 1.
    public var failure: Double

    /// Makes the terms of a provider.
    public init(provider: ProviderID, latency: Double, failure: Double) {
      self.provider = provider
      self.latency = latency
      self.failure = failure
    }
  }

  /// A provider that was left out.
  public struct ExcludedProvider: Hashable, Sendable {
    /// The provider.
    public var provider: ProviderID
    /// The name of the filter that its models failed first, `ExclusionReason.name`.
    public var reason: String

    /// Makes an excluded provider.
    public init(provider: ProviderID, reason: String) {
      self.provider = provider
      self.reason = reason
    }
  }

  /// Makes grounds; what is left out is absent.
  public init(
    registry: String? = nil, weights: TermValues? = nil, picker: String? = nil, temperature: Double? = nil,
    draw: Double? = nil, ranked: [Ranked] = [], rankedLeftOut: Int = 0, scales: [ScoreTerm: Scale] = [:],
    providers: [ProviderTerms] = [], excluded: [Excluded] = [], excludedProviders: [ExcludedProvider] = [],
    exclusionCounts: [String: Int] = [:]
  ) {
    self.registry = registry
    self.weights = weights
    self.picker = picker
    self.temperature = temperature
    self.draw = draw
    self.ranked = ranked
    self.rankedLeftOut = rankedLeftOut
    self.scales = scales
    self.providers = providers
    self.excluded = excluded
    self.excludedProviders = excludedProviders
    self.exclusionCounts = exclusionCounts
  }

  /// Whether every model of the registry is in ``ranked`` or in ``excluded``.
  public var isComplete: Bool {
    !ranked.isEmpty && rankedLeftOut == 0 && excluded.count == exclusionCounts.values.reduce(0, +)
  }

  /// Whether every model that was left out is in ``excluded`` or its provider in ``excludedProviders``, apart from
  /// those that make something else than was asked for.
  var namesExclusions: Bool {
    let elsewhere = Set(excludedProviders.map(\.reason)).union([kindMismatch])
    func isNamed(_ reason: String) -> Bool { !elsewhere.contains(reason) }
    return excluded.count { isNamed($0.reason) }
      == exclusionCounts.reduce(0) { $0 + (isNamed($1.key) ? $1.value : 0) }
  }

  private var kindMismatch: String { ExclusionReason.kindMismatch(have: [], need: .chat).name }
}

/// The four terms that a score is made of.
public enum ScoreTerm: String, CaseIterable, Hashable, Sendable {
  /// What the request is expected to cost.
  case cost
  /// How long it is expected to take.
  case latency
  /// How often the provider fails.
  case failure
  /// How capable the model is, which lowers the score.
  case weight

  /// 1 where more of it makes the score worse, and -1 where it makes it better.
  var sign: Double { self == .weight ? -1 : 1 }
}

/// A number for each term of a score.
public struct TermValues: Hashable, Sendable {
  /// That of the cost term.
  public var cost: Double
  /// That of the latency term.
  public var latency: Double
  /// That of the failure term.
  public var failure: Double
  /// That of the capability term.
  public var weight: Double

  /// Makes a number for each term; finite ones are kept by a log.
  public init(cost: Double, latency: Double, failure: Double, weight: Double) {
    self.cost = cost
    self.latency = latency
    self.failure = failure
    self.weight = weight
  }

  /// The number of a term.
  public subscript(term: ScoreTerm) -> Double {
    switch term {
    case .cost: cost
    case .latency: latency
    case .failure: failure
    case .weight: weight
    }
  }
}
