import RoutingCore

/// A list to draw from, each entry with its share.
struct WeightedChoice<Value: Sendable>: Sendable {
  private let entries: [(value: Value, share: Double)]
  private let total: Double

  /// Shares need not add up to anything in particular.
  init(_ entries: [(Value, Double)]) {
    precondition(!entries.isEmpty, "There is nothing to draw.")
    self.entries = entries.map { (value: $0.0, share: $0.1) }
    total = entries.reduce(0) { $0 + $1.1 }
  }

  /// Takes one draw.
  func draw(using generator: inout SeededGenerator) -> Value {
    var remaining = generator.unit() * total
    for entry in entries.dropLast() {
      remaining -= entry.share
      if remaining < 0 { return entry.value }
    }
    return entries[entries.count - 1].value
  }
}
