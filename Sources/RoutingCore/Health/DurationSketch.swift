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
  /// When the latest samples came, in the order of their arrival: enough to tell that there are enough.
  private var latest: [Moment] = []
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
    let weight = DurationSketch.growth(from: landmark, to: now, halfLife)
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
    if latest.count == DurationSketch.kept { latest.removeFirst() }
    latest.append(now)
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
    var passed = 0.0
    var percentiles = Percentile.allCases[...]
    for bucket in lowest...highest {
      for sketch in sketches {
        let place = bucket - sketch.firstBucket
        guard sketch.weights.indices.contains(place) else { continue }
        passed +=
          sketch.weights[place]
          * ElementaryFunctions.exp2(-max(DurationSketch.age(of: sketch.landmark, at: now, halfLife), 0))
      }
      while let percentile = percentiles.first, passed >= percentile.share * total * (1 - 1e-12) {
        readings[percentile] = Milliseconds(unchecked: DurationSketch.middle(of: bucket))
        percentiles.removeFirst()
      }
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

  /// How much more a sample at `now` weighs than one at the landmark; one that arrives out of order weighs less.
  private static func growth(from landmark: Moment, to now: Moment, _ halfLife: Milliseconds) -> Double {
    ElementaryFunctions.exp2(age(of: landmark, at: now, halfLife))
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
