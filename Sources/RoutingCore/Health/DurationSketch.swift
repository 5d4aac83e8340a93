/// Percentiles of a duration in which old samples weigh less, in bounded memory.
///
/// Samples fall into sixteen buckets an octave, so a percentile is off by at most 1/32 of its value. New samples are
/// weighted up instead of old ones down (Cormode, Shkapenyuk, Srivastava and Xu, "Forward decay", ICDE 2009): a sample
/// costs one addition, and shares need no decay at all. Weights are brought down again before they grow out of range.
struct DurationSketch: Hashable, Sendable {
  /// Weights of consecutive buckets, from ``firstBucket`` on.
  private var weights: [Double] = []
  private var firstBucket = 0
  private var total = 0.0
  /// When the latest samples came: enough to tell that there are enough.
  private var latest: [Moment] = []
  /// Where the oldest of them is, once there are ``kept``; the next takes its place.
  private var oldest = 0
  /// The moment at which a sample weighs 1.
  private var landmark = Moment.zero

  /// Durations outside of this range, in milliseconds, count as its ends: 60 µs and 3 days.
  private static let range = 0x1p-4...0x1p28
  /// The age in half-lives at which weights are brought down.
  private static let rescaleAfter = 32.0

  /// How many times are kept, and so the most samples that can be asked for.
  static let kept = 32

  /// How many buckets it keeps, at most 513.
  var bucketCount: Int { weights.count }

  /// Takes in a sample.
  mutating func add(_ sample: Milliseconds, at now: Moment, halfLife: Milliseconds) {
    if weights.isEmpty { landmark = now }
    if DurationSketch.age(of: landmark, at: now, halfLife) > DurationSketch.rescaleAfter {
      rescale(to: now, halfLife)
    }
    // One that arrives out of order weighs less.
    let weight = ElementaryFunctions.exp2(DurationSketch.age(of: landmark, at: now, halfLife))
    let bucket = DurationSketch.bucket(of: sample.value)
    if weights.isEmpty {
      firstBucket = bucket
    } else if bucket < firstBucket {
      weights.insert(contentsOf: repeatElement(0, count: firstBucket - bucket), at: 0)
      firstBucket = bucket
    }
    while firstBucket + weights.count <= bucket { weights.append(0) }
    weights[bucket - firstBucket] += weight
    total += weight
    keep(now)
  }

  private mutating func keep(_ now: Moment) {
    guard latest.count == DurationSketch.kept else { return latest.append(now) }
    latest[oldest] = now
    oldest = oldest + 1 == DurationSketch.kept ? 0 : oldest + 1
  }

  /// How many samples came within a window before `now`, of the latest ``kept``.
  func recentCount(at now: Moment, window: Milliseconds) -> Int {
    latest.filter { now.milliseconds(since: $0) <= window.value }.count
  }

  /// How many samples it holds at `now`, older ones counting less.
  func count(at now: Moment, halfLife: Milliseconds) -> Double {
    total * ElementaryFunctions.exp2(-max(DurationSketch.age(of: landmark, at: now, halfLife), 0))
  }

  /// The percentiles of several replicas' samples at `now`; nil with fewer than `minimum` samples, at most ``kept``, in
  /// the window before it.
  ///
  /// - Complexity: O(r · b) in the number of replicas and buckets.
  static func percentiles(
    of sketches: some Collection<DurationSketch>, at now: Moment, halfLife: Milliseconds, minimum: Int,
    window: Milliseconds
  ) -> PercentileReadings {
    var readings = PercentileReadings()
    let recent = sketches.reduce(0) { $0 + $1.recentCount(at: now, window: window) }
    guard recent >= min(minimum, kept) else { return readings }
    var total = 0.0
    var lowest = Int.max
    var highest = Int.min
    for sketch in sketches where !sketch.weights.isEmpty {
      total += sketch.count(at: now, halfLife: halfLife)
      lowest = min(lowest, sketch.firstBucket)
      highest = max(highest, sketch.firstBucket + sketch.weights.count - 1)
    }
    guard total > 0 else { return readings }
    var weights = Array(repeating: 0.0, count: highest - lowest + 1)
    for sketch in sketches {
      // What one unit of weight counts at `now`, asked once and not for each of a hundred buckets.
      let unit = ElementaryFunctions.exp2(-max(age(of: sketch.landmark, at: now, halfLife), 0))
      for (place, weight) in sketch.weights.enumerated() {
        weights[sketch.firstBucket - lowest + place] += weight * unit
      }
    }
    var passed = 0.0
    var percentiles = Percentile.allCases[...]
    for (place, weight) in weights.enumerated() {
      passed += weight
      while let percentile = percentiles.first, passed >= percentile.share * total * (1 - 1e-12) {
        readings[percentile] = Milliseconds(unchecked: DurationSketch.middle(of: lowest + place))
        percentiles.removeFirst()
      }
      if percentiles.isEmpty { break }
    }
    return readings
  }

  private mutating func rescale(to now: Moment, _ halfLife: Milliseconds) {
    let factor = ElementaryFunctions.exp2(-DurationSketch.age(of: landmark, at: now, halfLife))
    for place in weights.indices { weights[place] *= factor }
    total *= factor
    landmark = now
  }

  private static func age(of landmark: Moment, at now: Moment, _ halfLife: Milliseconds) -> Double {
    halfLife.value > 0 ? now.milliseconds(since: landmark) / halfLife.value : 0
  }

  /// The exponent and the four highest bits of the fraction, which order as the numbers do.
  private static func bucket(of value: Double) -> Int {
    Int(min(max(value, range.lowerBound), range.upperBound).bitPattern >> 48)
  }

  private static func middle(of bucket: Int) -> Double {
    let low = Double(bitPattern: UInt64(bucket) << 48)
    let high = Double(bitPattern: UInt64(bucket + 1) << 48)
    return (low + high) / 2
  }
}
