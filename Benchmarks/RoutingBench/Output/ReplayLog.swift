import RoutingCore
import RoutingFormats
import TrafficReplay

/// The decisions of a replay on their way into a log.
struct ReplayLog {
  static let options = [
    Command.Option(name: "--log", value: "FILE", help: "also write a decision log of a trace, one line a decision"),
    Command.Option(
      name: "--log-candidates", value: "N",
      help: "the best candidates that a line of the log names (default 8; 0 names all)"),
    Command.Option(
      name: "--log-exclusions", value: "N",
      help: "the models left out that a line of the log names (default 32; 0 names all)"),
  ]

  let path: String
  private(set) var lines = 0
  private(set) var refusals = 0
  private var output: TraceOutput
  private let registry: ModelRegistry
  private let fingerprint: String
  private let policy: String
  private let detail: DecisionLogDetail

  /// The log that the arguments ask for, or nil where they ask for none.
  init?(_ arguments: Arguments, over registry: ModelRegistry, policy: RoutingPolicy) throws {
    guard let path = arguments.text("--log") else {
      if let name = ReplayLog.options.map(\.name).first(where: arguments.has) {
        throw UsageError(description: "\(name) means nothing without --log")
      }
      return nil
    }
    guard path != "-" else {
      throw UsageError(description: "--log: the report goes to standard output, so it must be a file")
    }
    func number(_ name: String, _ fallback: Int) throws(UsageError) -> Int? {
      let number = try arguments.integer(name, in: 0...1_000_000, default: fallback)
      return number == 0 ? nil : number
    }
    detail = DecisionLogDetail(
      candidates: try number("--log-candidates", 8), exclusions: try number("--log-exclusions", 32))
    self.path = path
    self.policy = (policy.mode ?? .normal).name
    self.registry = registry
    fingerprint = registry.fingerprint
    output = try TraceOutput(path)
  }

  /// Writes a decision with what came of it; a request that was refused has none.
  mutating func write(
    _ record: TraceRecord, _ request: ExplainedRequest, _ outcome: ReplayedRequest
  ) throws(FileError) {
    guard let decision = request.explanation.verdict.decision else {
      refusals += 1
      return
    }
    var entry = DecisionLogEntry(
      decision, for: request.request, policy: policy, arrival: record.arrival,
      grounds: DecisionGrounds(
        request.explanation, of: request.request, over: registry, seed: request.seed, fingerprint: fingerprint,
        detail: detail))
    entry.features.tenant = record.tenant
    entry.features.session = record.session
    // What was never sent for want of money has no outcome that could be held against the choice.
    if outcome != .unfunded {
      entry.outcome = DecisionLogEntry.Outcome(
        isSuccess: outcome.isServed, cost: outcome.cost, latency: outcome.answer?.firstToken,
        reward: request.reward(of: outcome))
    }
    output.bytes += DecisionLogWriter.line(entry)
    lines += 1
    try output.write(isLast: false)
  }

  /// Writes what is left.
  mutating func finish() throws(FileError) { try output.write(isLast: true) }

  var summary: String {
    let refused = refusals == 0 ? "" : "; \(Table.grouped(Double(refusals))) refused requests have none"
    return "log: \(path): \(Table.grouped(Double(lines))) decisions\(refused)"
  }
}
