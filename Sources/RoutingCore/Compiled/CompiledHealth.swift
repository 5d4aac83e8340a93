/// A health snapshot laid out for deciding: which models can be reached now, and each provider's numbers as columns.
///
/// A router makes one per health epoch; ``CompiledRouter/update(_:from:)`` reuses its memory.
public struct CompiledHealth: Sendable {
  /// The snapshot this was made from.
  public private(set) var snapshot: HealthSnapshot

  /// The models whose provider can be reached: credentials readable, available, not rate limited.
  private(set) var serving: [UInt64]
  /// All providers for each ``LatencyColumn``, one column after the other.
  private(set) var providers: [ProviderRow]
  /// Memory for finding medians, kept so that an update allocates nothing.
  private var scratch: [Double] = []

  init(_ snapshot: HealthSnapshot, compiled: CompiledRegistry) {
    self.snapshot = snapshot
    let providerCount = snapshot.readings.count
    serving = []
    providers = Array(
      repeating: ProviderRow(latency: 0, errorRate: 0, degraded: 0), count: providerCount * LatencyColumn.count)
    scratch.reserveCapacity(providerCount)
    update(from: snapshot, compiled: compiled)
  }

  /// Takes over another snapshot of the same registry.
  ///
  /// - Complexity: O(n + p) on average in the number of models and providers; no allocation.
  mutating func update(from snapshot: HealthSnapshot, compiled: CompiledRegistry) {
    self.snapshot = snapshot
    for column in LatencyColumn.all {
      let standIn = snapshot.standInLatency(column.unknown, measure: column.measure, scratch: &scratch)
      let first = firstProvider(of: column)
      for (index, reading) in snapshot.readings.enumerated() {
        providers[first + index] = ProviderRow(
          latency: reading.scoredLatency(column.measure, standIn: standIn),
          errorRate: reading.errorRate.value, degraded: reading.state == .degraded ? 1 : 0)
      }
    }
    serving.removeAll(keepingCapacity: true)
    serving.append(contentsOf: compiled.servable)
    guard snapshot.readings.contains(where: { !$0.isReachable }) else { return }
    for model in 0..<compiled.count {
      // A model without a provider has 0 here and is not servable, whatever provider 0 is doing.
      let provider = compiled.candidates[model].provider
      guard !snapshot.readings[provider].isReachable else { continue }
      serving[model / 64] &= ~(1 << UInt64(model % 64))
    }
  }

  /// Whether a model's provider can be reached.
  func serves(_ index: Int) -> Bool { serving[index / 64] & (1 << UInt64(index % 64)) != 0 }

  /// Where a column begins.
  func firstProvider(of column: LatencyColumn) -> Int { column.index * snapshot.readings.count }
}

/// Which latency a policy reads: average, tail or time for a token; gaps as the median or as zero.
struct LatencyColumn: Hashable, Sendable {
  let measure: LatencyMeasure
  let unknown: UnknownLatencyReading

  init(_ policy: RoutingPolicy) {
    self.init(measure: policy.latencyMeasure, unknown: policy.scoring.unknownLatency)
  }

  private init(measure: LatencyMeasure, unknown: UnknownLatencyReading) {
    self.measure = measure
    self.unknown = unknown
  }

  static let all: [LatencyColumn] = LatencyMeasure.allCases.flatMap { measure in
    [UnknownLatencyReading.median, .zero].map { LatencyColumn(measure: measure, unknown: $0) }
  }

  static let count = 6

  /// The column's place in the buffer.
  var index: Int {
    let first: Int
    switch measure {
    case .average: first = 0
    case .tail: first = 2
    case .timePerToken: first = 4
    }
    return first + (unknown == .median ? 0 : 1)
  }
}
