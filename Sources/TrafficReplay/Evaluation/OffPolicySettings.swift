/// The numbers that estimators are tuned by.
public struct OffPolicySettings: Hashable, Sendable {
  /// λ, the weight at which capped IPS clips and beyond which switch-DR trusts the model; above 0.
  public let weightLimit: Double
  /// s of shrunk doubly robust estimates, above 0; a weight of √s counts half.
  public let shrinkage: Double
  /// How many times the log is resampled for bootstrap intervals; 0 for none.
  public let resamples: Int
  /// Where the resampling draws from.
  public let seed: UInt64

  /// The most resamples.
  public static let maximumResamples = 100_000

  /// Makes settings.
  ///
  /// - Parameters:
  ///   - weightLimit: above 0, finite or not; the default keeps one round from counting more than ten.
  ///   - shrinkage: above 0 and finite; by default a weight of ten counts half.
  ///   - resamples: from 0 to ``maximumResamples``.
  ///   - seed: any number; the same one gives the same intervals.
  public init(weightLimit: Double = 10, shrinkage: Double = 100, resamples: Int = 0, seed: UInt64 = 0) {
    precondition(weightLimit > 0, "The largest weight must be above zero.")
    precondition(shrinkage > 0 && shrinkage.isFinite, "The shrinkage must be above zero and finite.")
    precondition((0...OffPolicySettings.maximumResamples).contains(resamples), "So many resamples cannot be kept.")
    self.weightLimit = weightLimit
    self.shrinkage = shrinkage
    self.resamples = resamples
    self.seed = seed
  }
}
