/// All that an orchestration depends on besides the results of its calls; fixed before the first of them.
public struct OrchestrationPlan: Hashable, Sendable {
  /// What the request says about it.
  public let directive: OrchestrationDirective
  /// The request, its in-band directives taken out.
  public let payload: CallPayload
  /// What the names in the directive stand for, with the models that may serve in each role.
  public let models: OrchestrationModels
  /// The most tokens that an answer is taken to have, reasoning included; costs and bounds are reckoned with it.
  public let outputTokens: TokenCount
  /// The most that all calls together may cost; nil where nobody set a limit (O-108, O-206).
  public let maximumCost: Dollars?
  /// How long all calls together may take (O-207).
  public private(set) var timeLimit: Milliseconds
  /// How the artifact is shaped (O-404).
  public let format: OutputFormat
  /// What the judge's order of answers and the marks in prompts follow from; hosts draw one for each request.
  public let seed: UInt64
  /// The longest that any orchestration may take (O-207).
  public static let longestTime: Milliseconds = 300_000

  /// Makes a plan.
  ///
  /// `deadline` is what the request says, of which zero says nothing; `defaultDeadline` is that of a single
  /// call, of which there may be several, and nil or zero sets no limit but ``longestTime``.
  ///
  /// - Throws: ``InvalidOrchestration`` where there are no messages or a number of the directive is out of range.
  /// - Complexity: O(n) in the size of the messages.
  public init(
    directive: OrchestrationDirective, payload: CallPayload, models: OrchestrationModels,
    outputTokens: TokenCount = TokenEstimator.defaultOutput, maximumCost: Dollars? = nil,
    deadline: Milliseconds? = nil, defaultDeadline: Milliseconds? = RoutingPolicy.defaultDeadline,
    format: OutputFormat = OutputFormat(), seed: UInt64
  ) throws(InvalidOrchestration) {
    var limit = OrchestrationPlan.longestTime
    if let deadline, deadline.value > 0 { limit = min(deadline, limit) }
    try self.init(
      directive: directive, payload: payload, models: models, outputTokens: outputTokens, maximumCost: maximumCost,
      timeLimit: limit, format: format, seed: seed)
    guard deadline.map({ $0.value == 0 }) ?? true, let defaultDeadline, defaultDeadline.value > 0 else { return }
    let all = defaultDeadline.value * Double(bound.plannedCalls)
    timeLimit = Milliseconds(unchecked: min(all, limit.value))
  }

  /// Makes a plan whose time limit is settled.
  init(
    directive: OrchestrationDirective, payload: CallPayload, models: OrchestrationModels, outputTokens: TokenCount,
    maximumCost: Dollars?, timeLimit: Milliseconds, format: OutputFormat, seed: UInt64
  ) throws(InvalidOrchestration) {
    try directive.check()
    guard !payload.messages.isEmpty else { throw .messagesRequired }
    self.directive = directive
    self.payload = payload
    self.models = models
    self.outputTokens = outputTokens
    self.maximumCost = maximumCost
    self.timeLimit = timeLimit
    self.format = format
    self.seed = seed
  }

  /// The mode that runs.
  public var mode: OrchestrationMode { directive.effectiveMode }

  /// The texts of all messages of the user, one line after the other (O-209).
  var userText: String { payload.messages.filter { $0.role == .user }.map(\.text).joined(separator: "\n") }
}
