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
    ProviderRanks.sort(&byLatency) { health.providers[firstProvider + Int($0)].latency }
    ProviderRanks.sort(&byErrorRate) { health.providers[firstProvider + Int($0)].errorRate }
    self.epoch = epoch
  }

  /// Sorts by falling numbers, as a heap, because the library's sort takes memory to work in.
  private static func sort(_ places: inout [Int32], by number: (Int32) -> Double) {
    for parent in stride(from: places.count / 2 - 1, through: 0, by: -1) {
      sift(&places, from: parent, end: places.count, by: number)
    }
    for end in stride(from: places.count - 1, to: 0, by: -1) {
      places.swapAt(0, end)
      sift(&places, from: 0, end: end, by: number)
    }
  }

  private static func sift(_ places: inout [Int32], from start: Int, end: Int, by number: (Int32) -> Double) {
    var parent = start
    while true {
      var child = 2 * parent + 1
      guard child < end else { return }
      if child + 1 < end, number(places[child + 1]) < number(places[child]) { child += 1 }
      guard number(places[child]) < number(places[parent]) else { return }
      places.swapAt(parent, child)
      parent = child
    }
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
