/// Something that keeps estimates from being trusted.
public enum OffPolicyWarning: Hashable, Sendable {
  /// There are no rounds.
  case noRounds
  /// The policy takes actions that the log could not have taken, whose rewards nobody has seen.
  ///
  /// - Parameters:
  ///   - rounds: the rounds in which it does.
  ///   - share: the mean probability of such actions over all rounds, from 0 to 1.
  case unsupportedActions(rounds: Int, share: Double)
  /// The log never drew, and the policy is another one: what it would have done otherwise was never tried.
  case deterministicLog
  /// The mean weight is more than four standard errors from 1: propensities are wrong, or support is missing.
  case weightsOffOne(mean: Double, standardError: Double)
  /// The log tells as much as fewer than a hundred rounds of the policy's own, or less than 1 % of its length.
  case fewEffectiveRounds(effective: Double, rounds: Int)

  /// The name used in reports.
  public var name: String {
    switch self {
    case .noRounds: "no_rounds"
    case .unsupportedActions: "unsupported_actions"
    case .deterministicLog: "deterministic_log"
    case .weightsOffOne: "weights_off_one"
    case .fewEffectiveRounds: "few_effective_rounds"
    }
  }
}

extension OffPolicyWarning: CustomStringConvertible {
  /// The warning in words.
  public var description: String {
    switch self {
    case .noRounds: "there are no rounds to judge by"
    case .unsupportedActions(let rounds, let share):
      "in \(rounds) rounds the policy takes actions the log could not have taken, "
        + "with probability \(OffPolicyWarning.short(share)) on average: their rewards are unknown"
    case .deterministicLog:
      "the log was made without drawing (every propensity is 1) and the policy differs: its other choices were never tried"
    case .weightsOffOne(let mean, let standardError):
      "the mean weight is \(OffPolicyWarning.short(mean)), more than four standard errors "
        + "(\(OffPolicyWarning.short(standardError))) from 1: propensities are wrong or support is missing"
    case .fewEffectiveRounds(let effective, let rounds):
      "the effective sample size is \(OffPolicyWarning.short(effective)) of \(rounds) rounds: "
        + "intervals are not to be trusted"
    }
  }

  /// A number with four decimals at most.
  private static func short(_ value: Double) -> String {
    guard abs(value) < 1e9, abs(value) >= 1e-4 || value == 0 else { return "\(value)" }
    let tenThousandths = Int(abs(value) * 10_000 + 0.5)
    let (whole, rest) = tenThousandths.quotientAndRemainder(dividingBy: 10_000)
    let sign = value < 0 ? "-" : ""
    guard rest > 0 else { return "\(sign)\(whole)" }
    var digits = String(String(10_000 + rest).dropFirst())
    while digits.last == "0" { digits.removeLast() }
    return "\(sign)\(whole).\(digits)"
  }
}

/// What the warnings are judged by.
struct SupportSums: Hashable, Sendable {
  /// A probability of impossible actions up to this is rounding.
  private static let negligible = 1e-9
  private static let fewest = 100.0
  private static let leastShare = 0.01

  private var unsupportedRounds = 0
  private var unsupported = CompensatedSum()
  private var hasDrawn = false
  private var differs = false

  mutating func add(_ round: LoggedRound) {
    unsupported += round.unsupported
    if round.unsupported > SupportSums.negligible { unsupportedRounds += 1 }
    if round.propensity < 1 { hasDrawn = true }
    if round.evaluated < 1 { differs = true }
  }

  mutating func merge(_ other: SupportSums) {
    unsupportedRounds += other.unsupportedRounds
    unsupported += other.unsupported
    hasDrawn = hasDrawn || other.hasDrawn
    differs = differs || other.differs
  }

  func warnings(_ weights: WeightSummary) -> [OffPolicyWarning] {
    guard weights.rounds > 0 else { return [.noRounds] }
    var warnings: [OffPolicyWarning] = []
    if unsupportedRounds > 0 {
      warnings.append(
        .unsupportedActions(rounds: unsupportedRounds, share: unsupported.value / Double(weights.rounds)))
    }
    if !hasDrawn, differs { warnings.append(.deterministicLog) }
    if let error = weights.standardError, abs(weights.mean - 1) > 4 * error + SupportSums.negligible {
      warnings.append(.weightsOffOne(mean: weights.mean, standardError: error))
    }
    let effective = weights.effectiveRounds
    if effective < SupportSums.fewest || effective < SupportSums.leastShare * Double(weights.rounds) {
      warnings.append(.fewEffectiveRounds(effective: effective, rounds: weights.rounds))
    }
    return warnings
  }
}
