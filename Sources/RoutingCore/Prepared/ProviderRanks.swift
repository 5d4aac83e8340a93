/// The providers from slow to fast and from failing to reliable, for finding the worst one within a budget.
struct ProviderRanks: Sendable {
  private(set) var byLatency: [Int32] = []
  private(set) var byErrorRate: [Int32] = []
  /// The epoch in which they were sorted.
  var epoch = -1

  /// Sorts a column of provider numbers, in the memory of the former epoch's.
  ///
  /// - Complexity: O(p log p) in the number of providers.
  mutating func sort(_ health: CompiledHealth, firstProvider: Int, epoch: Int) {
    let count = health.snapshot.readings.count
    if byLatency.count != count {
      byLatency = (0..<count).map { Int32(truncatingIfNeeded: $0) }
      byErrorRate = byLatency
    }
    // The former order is nearly the new one.
    byLatency.sort {
      health.providers[firstProvider + Int($0)].latency > health.providers[firstProvider + Int($1)].latency
    }
    byErrorRate.sort {
      health.providers[firstProvider + Int($0)].errorRate > health.providers[firstProvider + Int($1)].errorRate
    }
    self.epoch = epoch
  }
}

/// The models of every provider, side by side.
final class ModelsByProvider: Sendable {
  private let models: [Int32]
  private let first: [Int]

  init(_ registry: ModelRegistry) {
    var grouped: [[Int32]] = Array(repeating: [], count: registry.providers.count)
    for model in registry.modelHandles {
      guard let provider = registry.provider(of: model) else { continue }
      grouped[provider.index].append(Int32(truncatingIfNeeded: model.index))
    }
    models = grouped.flatMap { $0 }
    var first = [0]
    for group in grouped { first.append(first[first.count - 1] + group.count) }
    self.first = first
  }

  /// Whether any model of a provider meets a condition.
  func contains(at provider: Int, where condition: (Int) -> Bool) -> Bool {
    for place in first[provider]..<first[provider + 1] where condition(Int(models[place])) { return true }
    return false
  }
}
