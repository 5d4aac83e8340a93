public import RoutingCore

/// By how much two policies differ in the mean of a figure over the same requests, and how sure that is.
///
/// Both saw the same requests and the same dice, so what befell both cancels out: the interval is that of the difference,
/// and far narrower than those of the two means (common random numbers; Law, "Simulation Modeling and Analysis",
/// section 11.2). It is a percentile interval from a bootstrap over blocks (``BlockSums``).
public struct PairedDifference: Hashable, Sendable {
  /// The second mean less the first.
  public let difference: Double
  /// The lower end of the interval.
  public let low: Double
  /// The upper end of the interval.
  public let high: Double
  /// How often an interval made like this holds the true difference, from 0 to 1.
  public let confidence: Double

  /// What can be said of the difference.
  public enum Verdict: Hashable, Sendable {
    /// The second mean is the lower one.
    case lower
    /// The second mean is the higher one.
    case higher
    /// Zero lies within the interval.
    case notDistinguishable

    /// The verdict in words.
    public var name: String {
      switch self {
      case .lower: "lower"
      case .higher: "higher"
      case .notDistinguishable: "not distinguishable"
      }
    }
  }

  /// What can be said of the difference.
  public var verdict: Verdict {
    if low > 0 { return .higher }
    return high < 0 ? .lower : .notDistinguishable
  }

  /// The fewest blocks that an interval can be made of.
  public static let fewestBlocks = 20

  /// Compares two policies that served the same requests in the same order.
  ///
  /// Nil where they did not, where one has no figure at all or sums that are not finite, or with fewer than ``fewestBlocks`` blocks: of so few, a
  /// bootstrap finds too narrow an interval.
  ///
  /// - Complexity: O(`resamples` · blocks).
  public init?(
    from first: BlockSums, to second: BlockSums, confidence: Double = 0.95, resamples: Int = 2000,
    generator: inout SeededGenerator
  ) {
    precondition(resamples > 0 && confidence > 0 && confidence < 1, "An interval needs draws and a confidence.")
    guard first.requestCount == second.requestCount, first.blocks.count >= PairedDifference.fewestBlocks,
      let firstMean = first.mean, let secondMean = second.mean, (secondMean - firstMean).isFinite
    else { return nil }
    let pairs = Array(zip(first.blocks, second.blocks))
    var differences: [Double] = []
    differences.reserveCapacity(resamples)
    for _ in 0..<resamples {
      var (ours, theirs) = (BlockSums.Block(), BlockSums.Block())
      for _ in pairs.indices {
        let (one, other) = pairs[generator.index(below: pairs.count)]
        ours.sum += one.sum
        ours.count += one.count
        theirs.sum += other.sum
        theirs.count += other.count
      }
      // A draw of blocks in which nobody has a figure says nothing.
      guard ours.count > 0, theirs.count > 0 else { continue }
      differences.append(theirs.sum / Double(theirs.count) - ours.sum / Double(ours.count))
    }
    guard !differences.isEmpty else { return nil }
    let spread = Percentiles(differences)
    difference = secondMean - firstMean
    // The estimate lies within its interval, also where the draws are few or lopsided.
    low = min(spread.value(at: (1 - confidence) / 2), difference)
    high = max(spread.value(at: (1 + confidence) / 2), difference)
    self.confidence = confidence
  }
}
