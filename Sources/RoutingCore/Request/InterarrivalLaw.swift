/// How the gaps between the arrivals of a stream are spread around their mean.
public enum InterarrivalLaw: Hashable, Sendable {
  /// Gaps of a Poisson process; their coefficient of variation is 1.
  case exponential
  /// Gaps of a Gamma distribution; a shape below 1 comes in bursts, one above 1 is more even than chance.
  case gamma(shape: Double)
  /// Gaps of a Weibull distribution; a shape below 1 comes in bursts, one above 1 is more even than chance.
  case weibull(shape: Double)
}
