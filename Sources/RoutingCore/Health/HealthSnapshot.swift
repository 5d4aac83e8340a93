/// The condition of every provider of one registry at one moment.
public struct HealthSnapshot: Hashable, Sendable {
  /// One reading for each provider, in the registry's order.
  public private(set) var readings: [HealthReading]

  /// Makes a snapshot; providers without a reading are healthy and unmeasured, and readings of providers that are
  /// not registered are dropped.
  public init(of registry: ModelRegistry, readings: [ProviderID: HealthReading] = [:]) {
    self.readings = registry.providers.map { readings[$0.id] ?? HealthReading() }
  }

  /// Makes a snapshot of readings that are already in the registry's order.
  package init(inRegistryOrder readings: [HealthReading]) {
    self.readings = readings
  }

  /// The reading of a provider.
  public subscript(provider: ProviderHandle) -> HealthReading {
    get { readings[provider.index] }
    set { readings[provider.index] = newValue }
  }

  /// What stands in for the latency of a provider that has none.
  ///
  /// The lower median is taken over the registered providers, each once. The contract says "of known latencies";
  /// taking providers and not candidates keeps a score free of which models happen to be eligible.
  ///
  /// - Complexity: O(p) on average in the number of providers.
  public func standInLatency(_ reading: UnknownLatencyReading, measure: LatencyMeasure) -> Milliseconds {
    var scratch: [Double] = []
    return standInLatency(reading, measure: measure, scratch: &scratch)
  }

  /// The same, with memory to work in that the caller keeps.
  func standInLatency(
    _ reading: UnknownLatencyReading, measure: LatencyMeasure, scratch: inout [Double]
  ) -> Milliseconds {
    switch reading {
    case .zero: return 0
    case .median:
      scratch.removeAll(keepingCapacity: true)
      for reading in readings {
        if let latency = reading.latency(measure) { scratch.append(latency.value) }
      }
      return Milliseconds(unchecked: LowerMedian.select(in: &scratch) ?? 0)
    }
  }
}

extension HealthReading {
  /// The latency that a score counts with, in milliseconds.
  ///
  /// A measurement that is not believed in full is drawn towards the stand-in by as much as it is not; at full
  /// confidence it counts to the last bit, and without any measurement the stand-in does.
  func scoredLatency(_ measure: LatencyMeasure, standIn: Milliseconds) -> Double {
    guard let latency = latency(measure)?.value else { return standIn.value }
    let confidence = latencyConfidence.value
    return confidence < 1 ? confidence * latency + (1 - confidence) * standIn.value : latency
  }
}
