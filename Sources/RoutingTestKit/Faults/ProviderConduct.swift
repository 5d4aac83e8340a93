public import RoutingCore

/// How a simulated provider behaves while nothing is wrong with it.
///
/// Latencies are spread about their median like those of real hosts, whose logarithms are about normal. The sum of four
/// even draws stands in for the normal distribution; so a latency is never more than e^(3.46 · spread) times the
/// median.
public struct ProviderConduct: Hashable, Sendable {
  /// The latency that half of the answers stay below.
  public var medianLatency: Milliseconds
  /// The standard deviation of the logarithm of latencies, from 0 to 3.
  public var latencySpread: Double
  /// Statuses that are no success, each with the share of calls that it answers.
  public var statuses: [StatusShare]
  /// The calls that it takes at once, or nil for any number; those above are answered with 503.
  public var capacity: Int?

  /// Makes a conduct, by default that of a host that answers after a fifth of a second and never fails.
  public init(
    medianLatency: Milliseconds = 200, latencySpread: Double = 0.24, statuses: [StatusShare] = [],
    capacity: Int? = nil
  ) {
    self.medianLatency = medianLatency
    self.latencySpread = min(max(latencySpread, 0), 3)
    self.statuses = statuses
    self.capacity = capacity
  }

  /// A status that is no success, and how often it is the answer.
  public struct StatusShare: Hashable, Sendable {
    /// The status.
    public var status: Int
    /// The share of calls.
    public var share: Fraction

    /// Makes a share.
    public init(_ status: Int, _ share: Fraction) {
      self.status = status
      self.share = share
    }
  }

  /// The longest latency that is ever drawn, slowed down by nothing.
  public var longestLatency: Milliseconds {
    Milliseconds(medianLatency.value * ElementaryFunctions.exp(2 * 3.0.squareRoot() * latencySpread)) ?? medianLatency
  }

  /// A latency in milliseconds.
  func latency(_ dice: inout SeededGenerator) -> Double {
    guard latencySpread > 0 else { return medianLatency.value }
    let sum = dice.unit() + dice.unit() + dice.unit() + dice.unit()
    // Four even draws have the mean 2 and the variance 1/3.
    return medianLatency.value * ElementaryFunctions.exp((sum - 2) * 3.0.squareRoot() * latencySpread)
  }

  /// The status that a draw in 0..<1 stands for, or nil for an answer.
  func status(_ draw: Double) -> Int? {
    var end = 0.0
    for status in statuses {
      end += status.share.value
      if draw < end { return status.status }
    }
    return nil
  }
}
