import RoutingFormats
import TrafficReplay

/// What an evaluation is about, beside its estimates.
struct EvaluationFacts {
  let file: String
  let quantity: LoggedQuantity
  let policy: String
  let seed: UInt64
  var counts = DecisionLog.Counts()
  private(set) var refused = 0
  private(set) var unknown = 0
  /// The log's own rewards, summed up as those of a policy that is the log's.
  private var own = OffPolicyEvaluation()

  init(file: String, quantity: LoggedQuantity, policy: String, seed: UInt64) {
    (self.file, self.quantity, self.policy, self.seed) = (file, quantity, policy, seed)
  }

  mutating func add(_ round: DecisionLog.Round, _ chances: EvaluatedPolicy.Chances) {
    if chances.isRefused { refused += 1 }
    if chances.isUnknown { unknown += 1 }
    guard let logged = try? round.logged(evaluated: round.entry.propensity) else { return }
    own.add(logged, number: round.number)
  }

  /// The mean of what was logged.
  var ownEstimate: OffPolicyEstimate? { own.report.estimate(by: .ips) }
}

/// An evaluation told to a person.
enum EvaluationText {
  static func lines(_ report: OffPolicyReport, _ facts: EvaluationFacts) -> [String] {
    let weights = report.weights
    var lines = [
      facts.policy,
      "\(facts.file): \(count(weights.rounds)) decisions, \(count(facts.counts.withoutOutcome)) without an outcome left out",
    ]
    if facts.unknown > 0 { lines.append("\(count(facts.unknown)) were served by models the catalogue does not have") }
    if facts.refused > 0 {
      lines.append("\(count(facts.refused)) requests the policy refuses; they count as nothing earned, nothing spent")
    }
    lines += ["", "mean \(facts.quantity.rawValue)"]
    var table = Table(["estimator", "estimate", "error", "95 % from", "to", "bootstrap from", "to"])
    if let own = facts.ownEstimate { table.add(row("as logged", own)) }
    report.estimates.forEach { table.add(row($0.estimator.rawValue, $0)) }
    lines += table.lines
    if report.estimate(by: .direct) != nil {
      lines.append("the interval of 'direct' says how requests differ, and nothing of how wrong its model is")
    }
    lines += [
      "",
      "effective sample size: \(Table.fixed(weights.effectiveRounds, 1)) of \(count(weights.rounds)); "
        + "mean weight \(Table.fixed(weights.mean, 4)), largest \(Table.fixed(weights.largest, 2)), "
        + "\(Table.fixed(weights.zeroShare * 100, 1)) % without weight",
    ]
    return lines + report.warnings.map { "warning: \($0)" }
  }

  private static func row(_ name: String, _ estimate: OffPolicyEstimate) -> [String] {
    [
      name, number(estimate.value), number(estimate.standardError), number(estimate.interval?.lowerBound),
      number(estimate.interval?.upperBound), number(estimate.bootstrapInterval?.lowerBound),
      number(estimate.bootstrapInterval?.upperBound),
    ]
  }

  private static func number(_ value: Double?) -> String { value.map { Table.fixed($0, 6) } ?? "-" }

  private static func count(_ value: Int) -> String { Table.grouped(Double(value)) }
}
