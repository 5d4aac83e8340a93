/// Sums up a log, round by round, into estimates of what another policy would have earned.
///
/// Memory does not grow with the log. Parts of a log may be summed up apart, by several threads, and merged.
public struct OffPolicyEvaluation: Hashable, Sendable {
  /// What the estimators are tuned by.
  public let settings: OffPolicySettings
  /// One for each estimator, in the order of their declaration.
  private var moments = Array(repeating: PairedMoments(), count: OffPolicyEstimator.allCases.count)
  private var bootstrap: PoissonBootstrap
  private var weights = WeightSums()
  private var support = SupportSums()

  /// Makes an evaluation that has seen nothing.
  public init(_ settings: OffPolicySettings = OffPolicySettings()) {
    self.settings = settings
    bootstrap = PoissonBootstrap(resamples: settings.resamples, seed: settings.seed)
  }

  /// The rounds so far.
  public var rounds: Int { weights.rounds }

  /// Adds a round.
  ///
  /// - Parameters:
  ///   - round: what was logged.
  ///   - number: its place in the whole log, which the resampling draws by; no two rounds share one.
  /// - Complexity: O(1), and O(b) with b resamples.
  public mutating func add(_ round: LoggedRound, number: Int) {
    weights.add(round.weight)
    support.add(round)
    var terms = Array(repeating: 0.0, count: settings.resamples > 0 ? 2 * moments.count : 0)
    for (place, estimator) in OffPolicyEstimator.allCases.enumerated() {
      guard let term = estimator.terms(of: round, settings) else { continue }
      moments[place].add(term.denominator, term.numerator)
      guard settings.resamples > 0 else { continue }
      terms[2 * place] = term.numerator
      terms[2 * place + 1] = term.denominator
    }
    bootstrap.add(terms, round: number)
  }

  /// Adds what another part of the same log came to; both need the same settings.
  ///
  /// - Complexity: O(b) with b resamples.
  public mutating func merge(_ other: OffPolicyEvaluation) {
    precondition(settings == other.settings, "Parts of a log are summed up with the same settings.")
    for place in moments.indices { moments[place].merge(other.moments[place]) }
    bootstrap.merge(other.bootstrap)
    weights.merge(other.weights)
    support.merge(other.support)
  }

  /// What the rounds so far come to.
  ///
  /// - Complexity: O(b log b) with b resamples.
  public var report: OffPolicyReport {
    let summary = weights.summary
    let estimates = OffPolicyEstimator.allCases.enumerated().compactMap { place, estimator in
      estimate(estimator, place)
    }
    return OffPolicyReport(weights: summary, estimates: estimates, warnings: support.warnings(summary))
  }

  /// An estimate, where every round had a say in it and there is something to divide by.
  private func estimate(_ estimator: OffPolicyEstimator, _ place: Int) -> OffPolicyEstimate? {
    let sums = moments[place]
    guard sums.count == rounds, let value = sums.ratio else { return nil }
    return OffPolicyEstimate(
      estimator: estimator, value: value, standardError: sums.ratioError,
      bootstrapInterval: bootstrap.interval(of: place))
  }
}
