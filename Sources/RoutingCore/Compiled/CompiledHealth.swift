/// A health snapshot laid out for deciding: which models can be reached now, and each provider's numbers as columns.
///
/// A router makes one per health epoch; ``CompiledRouter/update(_:from:)`` reuses its memory.
public struct CompiledHealth: Sendable {
  /// The snapshot this was made from.
  public private(set) var snapshot: HealthSnapshot

  /// The models whose provider can be reached: credentials readable, available, not rate limited.
  private(set) var serving: [UInt64]
  /// One column per ``LatencyColumn``, one after the other.
  private(set) var latencies: [Double]
  private(set) var errorRates: [Double]
  /// 1 for a degraded provider, else 0.
  private(set) var degraded: [Double]

  init(_ snapshot: HealthSnapshot, compiled: CompiledRegistry) {
    self.snapshot = snapshot
    let providerCount = snapshot.readings.count
    serving = []
    latencies = Array(repeating: 0, count: providerCount * LatencyColumn.count)
    errorRates = Array(repeating: 0, count: providerCount)
    degraded = Array(repeating: 0, count: providerCount)
    update(from: snapshot, compiled: compiled)
  }

  /// Takes over another snapshot of the same registry.
  ///
  /// - Complexity: O(n + p log p) in the number of models and providers.
  mutating func update(from snapshot: HealthSnapshot, compiled: CompiledRegistry) {
    self.snapshot = snapshot
    for (index, reading) in snapshot.readings.enumerated() {
      errorRates[index] = reading.errorRate.value
      degraded[index] = reading.state == .degraded ? 1 : 0
    }
    for column in LatencyColumn.all {
      let standIn = snapshot.standInLatency(column.unknown, preferringTail: column.prefersTail)
      let start = column.index * snapshot.readings.count
      for (index, reading) in snapshot.readings.enumerated() {
        latencies[start + index] = (reading.latency(preferringTail: column.prefersTail) ?? standIn).value
      }
    }
    serving.removeAll(keepingCapacity: true)
    serving.append(contentsOf: compiled.servable)
    guard snapshot.readings.contains(where: { !$0.isReachable }) else { return }
    for (model, provider) in compiled.providers.enumerated() {
      // A model without a provider has 0 here and is not servable, whatever provider 0 is doing.
      guard provider < snapshot.readings.count, !snapshot.readings[provider].isReachable else { continue }
      serving[model / 64] &= ~(1 << UInt64(model % 64))
    }
  }
}

/// Which latency a policy reads: average or tail, gaps as the median or as zero.
struct LatencyColumn: Hashable, Sendable {
  let prefersTail: Bool
  let unknown: UnknownLatencyReading

  init(_ policy: RoutingPolicy) {
    self.init(prefersTail: policy.readsTailLatency, unknown: policy.scoring.unknownLatency)
  }

  private init(prefersTail: Bool, unknown: UnknownLatencyReading) {
    self.prefersTail = prefersTail
    self.unknown = unknown
  }

  static let all: [LatencyColumn] = [false, true].flatMap { tail in
    [UnknownLatencyReading.median, .zero].map { LatencyColumn(prefersTail: tail, unknown: $0) }
  }

  static let count = 4

  /// The column's place in the buffer.
  var index: Int {
    (prefersTail ? 2 : 0) + (unknown == .median ? 0 : 1)
  }
}

extension HealthReading {
  /// Whether requests may be sent there now.
  var isReachable: Bool { isAvailable && !isRateLimited && !credentialsAreLocked }
}
