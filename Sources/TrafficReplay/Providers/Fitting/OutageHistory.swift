import RoutingCore

/// Quantiles and the mean of a time that was observed.
public struct ObservedTimes: Hashable, Sendable {
  /// A quantile as observed and as an exponential distribution of the same mean has it.
  public struct Comparison: Hashable, Sendable {
    /// Which quantile it is, from 0 to 1.
    public let probability: Double
    /// The observed time in milliseconds.
    public let observed: Double
    /// The time −m ln(1 − p) of an exponential distribution with the mean m, in milliseconds.
    public let exponential: Double
  }

  /// The mean in milliseconds; positive.
  public let mean: Double
  /// The quantiles, by rising probability.
  public let comparisons: [Comparison]

  /// Makes times from a mean and quantiles in milliseconds, or nil where the mean is not positive and finite; quantiles
  /// outside 0 to 1 are left out.
  public init?(mean: Double, quantiles: [(probability: Double, milliseconds: Double)]) {
    guard mean > 0, mean.isFinite else { return nil }
    self.mean = mean
    comparisons = quantiles.filter { $0.probability > 0 && $0.probability < 1 && $0.milliseconds >= 0 }
      .sorted { $0.probability < $1.probability }
      .map { quantile in
        Comparison(
          probability: quantile.probability, observed: quantile.milliseconds,
          exponential: -mean * ElementaryFunctions.log(1 - quantile.probability))
      }
  }

  /// The least Kolmogorov-Smirnov distance from the exponential distribution: the greatest at the quantiles.
  public var distanceAtLeast: Double {
    comparisons.reduce(0) { greatest, quantile in
      let expected = 1 - ElementaryFunctions.exp(-quantile.observed / mean)
      return max(greatest, abs(expected - quantile.probability))
    }
  }

  /// Whether the mean rests on a few long times: the median is less than three quarters of an exponential's.
  public var isHeavyTailed: Bool {
    comparisons.contains { $0.probability == 0.5 && $0.observed < 0.75 * $0.exponential }
  }
}

/// The incidents that a vendor reported on its status page.
public struct VendorIncidents: Hashable, Sendable {
  /// The vendor.
  public let vendor: String
  /// How many incidents there were.
  public let count: Int
  /// How many of them have a length.
  public let countWithLength: Int
  /// How long those took.
  public let lengths: ObservedTimes
  /// How far their beginnings lie apart.
  public let gaps: ObservedTimes

  /// Makes incidents.
  public init(vendor: String, count: Int, countWithLength: Int, lengths: ObservedTimes, gaps: ObservedTimes) {
    self.vendor = vendor
    self.count = count
    self.countWithLength = countWithLength
    self.lengths = lengths
    self.gaps = gaps
  }

  /// The share of time that is within incidents if none overlap, from 0 up.
  public var shareOfTime: Double {
    guard count > 0 else { return 0 }
    return lengths.mean / gaps.mean * Double(countWithLength) / Double(count)
  }
}

/// The outages of one service, as its page marked its days.
public struct ServiceOutages: Hashable, Sendable {
  /// The service.
  public let service: String
  /// How many days the history covers.
  public let days: Int
  /// On how many of them there was an outage, each of which counts as one.
  public let outages: Int
  /// For how many minutes a part or all of it failed, over all days.
  public let minutes: Double

  /// Makes a history.
  public init(service: String, days: Int, outages: Int, minutes: Double) {
    self.service = service
    self.days = days
    self.outages = outages
    self.minutes = minutes
  }

  /// The share of time without an outage, from 0 to 1.
  public var availability: Double { 1 - minutes / (Double(days) * 1440) }

  /// The shape of the outages, or nil where there were none or the service never was up.
  ///
  /// Pages do not tell what share of attempts fails during an outage, which is `errorRate`, from 0 to 1.
  public func shape(errorRate: Double) -> OutageShape? {
    guard outages > 0, let down = Milliseconds(minutes * 60_000 / Double(outages)), down.value > 0,
      let up = Milliseconds((Double(days) * 1440 - minutes) * 60_000 / Double(outages)), up.value > 0
    else { return nil }
    return OutageShape(meanUp: up, meanDown: down, errorRate: errorRate)
  }

  /// Some services taken together as one, or nil for none.
  public static func pooled(_ services: [ServiceOutages]) -> ServiceOutages? {
    guard !services.isEmpty else { return nil }
    return ServiceOutages(
      service: services.map(\.service).joined(separator: " + "), days: services.reduce(0) { $0 + $1.days },
      outages: services.reduce(0) { $0 + $1.outages }, minutes: services.reduce(0) { $0 + $1.minutes })
  }
}
