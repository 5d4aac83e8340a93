import RoutingCore

/// Which prefix blocks of prompts a provider still has, in bounded memory.
///
/// Blocks that were used last are kept: when a generation is full the one before it is forgotten, so between one and two
/// times ``generationSize`` blocks are remembered.
struct PrefixCache: Hashable, Sendable {
  private static let generationSize = 1 << 15

  private let lifetime: Milliseconds
  private var recent: [UInt64: Moment] = [:]
  private var earlier: [UInt64: Moment] = [:]

  init(lifetime: Milliseconds) {
    self.lifetime = lifetime
  }

  /// How many of a prompt's blocks, from the first one on, are there; all of them are from now on.
  ///
  /// A block's name says everything before it too, as in Mooncake's traces (Qin et al., FAST 2025, section 4).
  mutating func use(_ blocks: [Int], of model: ModelHandle, at now: Moment) -> Int {
    var hits = 0
    for (place, block) in blocks.enumerated() {
      let key = StableHash.mix(UInt64(model.index), UInt64(bitPattern: Int64(block)))
      if hits == place, let used = recent[key] ?? earlier[key], now.milliseconds(since: used) <= lifetime.value {
        hits += 1
      }
      recent[key] = now
    }
    if recent.count > PrefixCache.generationSize {
      earlier = recent
      recent = [:]
    }
    return hits
  }
}
