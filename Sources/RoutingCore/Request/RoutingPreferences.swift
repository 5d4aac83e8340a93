/// What users of provider routing ask for, beyond what is in and out of bounds.
///
/// The set is the one that OpenRouter's users know (order, fallbacks, required parameters, price caps, quantisation, data
/// policy, percentiles, sort); `only` and `ignore` are ``RoutingConstraints/providers``, and `order` is
/// ``Preferred/providers``.
public struct RoutingPreferences: Hashable, Sendable {
  /// What goes first.
  public var preferred: Preferred
  /// Whether anything but the first choice may serve.
  ///
  /// Without fallbacks and with an order of providers, only those providers may serve; without an order, only the
  /// chosen model may.
  public var allowsFallbacks: Bool
  /// Whether a model must take every parameter of the request.
  public var requiresParameters: Bool
  /// The highest prices that will do.
  public var maximumPrices: MaximumPrices
  /// The quantisations that will do; empty means any, unknown included.
  public var quantizations: [Quantization]
  /// Whether several sources want quantisations that have none in common, so that no known one will do.
  public internal(set) var excludesKnownQuantizations = false
  /// Whether hosts that may train on prompts are out of bounds.
  public var deniesTraining: Bool
  /// Whether hosts that keep prompts are out of bounds.
  public var requiresZeroRetention: Bool
  /// Hosts slower than this go behind the others.
  public var minimumThroughput: PercentileBound<TokensPerSecond>?
  /// Hosts that take longer than this go behind the others.
  public var maximumLatency: PercentileBound<Millisecond>?
  /// What to order by instead of the score, or nil.
  public var sort: SortKey?

  /// Makes preferences; what is left out does not matter.
  public init(
    preferred: Preferred = Preferred(), allowsFallbacks: Bool = true, requiresParameters: Bool = false,
    maximumPrices: MaximumPrices = MaximumPrices(), quantizations: [Quantization] = [], deniesTraining: Bool = false,
    requiresZeroRetention: Bool = false, minimumThroughput: PercentileBound<TokensPerSecond>? = nil,
    maximumLatency: PercentileBound<Millisecond>? = nil, sort: SortKey? = nil
  ) {
    self.preferred = preferred
    self.allowsFallbacks = allowsFallbacks
    self.requiresParameters = requiresParameters
    self.maximumPrices = maximumPrices
    self.quantizations = quantizations
    self.deniesTraining = deniesTraining
    self.requiresZeroRetention = requiresZeroRetention
    self.minimumThroughput = minimumThroughput
    self.maximumLatency = maximumLatency
    self.sort = sort
  }
}

/// What to order candidates by instead of the score.
public enum SortKey: CaseIterable, Hashable, Sendable {
  /// Lowest estimated cost first.
  case price
  /// Highest throughput first.
  case throughput
  /// Lowest latency first.
  case latency

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .price: "price"
    case .throughput: "throughput"
    case .latency: "latency"
    }
  }

  /// Makes the key with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let key = SortKey.allCases.first(where: { $0.name == name }) else { return nil }
    self = key
  }
}

/// A percentile that health keeps.
public enum Percentile: UInt8, CaseIterable, Hashable, Sendable {
  /// The median.
  case p50
  /// Three in four are below.
  case p75
  /// Nine in ten are below.
  case p90
  /// Nineteen in twenty are below.
  case p95
  /// All but one in a hundred are below.
  case p99

  /// The share that lies below.
  public var share: Double {
    switch self {
    case .p50: 0.5
    case .p75: 0.75
    case .p90: 0.9
    case .p95: 0.95
    case .p99: 0.99
    }
  }

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .p50: "p50"
    case .p75: "p75"
    case .p90: "p90"
    case .p95: "p95"
    case .p99: "p99"
    }
  }

  /// Makes the percentile with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let percentile = Percentile.allCases.first(where: { $0.name == name }) else { return nil }
    self = percentile
  }
}

/// A limit on one percentile of a measured quantity.
public struct PercentileBound<Unit: QuantityUnit>: Hashable, Sendable {
  /// Which percentile is meant.
  public var percentile: Percentile
  /// The limit.
  public var limit: Quantity<Unit>

  /// Makes a limit, on the median unless said otherwise.
  public init(_ limit: Quantity<Unit>, at percentile: Percentile = .p50) {
    self.limit = limit
    self.percentile = percentile
  }
}
