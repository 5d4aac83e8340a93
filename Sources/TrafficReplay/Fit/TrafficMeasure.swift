public import RoutingCore

/// What traffic is like, measured in one pass with bounded memory, some 180 KB.
public struct TrafficMeasure: Sendable {
  /// How many requests came.
  public private(set) var count = 0
  /// How many came before the one ahead of them in the trace; their gaps are not counted.
  public private(set) var outOfOrder = 0
  /// The gaps between arrivals in nanoseconds.
  public private(set) var gaps = ValueSketch()
  /// The prompt lengths in tokens.
  public private(set) var inputs = ValueSketch()
  /// The answer lengths in tokens.
  public private(set) var outputs = ValueSketch()
  /// The requests over time.
  public private(set) var series = RateSeries()
  /// How long the windows of ``fanoFactor`` are, in nanoseconds.
  public let windowNanoseconds: Int64
  private var gapMoments = CountMoments()
  private var windowMoments = CountMoments()
  private var window: Int64 = 0
  private var windowCount = 0
  private var first: Moment?
  private var last: Moment?

  /// Makes an empty measure.
  ///
  /// - Parameter windowSeconds: How long the windows of the Fano factor are, from a millisecond to thirty years.
  public init(windowSeconds: Double = 1) {
    precondition(windowSeconds >= 1e-3 && windowSeconds <= 1e9, "A window lasts from a millisecond to thirty years.")
    windowNanoseconds = Int64(windowSeconds * 1e9)
  }

  /// Counts the next request of a trace.
  public mutating func add(_ record: TraceRecord) {
    count += 1
    inputs.add(record.inputTokens.value)
    outputs.add(record.outputTokens.value)
    series.add(record.arrival)
    defer { last = max(last ?? record.arrival, record.arrival) }
    guard let first, let last else {
      first = record.arrival
      windowCount = 1
      return
    }
    guard record.arrival >= last else {
      outOfOrder += 1
      return
    }
    let gap = TrafficMeasure.distance(last, record.arrival)
    gaps.add(Int(gap))
    gapMoments.add(Double(gap) / 1e9)
    let window = TrafficMeasure.distance(first, record.arrival) / windowNanoseconds
    if window > self.window {
      windowMoments.add(Double(windowCount))
      windowMoments.add(0, times: Int(window - self.window - 1))
      (self.window, windowCount) = (window, 0)
    }
    windowCount += 1
  }

  /// Requests a second from the first arrival to the last, or nil where they come at one moment.
  public var rate: Double? {
    gapMoments.mean > 0 ? 1 / gapMoments.mean : nil
  }

  /// The mean gap in seconds, or nil where there is none.
  public var meanGap: Double? { gapMoments.count > 0 ? gapMoments.mean : nil }

  /// The standard deviation of the gaps, divided by their mean; nil for fewer than two gaps or a mean of zero.
  public var coefficientOfVariation: Double? {
    guard gapMoments.mean > 0 else { return nil }
    return gapMoments.variance.map { $0.squareRoot() / gapMoments.mean }
  }

  /// The variance of the number of requests a window, divided by its mean: 1 for a Poisson process, more for bursts.
  ///
  /// Windows begin at the first request; the last one, which may not be over, is left out. nil for fewer than two
  /// windows. (Fano, "Ionization yield of radiations II", Physical Review 1947.)
  public var fanoFactor: Double? {
    guard windowMoments.mean > 0 else { return nil }
    return windowMoments.variance.map { $0 / windowMoments.mean }
  }

  /// The distance of the gaps from those of a Poisson process of the same rate, or nil where there are none.
  public var poisson: KolmogorovSmirnov? {
    meanGap.flatMap { KolmogorovSmirnov(gaps, exponentialOfMean: $0 * 1e9) }
  }

  /// The time from one moment to a later one; the ends of the range are as far apart as can be said.
  private static func distance(_ earlier: Moment, _ later: Moment) -> Int64 {
    let (distance, overflow) = later.nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
    return overflow ? .max : distance
  }
}
