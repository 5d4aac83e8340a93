/// A request as numbers alone, for callers that have no text of it: simulations, and gateways that keep handles.
public struct RequestNumbers: Hashable, Sendable {
  /// What the answer must be.
  public var kind: ModelKind
  /// The estimated length of the prompt.
  public var inputTokens: TokenCount
  /// The estimated length of the answer.
  public var outputTokens: TokenCount
  /// How many images, seconds of video or jobs are asked for; only read for kinds priced per unit.
  public var units: Int
  /// Whether the answer is to be streamed.
  public var isStreaming: Bool
  /// What the model must be able to do.
  public var requires: CapabilitySet
  /// What the caller's hint stands for.
  public var hint: HintHandle

  /// Makes a request, by default for one unstreamed chat answer of the default length from any model.
  public init(
    kind: ModelKind = .chat, inputTokens: TokenCount, outputTokens: TokenCount = TokenEstimator.defaultOutput,
    units: Int = 1, isStreaming: Bool = false, requires: CapabilitySet = [], hint: HintHandle = .absent
  ) {
    self.kind = kind
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.units = units
    self.isStreaming = isStreaming
    self.requires = requires
    self.hint = hint
  }
}

/// What a hint stands for in one router, looked up once for many requests.
public struct HintHandle: Hashable, Sendable {
  let target: ReferenceTarget.Search
  let isStrict: Bool

  /// The caller named nothing.
  public static let absent = HintHandle(target: .absent, isStrict: false)
}

extension CompiledRouter {
  /// Looks a hint up; nil for an alias and for `*`, which may stand for something else with every request.
  public func handle(ofHint hint: ModelReference) -> HintHandle? {
    var turns = ReferenceTurns()
    let target = resolver.target(of: RoutingRequest(inputTokens: .zero, hint: hint), turns: &turns, seed: 0)
    if case .found(let found) = target, found.isReplaced { return nil }
    return HintHandle(target: target, isStrict: hint.isStrict)
  }

  /// The shape of a request that is given as numbers; the same as that of a ``RoutingRequest`` with these numbers.
  public func shape(of numbers: RequestNumbers, draws: DrawKey) -> RequestShape {
    RequestShape(numbers, compiled: compiled, draws: draws)
  }
}

extension RequestShape {
  init(_ numbers: RequestNumbers, compiled: borrowing CompiledRegistry, draws: DrawKey) {
    let prices = compiled.prices
    kind = numbers.kind
    isStreaming = numbers.isStreaming
    requirements = Requirements(numbers.requires, [])
    hint = numbers.hint.target
    isStrict = numbers.hint.isStrict
    inputTokens = numbers.inputTokens
    contextRow = compiled.contextRow(for: numbers.inputTokens)
    hasAffinity = false
    affinity = 0
    cachedQuantity = 0
    self.draws = draws
    if numbers.kind.isPricedPerUnit {
      firstQuantity = Double(max(numbers.units, 0))
      secondQuantity = 0
      pricing = .plain
      block = 1
    } else {
      firstQuantity = Double(numbers.inputTokens.value) / 1000
      secondQuantity = Double(numbers.outputTokens.value) / 1000
      let tokenClass = prices.tokenClass(of: numbers.inputTokens)
      pricing = tokenClass == 0 || prices.classesHaveRows ? .plain : .tokens
      block = tokenClass == 0 || !prices.classesHaveRows ? 0 : Int8(truncatingIfNeeded: tokenClass + 1)
    }
  }
}
