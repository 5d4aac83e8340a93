/// Durations counted in buckets whose width grows with the duration, so that recording never allocates.
///
/// Each power of two is split into 64 buckets: a percentile is off by less than 1.6 %, whatever its size, and the whole
/// range of nanoseconds to hours takes 30 KB. The idea is that of Gil Tene's HdrHistogram.
public struct LatencyHistogram: Hashable, Sendable {
  private static let bucketsPerOctave = 64
  private var counts: [UInt64]
  /// How many durations were recorded.
  public private(set) var count: UInt64 = 0
  /// The longest duration in nanoseconds, exactly.
  public private(set) var maximum: UInt64 = 0
  /// The sum of all durations in nanoseconds.
  public private(set) var total: UInt64 = 0

  /// Makes an empty histogram.
  public init() {
    counts = Array(repeating: 0, count: 59 * LatencyHistogram.bucketsPerOctave)
  }

  /// The buckets that counted something, in order.
  package var filledBuckets: [(bucket: Int, count: UInt64)] {
    counts.enumerated().filter { $1 > 0 }.map { (bucket: $0, count: $1) }
  }

  /// Makes a histogram that was written down, or nil where it cannot be.
  package init?(filledBuckets: [(bucket: Int, count: UInt64)], maximum: UInt64, total: UInt64) {
    self.init()
    for (bucket, count) in filledBuckets {
      // So many that the sum of all cannot overflow.
      guard counts.indices.contains(bucket), counts[bucket] == 0, count < 1 << 46 else { return nil }
      counts[bucket] = count
      self.count += count
    }
    guard self.count < 1 << 46 else { return nil }
    self.maximum = maximum
    self.total = total
  }

  /// Counts a duration `weight` times, as for a group of decisions timed together.
  public mutating func record(nanoseconds: UInt64, weight: UInt64 = 1) {
    counts[LatencyHistogram.bucket(of: nanoseconds)] += weight
    count += weight
    total &+= nanoseconds &* weight
    maximum = max(maximum, nanoseconds)
  }

  /// Counts everything that another histogram counted.
  public mutating func merge(_ other: LatencyHistogram) {
    for bucket in counts.indices { counts[bucket] += other.counts[bucket] }
    count += other.count
    total &+= other.total
    maximum = max(maximum, other.maximum)
  }

  /// The duration in nanoseconds that a share of all do not exceed, to 1.6 %; 0 where nothing was recorded.
  public func nanoseconds(at share: Double) -> Double {
    guard count > 0 else { return 0 }
    // The nearest rank: the first at or below which at least that share lies.
    let exact = share * Double(count)
    let target = max(UInt64(exact) + (exact > Double(UInt64(exact)) ? 1 : 0), 1)
    var seen: UInt64 = 0
    for (bucket, bucketCount) in counts.enumerated() {
      seen += bucketCount
      if seen >= target { return LatencyHistogram.middle(of: bucket) }
    }
    return Double(maximum)
  }

  /// The share of all that a duration or less took, in order; one step for each duration that was recorded, to 1.6 %.
  ///
  /// - Complexity: O(buckets).
  public var cumulativeShares: [(nanoseconds: Double, share: Double)] {
    var seen: UInt64 = 0
    var steps: [(nanoseconds: Double, share: Double)] = []
    for (bucket, bucketCount) in counts.enumerated() where bucketCount > 0 {
      seen += bucketCount
      steps.append((LatencyHistogram.middle(of: bucket), Double(seen) / Double(count)))
    }
    return steps
  }

  /// The mean duration in nanoseconds, or 0 where nothing was recorded.
  public var mean: Double { count == 0 ? 0 : Double(total) / Double(count) }

  /// Values below 128 have a bucket each; above, the leading bit chooses the octave and the next six the bucket.
  private static func bucket(of value: UInt64) -> Int {
    let octave = max(57 - value.leadingZeroBitCount, 0)
    return octave * bucketsPerOctave + Int(value >> UInt64(octave))
  }

  private static func middle(of bucket: Int) -> Double {
    let octave = max(bucket / bucketsPerOctave - 1, 0)
    let low = UInt64(bucket - octave * bucketsPerOctave) << UInt64(octave)
    return Double(low) + Double((UInt64(1) << UInt64(octave)) - 1) / 2
  }
}
