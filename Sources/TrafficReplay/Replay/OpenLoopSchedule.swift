public import RoutingCore

/// The instants at which requests of an open loop are to be sent, whether earlier ones have been answered or not.
///
/// A loop that waits for an answer before it sends again asks nothing while the system stands still, and so leaves out
/// of its percentiles the very requests that would have suffered. Gil Tene calls that coordinated omission ("How not to
/// measure latency", 2013); as in his wrk2, a schedule is fixed beforehand and ``OpenLoopLatencies`` counts from it.
public struct OpenLoopSchedule: Sendable {
  /// How requests are spaced.
  public enum Spacing: String, CaseIterable, Hashable, Sendable {
    /// As a Poisson process: independent callers.
    case poisson
    /// Equally.
    case even
  }

  private let spacing: Spacing
  private let nanosecondsBetween: Double
  private let waits = ExponentialTable()
  private var generator: SeededGenerator
  /// In nanoseconds; a Double counts them exactly for a hundred days.
  private var elapsed = 0.0
  private var sent = 0.0

  /// Makes a schedule whose first request is due at once when evenly spaced, and after a first wait otherwise.
  public init(requestsPerSecond: Double, spacing: Spacing, seed: UInt64) {
    precondition(RequestStream.rates.contains(requestsPerSecond), "A rate lies between 1e-7 and 1e9 a second.")
    self.spacing = spacing
    nanosecondsBetween = 1e9 / requestsPerSecond
    generator = SeededGenerator(seed: seed, stream: 6)
  }

  /// When the next request is to be sent.
  public mutating func next() -> Moment {
    switch spacing {
    case .even:
      // Multiplied, because a sum of rounded steps would drift from the rate.
      elapsed = sent * nanosecondsBetween
      sent += 1
    case .poisson: elapsed += waits.value(generator.next()) * nanosecondsBetween
    }
    return Moment(milliseconds: elapsed / 1e6)
  }
}
