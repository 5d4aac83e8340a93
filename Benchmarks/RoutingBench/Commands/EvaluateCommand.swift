import RoutingCore
import RoutingFormats
import TrafficReplay

/// `evaluate`: what another policy would have earned, from the log of the one that decided.
enum EvaluateCommand {
  static let command = Command(
    name: "evaluate", summary: "Estimates from a decision log what another policy would have earned.",
    usage: "--log FILE [OPTIONS]",
    options: [
      Command.Option(name: "--log", value: "FILE", help: "a decision log; it is read twice, so it must be a file"),
      Command.Option(
        name: "--policy", value: "WHICH",
        help:
          "catalogue (default): what the options make, over the catalogue; log: what the lines' evaluated_propensity says"
      ),
      Command.Option(
        name: "--explore", value: "T", help: "let the catalogue's policy explore ranks at this temperature (default 0)"),
      Command.Option(
        name: "--reward", value: "WHAT", help: "what is estimated: reward (default), success, cost or latency"),
      Command.Option(
        name: "--cap", value: "W", help: "weight at which capped_ips clips and switch_dr trusts the model (default 10)"),
      Command.Option(
        name: "--shrinkage", value: "S", help: "shrinkage of dr_os; a weight of its root counts half (default 100)"),
      Command.Option(name: "--folds", value: "K", help: "folds that the reward model is fitted in (default 5)"),
      Command.Option(
        name: "--bootstrap", value: "N", help: "resamples for bootstrap intervals, up to 100000 (default 0, none)"),
      Command.Option(name: "--seed", value: "N", help: "seed of folds and resamples (default 1)"),
      Command.Option(
        name: "--malformed", value: "HOW", help: "what to do with lines that cannot be read: skip (default) or refuse"),
      Command.Option(
        name: "--json", value: "FILE", help: "also write the report as JSON; '-' writes it to standard output"),
      RegistrySource.option,
    ] + PolicyOptions.all,
    notes: """
      A log line is a JSON object with input_tokens, model and propensity; output_tokens, kind, requires, candidates
      (model, propensity, evaluated_propensity), evaluated_propensity, and an outcome (success, cost_usd, latency_ms,
      reward). Lines without an outcome are left out and counted. The catalogue's policy meets every request with all
      providers healthy and nothing learned, so mode thompson scores as normal. It draws nothing unless --explore says
      so, which leaves weight only to rounds where it agrees with the log. Model-based estimates with --policy log need
      candidates with evaluated_propensity on every line. Exit status 1 when malformed lines were skipped, 2 when they
      were refused or nothing else was found.
      """,
    run: run)

  private static func run(_ arguments: Arguments) throws -> Int32 {
    guard let path = arguments.text("--log") else { throw UsageError(description: "evaluate needs --log FILE") }
    guard path != "-" else { throw UsageError(description: "--log: a log is read twice, so it must be a file") }
    let quantity = try arguments.choice("--reward", of: LoggedQuantity.allCases, called: \.rawValue) ?? .reward
    let refuses = try arguments.choice("--malformed", of: ["skip", "refuse"]) { $0 } == "refuse"
    let seed = UInt64(try arguments.integer("--seed", in: 0...Int.max, default: 1))
    let folds = try arguments.integer("--folds", in: 2...100, default: 5)
    let settings = OffPolicySettings(
      weightLimit: try arguments.number("--cap", in: 1e-9...1e60, default: 10),
      shrinkage: try arguments.number("--shrinkage", in: 1e-9...1e60, default: 100),
      resamples: try arguments.integer("--bootstrap", in: 0...OffPolicySettings.maximumResamples, default: 0),
      seed: seed)
    let policy = try EvaluatedPolicy(arguments)

    var actions = ActionNumbers()
    var model = RewardModel(folds: folds, seed: seed)
    let log = DecisionLog(path: path, quantity: quantity, refuses: refuses)
    let learned = try log.read { round throws(FormatError) in
      model.add(
        reward: round.reward, bucket: round.bucket, action: try actions.number(of: round.entry.model, round),
        round: round.number)
    }
    var evaluation = OffPolicyEvaluation(settings)
    var facts = EvaluationFacts(file: path, quantity: quantity, policy: policy.summary, seed: seed)
    let counts = try log.read { round throws(FormatError) in
      let chances = try policy.chances(for: round)
      facts.add(round, chances)
      var shares: [(action: Int, probability: Double)] = []
      for chance in chances.shares ?? [] {
        shares.append((try actions.number(of: chance.model, round), chance.probability))
      }
      let action = try actions.number(of: round.entry.model, round)
      let prediction = chances.shares.map { _ in
        model.prediction(ofAction: action, policy: shares, bucket: round.bucket, round: round.number)
      }
      evaluation.add(
        try round.logged(evaluated: chances.evaluated, prediction: prediction, unsupported: chances.unsupported),
        number: round.number)
    }
    guard counts.numbered == learned.numbered else {
      throw FileError(path: path, reason: "changed while it was read")
    }
    counts.skipped.complain(about: path)
    guard counts.rounds > 0 else {
      if counts.malformed == 0 { Terminal.complain("\(path): holds no decision with an outcome") }
      return 2
    }
    facts.counts = counts
    let report = evaluation.report
    let jsonPath = arguments.text("--json")
    if jsonPath != "-" { EvaluationText.lines(report, facts).forEach(Terminal.print) }
    if let jsonPath { try Terminal.write(EvaluationJSON.bytes(report, facts), to: jsonPath) }
    return counts.malformed == 0 ? 0 : 1
  }
}

/// What of an outcome is estimated.
enum LoggedQuantity: String, CaseIterable {
  case reward, success, cost, latency

  /// The member of the log that holds it.
  var field: String {
    switch self {
    case .reward: "reward"
    case .success: "success"
    case .cost: "cost_usd"
    case .latency: "latency_ms"
    }
  }

  func value(of outcome: DecisionLogEntry.Outcome) -> Double? {
    switch self {
    case .reward: outcome.reward
    case .success: outcome.isSuccess ? 1 : 0
    case .cost: outcome.cost?.value
    case .latency: outcome.latency?.value
    }
  }
}

/// Models by number, since a reward model knows actions by number.
struct ActionNumbers {
  /// More than any catalogue has; a log with more of them would only cost memory.
  private static let limit = 1_000_000
  private var numbers: [ModelID: Int] = [:]

  mutating func number(of model: ModelID, _ round: DecisionLog.Round) throws(FormatError) -> Int {
    if let number = numbers[model] { return number }
    guard numbers.count < ActionNumbers.limit else {
      throw round.error("model", "there are more than \(ActionNumbers.limit) different models")
    }
    numbers[model] = numbers.count
    return numbers.count - 1
  }
}
