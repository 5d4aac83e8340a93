/// A setting of a chat request that some models take and others ignore or refuse.
///
/// The names are those of the OpenAI API and of what its imitators added.
public enum RequestParameter: UInt8, CaseIterable, Hashable, Sendable {
  /// How freely the answer varies.
  case temperature
  /// The share of likely tokens to sample from.
  case topP
  /// The number of likely tokens to sample from.
  case topK
  /// The lowest relative likelihood to sample from.
  case minP
  /// The share by the likeliest token to sample from.
  case topA
  /// A penalty on frequent tokens.
  case frequencyPenalty
  /// A penalty on tokens that occurred.
  case presencePenalty
  /// A penalty on repetition.
  case repetitionPenalty
  /// A seed for repeatable answers.
  case seed
  /// The longest answer.
  case maxTokens
  /// A bias on tokens.
  case logitBias
  /// Whether likelihoods are returned.
  case logprobs
  /// How many likelihoods are returned.
  case topLogprobs
  /// The form of the answer.
  case responseFormat
  /// A schema the answer must keep to.
  case structuredOutputs
  /// Texts that end the answer.
  case stop
  /// Functions the model may call.
  case tools
  /// Which function it must call.
  case toolChoice
  /// Whether it may call several at once.
  case parallelToolCalls
  /// How hard to think.
  case reasoning
  /// How hard to think, in one word.
  case reasoningEffort
  /// Whether the thoughts are returned.
  case includeReasoning
  /// How long-winded the answer is.
  case verbosity
  /// How many answers to give.
  case n
  /// A text expected to recur in the answer.
  case prediction

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .temperature: "temperature"
    case .topP: "top_p"
    case .topK: "top_k"
    case .minP: "min_p"
    case .topA: "top_a"
    case .frequencyPenalty: "frequency_penalty"
    case .presencePenalty: "presence_penalty"
    case .repetitionPenalty: "repetition_penalty"
    case .seed: "seed"
    case .maxTokens: "max_tokens"
    case .logitBias: "logit_bias"
    case .logprobs: "logprobs"
    case .topLogprobs: "top_logprobs"
    case .responseFormat: "response_format"
    case .structuredOutputs: "structured_outputs"
    case .stop: "stop"
    case .tools: "tools"
    case .toolChoice: "tool_choice"
    case .parallelToolCalls: "parallel_tool_calls"
    case .reasoning: "reasoning"
    case .reasoningEffort: "reasoning_effort"
    case .includeReasoning: "include_reasoning"
    case .verbosity: "verbosity"
    case .n: "n"
    case .prediction: "prediction"
    }
  }

  /// Makes the parameter with this wire name, or nil where there is none.
  public init?(name: String) {
    guard let parameter = RequestParameter.allCases.first(where: { $0.name == name }) else { return nil }
    self = parameter
  }
}

/// A set of parameters.
public struct ParameterSet: OptionSet, Hashable, Sendable {
  /// One bit for each parameter, at the parameter's own raw value.
  public let rawValue: UInt32

  /// Makes a set from its bits.
  public init(rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// Makes the set of these parameters.
  public init(_ parameters: [RequestParameter]) {
    self.init(rawValue: parameters.reduce(0) { $0 | 1 << $1.rawValue })
  }

  /// The parameters in the set, in the order of their declaration.
  public var parameters: [RequestParameter] {
    RequestParameter.allCases.filter { rawValue & (1 << $0.rawValue) != 0 }
  }

  /// All parameters that are not in a set.
  static prefix func ~ (set: ParameterSet) -> ParameterSet {
    ParameterSet(RequestParameter.allCases).subtracting(set)
  }
}
