public import RoutingCore

/// What all tables together say of one host.
///
/// Each model of each table has one voice in the median, since tables differ fiftyfold in the requests of a model
/// and the simulated models are not those that were measured. The spread is that of the times of one model: times are
/// divided by their own model's median before they are put together.
public struct HostFit: Hashable, Sendable {
  /// A time of a host.
  public struct Times: Hashable, Sendable {
    /// How many models were measured, those of different tables apart.
    public let models: Int
    /// The median of the models' medians (the middle of their logarithms), in milliseconds.
    public let median: Double
    /// How times of one model are spread, moved to the host's median; nil where no table shows it.
    public let withinModels: LogNormalFit?

    fileprivate init?(_ models: [(fit: LogNormalFit, values: [Double], showsSpread: Bool)]) {
      guard let medians = LogNormalFit(models.map(\.fit.median)) else { return nil }
      self.models = models.count
      median = medians.median
      let moved = models.filter { $0.showsSpread && $0.fit.spread != nil }.flatMap { model in
        model.values.map { $0 / model.fit.median * medians.median }
      }
      withinModels = LogNormalFit(moved)
    }
  }

  /// The host, as the tables call it.
  public let host: String
  /// The provider of the catalogue that the host is, or nil where the catalogue has none.
  public let provider: ProviderID?
  /// The time to the first token, or nil where none is known.
  public let firstToken: Times?
  /// The time between two tokens, or nil where none is known.
  public let tokenInterval: Times?
  /// How many requests were turned away because the benchmark asked too often.
  public let rateLimited: Int
  /// How many of the requests that were let in failed, where a table shows it.
  public let failures: FailureShare?

  init(host: String, models: [HostModelFit]) {
    self.host = host
    provider = MeasuredHosts.provider(of: host)
    firstToken = Times(
      models.compactMap { model in
        model.firstToken.map { ($0, model.firstTokens, model.selection == .every) }
      })
    tokenInterval = Times(
      models.compactMap { model in
        model.tokenInterval.map { ($0, model.tokenIntervals, model.selection == .every) }
      })
    rateLimited = models.reduce(0) { $0 + $1.rateLimited }
    let shares = models.compactMap(\.failures)
    failures = shares.isEmpty ? nil : shares.reduce(into: FailureShare()) { $0.add($1) }
  }
}
