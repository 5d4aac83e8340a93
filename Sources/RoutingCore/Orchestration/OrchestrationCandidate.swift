/// A model that may serve a role, with what the machine must know of it before the first call.
public struct OrchestrationCandidate: Hashable, Sendable {
  /// The model.
  public var model: ModelID
  /// Its provider, by which voters are told apart (O-331).
  public var provider: ProviderID
  /// Its score, finite; candidates of equal scores are ordered by provider (O-331).
  public let score: Double
  /// What a thousand tokens of prompt cost at most.
  public var inputPerThousandTokens: Dollars
  /// What a thousand tokens of answer cost at most.
  public var outputPerThousandTokens: Dollars

  /// Makes a candidate; where a price has tiers the highest is the one to give.
  ///
  /// A score that is no number is the worst there is, since lower is better.
  public init(
    model: ModelID, provider: ProviderID, score: Double = 0, inputPerThousandTokens: Dollars = 0,
    outputPerThousandTokens: Dollars = 0
  ) {
    self.model = model
    self.provider = provider
    let largest = Double.greatestFiniteMagnitude
    self.score = score == score ? min(max(score, -largest), largest) : largest
    self.inputPerThousandTokens = inputPerThousandTokens
    self.outputPerThousandTokens = outputPerThousandTokens
  }

  /// What a call is expected to cost there.
  public func cost(inputTokens: TokenCount, outputTokens: TokenCount) -> Dollars {
    let input = Double(inputTokens.value) / 1000 * inputPerThousandTokens.value
    let output = Double(outputTokens.value) / 1000 * outputPerThousandTokens.value
    return Dollars(unchecked: min(input + output, .greatestFiniteMagnitude))
  }
}

extension [OrchestrationCandidate] {
  /// The first few in the order given, except that of equal scores the provider used least so far comes first (O-331).
  ///
  /// A model that stands twice counts once.
  ///
  /// - Complexity: O(n · count) in the number of candidates.
  func spreadOverProviders(first count: Int) -> [OrchestrationCandidate] {
    var seen: Set<ModelID> = []
    var rest = filter { seen.insert($0.model).inserted }
    var chosen: [OrchestrationCandidate] = []
    var uses: [ProviderID: Int] = [:]
    while chosen.count < count, let first = rest.first {
      var best = 0
      for (place, candidate) in rest.enumerated() {
        guard candidate.score == first.score else { break }
        if uses[candidate.provider, default: 0] < uses[rest[best].provider, default: 0] { best = place }
      }
      let candidate = rest.remove(at: best)
      uses[candidate.provider, default: 0] += 1
      chosen.append(candidate)
    }
    return chosen
  }
}
