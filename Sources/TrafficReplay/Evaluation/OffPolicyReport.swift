/// What a log says about another policy.
public struct OffPolicyReport: Hashable, Sendable {
  /// How far the two policies are apart.
  public let weights: WeightSummary
  /// The estimates that could be made, in the order in which the estimators are declared.
  public let estimates: [OffPolicyEstimate]
  /// What keeps the estimates from being trusted.
  public let warnings: [OffPolicyWarning]

  /// The estimate by one estimator, or nil where it could not be made.
  public func estimate(by estimator: OffPolicyEstimator) -> OffPolicyEstimate? {
    estimates.first { $0.estimator == estimator }
  }
}

/// A mean reward, and how sure it is.
public struct OffPolicyEstimate: Hashable, Sendable {
  /// How it was made.
  public let estimator: OffPolicyEstimator
  /// The mean reward.
  public let value: Double
  /// The standard error, or nil for a single round.
  ///
  /// From the spread of the rounds' terms; where sums are divided by sums, by the delta method.
  public let standardError: Double?
  /// The middle 95 % of the resampled estimates, or nil where none were asked for.
  ///
  /// A few large weights skew an estimate so far that a symmetric interval lies too low; this one follows the skew.
  public let bootstrapInterval: ClosedRange<Double>?

  /// The 97.5th percentile of the standard normal distribution.
  private static let normalQuantile = 1.959963984540054

  /// The 95 % interval by normal approximation, or nil for a single round.
  public var interval: ClosedRange<Double>? {
    standardError.map { error in
      let reach = OffPolicyEstimate.normalQuantile * error
      return value - reach...value + reach
    }
  }
}
