/// The models of a plan in order: the first few, and behind them what was ranked later.
struct AttemptOrder: Sendable {
  private let first: ModelHandle?
  private let fallbacks: FallbackList
  private var others: [ModelHandle] = []

  init(_ first: ModelHandle?, _ fallbacks: FallbackList) {
    self.first = first
    self.fallbacks = fallbacks
  }

  /// Puts models that are new at the end.
  mutating func complete(by ranked: [ModelHandle]) {
    let known = self
    others += ranked.filter { !known.contains($0) }
  }
}

extension AttemptOrder: RandomAccessCollection {
  var startIndex: Int { 0 }
  var endIndex: Int { first == nil ? others.count : 1 + fallbacks.count + others.count }

  subscript(position: Int) -> ModelHandle {
    guard let first else { return others[position] }
    if position == 0 { return first }
    return position <= fallbacks.count ? fallbacks[position - 1] : others[position - 1 - fallbacks.count]
  }
}
