/// A way to estimate a policy's mean reward from the log of another policy.
///
/// With w = π(a|x) / p, reward r, and q what a model predicts, as in Open Bandit Pipeline (`obp/ope/estimators.py`; Saito
/// and others, 2021).
public enum OffPolicyEstimator: String, CaseIterable, Hashable, Sendable {
  /// Inverse propensity scoring, mean(w·r): unbiased where the log supports the policy; noisy for large weights.
  case ips
  /// The same with w at most λ: less noise for some bias.
  case cappedIPS = "capped_ips"
  /// Self-normalised, Σw·r / Σw: indifferent to what is added to all rewards (Swaminathan and Joachims, 2015).
  case snips
  /// The direct method, mean(Σ π·q): as right as the model.
  ///
  /// Its interval tells how requests differ, and nothing of how wrong the model is: a guess to compare others with.
  case direct
  /// Doubly robust, mean(Σ π·q + w·(r − q)) (Dudík, Langford and Li, 2011).
  case doublyRobust = "doubly_robust"
  /// Doubly robust that trusts the model where w > λ (Wang, Agarwal and Dudík, 2017).
  case switchDoublyRobust = "switch_dr"
  /// Doubly robust with w shrunk to s·w / (w² + s) (Su, Dimakopoulou, Krishnamurthy and Dudík, 2020).
  case shrunkDoublyRobust = "dr_os"
  /// Replay, the mean of r where a policy that draws nothing agrees with the log (Li, Chu, Langford and Wang, 2011).
  ///
  /// Right for a log that chose evenly; there is none for a policy that draws.
  case replay

  /// Whether it needs predictions.
  public var needsPredictions: Bool {
    switch self {
    case .direct, .doublyRobust, .switchDoublyRobust, .shrunkDoublyRobust: true
    case .ips, .cappedIPS, .snips, .replay: false
    }
  }

  /// What a round adds above and below the line, every estimator being a ratio of sums; nil where it has no say.
  func terms(of round: LoggedRound, _ settings: OffPolicySettings) -> (numerator: Double, denominator: Double)? {
    let weight = round.weight
    switch self {
    case .ips: return (weight * round.reward, 1)
    case .cappedIPS: return (min(weight, settings.weightLimit) * round.reward, 1)
    case .snips: return (weight * round.reward, weight)
    case .direct: return round.prediction.map { ($0.expected, 1) }
    case .doublyRobust: return corrected(round, by: weight)
    case .switchDoublyRobust: return corrected(round, by: weight <= settings.weightLimit ? weight : 0)
    case .shrunkDoublyRobust:
      let s = settings.shrinkage
      return corrected(round, by: s * weight / (weight * weight + s))
    case .replay:
      guard round.evaluated == 0 || round.evaluated == 1 else { return nil }
      return (round.evaluated * round.reward, round.evaluated)
    }
  }

  private func corrected(_ round: LoggedRound, by weight: Double) -> (Double, Double)? {
    round.prediction.map { ($0.expected + weight * (round.reward - $0.logged), 1) }
  }
}
