import RoutingCore

/// Sends every item to any model with the same chance: the line that a predictor has to beat.
///
/// The model follows from the item's key and the seed alone.
public struct RandomChoice: Hashable, Sendable {
  private let seed: UInt64

  /// Makes a choice whose draws follow from a seed.
  public init(seed: UInt64) {
    self.seed = StableHash.mix(seed, QualityDraw.model.rawValue)
  }

  /// The place of the model that an item goes to.
  ///
  /// - Parameters:
  ///   - key: The item's key.
  ///   - modelCount: How many models there are to choose from; at least one.
  /// - Returns: A place from 0 to `modelCount` - 1.
  /// - Complexity: O(n) in the length of the key.
  public func choice(forKey key: String, amongModels modelCount: Int) -> Int {
    precondition(modelCount > 0, "There is nothing to choose from.")
    var generator = SeededGenerator(seed: StableHash.mix(StableHash.hash(key), seed))
    return generator.index(below: modelCount)
  }
}
