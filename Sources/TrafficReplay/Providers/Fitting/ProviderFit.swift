/// What latency tables say of hosts, and of hosts in general.
public struct ProviderFit: Hashable, Sendable {
  /// Each model of each host in each table, by table, host and model.
  public let models: [HostModelFit]
  /// Each host, by name.
  public let hosts: [HostFit]
  /// How the hosts' median times to the first token are spread over hosts, one voice each; nil where there are none.
  public let firstTokenAcrossHosts: LogNormalFit?
  /// How the hosts' median token intervals are spread over hosts, one voice each; nil where there are none.
  public let tokenIntervalAcrossHosts: LogNormalFit?
  /// The middle of the spreads of times to the first token of one model at one host; nil where no table shows them.
  public let firstTokenSpread: Double?
  /// The middle of the spreads of token intervals of one model at one host; nil where no table shows them.
  public let tokenIntervalSpread: Double?
  /// How many of all requests failed that were let in, where a table shows it.
  public let failures: FailureShare

  /// Fits everything, each table apart from the others.
  ///
  /// - Complexity: O(n log n) in the samples.
  public init(_ tables: [LatencyTable]) {
    models = tables.flatMap { table in
      let hosts = Dictionary(grouping: table.samples) { HostModel(host: $0.host, model: $0.model) }
      return hosts.map { HostModelFit(table, host: $0.key.host, model: $0.key.model, samples: $0.value) }
    }.sorted { ProviderFit.precedes([$0.table, $0.host, $0.model], [$1.table, $1.host, $1.model]) }
    hosts = Dictionary(grouping: models, by: \.host).map { HostFit(host: $0.key, models: $0.value) }
      .sorted { ProviderFit.precedes([$0.host], [$1.host]) }
    firstTokenAcrossHosts = LogNormalFit(hosts.compactMap(\.firstToken?.median))
    tokenIntervalAcrossHosts = LogNormalFit(hosts.compactMap(\.tokenInterval?.median))
    firstTokenSpread = ProviderFit.middle(models.compactMap { $0.spread(of: $0.firstToken) })
    tokenIntervalSpread = ProviderFit.middle(models.compactMap { $0.spread(of: $0.tokenInterval) })
    failures = hosts.compactMap(\.failures).reduce(into: FailureShare()) { $0.add($1) }
  }

  private struct HostModel: Hashable {
    let host: String
    let model: String
  }

  /// Whether names come before others, byte by byte.
  private static func precedes(_ first: [String], _ second: [String]) -> Bool {
    for (a, b) in zip(first, second) where a != b { return a.utf8.lexicographicallyPrecedes(b.utf8) }
    return false
  }

  private static func middle(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : LogNormalFit.quantile(0.5, of: values.sorted())
  }
}
