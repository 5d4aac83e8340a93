/// How a call ended.
public enum CallResult: Hashable, Sendable {
  /// With an answer.
  case answered(CallAnswer)
  /// Without one, whatever retries and other models were tried.
  case failed(CallFailure)
}

/// An answer, and what it took.
public struct CallAnswer: Hashable, Sendable {
  /// How a cost came about.
  public enum CostBasis: CaseIterable, Hashable, Sendable {
    /// From what the provider counted.
    case usage
    /// From what was expected.
    case estimate

    /// The name in stored states.
    public var name: String {
      switch self {
      case .usage: "usage"
      case .estimate: "estimate"
      }
    }
  }

  /// The model that answered.
  public var model: ModelID
  /// Its provider.
  public var provider: ProviderID
  /// What it said, without its reasoning.
  public var text: String
  /// What it thought before, where the provider gives it apart; later prompts carry it, results do not (R-1501).
  public var reasoning: String?
  /// What the call cost.
  public var cost: Dollars
  /// Where the cost comes from.
  public var costBasis: CostBasis
  /// The tokens that it took, counted or expected as the basis of the cost says; nil where nobody knows.
  public var usage: TokenUsage?
  /// How long the call took, all its attempts included.
  public var latency: Milliseconds
  /// Why this model.
  public var reason: DecisionReason
  /// The alias that the model was found by.
  public var alias: String?
  /// The provider's answer with its envelope, which only the planning mode hands on (O-213).
  public var response: JSONValue?

  /// Makes an answer.
  public init(
    model: ModelID, provider: ProviderID, text: String, reasoning: String? = nil, cost: Dollars = 0,
    costBasis: CostBasis = .estimate, usage: TokenUsage? = nil, latency: Milliseconds = 0,
    reason: DecisionReason = .explicitModel, alias: String? = nil, response: JSONValue? = nil
  ) {
    self.model = model
    self.provider = provider
    self.text = text
    self.reasoning = reasoning
    self.cost = cost
    self.costBasis = costBasis
    self.usage = usage
    self.latency = latency
    self.reason = reason
    self.alias = alias
    self.response = response
  }

  /// The text as later prompts carry it (R-1501).
  var textAfterReasoning: String { reasoning.map { $0.isEmpty ? text : "\($0)\n\n\(text)" } ?? text }
}

/// Why a call gave no answer, and what it cost all the same.
public struct CallFailure: Hashable, Sendable {
  /// The class of the failure, such as `transient`.
  public var className: String
  /// What went wrong, free of secrets.
  public var message: String
  /// The model tried last, where one was.
  public var model: ModelID?
  /// Its provider.
  public var provider: ProviderID?
  /// What providers charge although there is no answer; zero where they report no usage (O-205, R-508).
  public var cost: Dollars
  /// The tokens that it took all the same; nil where nobody knows.
  public var usage: TokenUsage?
  /// How long the call took, all its attempts included.
  public var latency: Milliseconds

  /// Makes a failure.
  public init(
    className: String, message: String, model: ModelID? = nil, provider: ProviderID? = nil, cost: Dollars = 0,
    usage: TokenUsage? = nil, latency: Milliseconds = 0
  ) {
    self.className = className
    self.message = message
    self.model = model
    self.provider = provider
    self.cost = cost
    self.usage = usage
    self.latency = latency
  }

  /// The class of an answer of white space, which is no use to any later call.
  static let emptyAnswer = "empty_answer"
}

extension CallResult {
  /// What the call cost, answer or not (O-205).
  public var cost: Dollars {
    switch self {
    case .answered(let answer): answer.cost
    case .failed(let failure): failure.cost
    }
  }

  /// This result as the machine keeps it: an answer of white space is a failure, and responses that no result shows
  /// are dropped.
  func kept(by mode: OrchestrationMode) -> CallResult {
    guard case .answered(var answer) = self, mode != .planning else { return self }
    if TextBytes.trimmed(answer.text).isEmpty {
      return .failed(
        CallFailure(
          className: CallFailure.emptyAnswer, message: "the answer is empty", model: answer.model,
          provider: answer.provider, cost: answer.cost, usage: answer.usage, latency: answer.latency))
    }
    answer.response = nil
    return .answered(answer)
  }
}
