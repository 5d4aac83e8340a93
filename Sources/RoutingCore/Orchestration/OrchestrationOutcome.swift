/// How an orchestration ended, and what it took.
public struct OrchestrationOutcome: Hashable, Sendable {
  /// The result, or why there is none.
  public let result: Result<OrchestrationSuccess, OrchestrationFailure>
  /// What all calls cost: every answer, and every failure that was charged (O-205).
  public let cost: Dollars
  /// From the start to the end.
  public let latency: Milliseconds
  /// What became of every call, by number (O-211).
  public let calls: [CallRecord]
  /// What the client should know.
  public let warnings: [OrchestrationWarning]

  /// The tokens that all calls took, as far as they are known; nil where those of none are.
  ///
  /// - Complexity: O(n) in the number of calls.
  public var usage: TokenUsage? {
    var sum: TokenUsage?
    for call in calls {
      guard let usage = call.usage else { continue }
      sum = sum?.adding(usage) ?? usage
    }
    return sum
  }
}

/// A result, whole or in part.
public struct OrchestrationSuccess: Hashable, Sendable {
  /// What the client gets: the composite object of the mode, or the provider's answer where the mode is planning
  /// (O-213).
  public let response: JSONValue
  /// The text that all was done for.
  public let artifact: String
  /// The author of the artifact (O-210).
  public let model: ModelID
  /// Its provider.
  public let provider: ProviderID
  /// Why this answer.
  public let reason: DecisionReason
  /// The alias that the author was found by (O-210).
  public let alias: String?
  /// What kept the orchestration from its end; nil where nothing did (O-214).
  public let shortfall: PhaseFailure?
}

/// Why there is no result.
public struct OrchestrationFailure: Error, Hashable, Sendable {
  /// The phase that gave nothing, and why; with it what came before.
  public let phase: PhaseFailure
  /// The message for the client.
  public let message: String

  /// The status for the client; nil where nobody waits for one (O-601).
  public var status: Int? {
    switch phase.cause {
    case .stopped(.cancelled): nil
    case .stopped(.budget), .stopped(.deadline), .failed, .nobodyAnswered, .schemaMismatch: 502
    }
  }
}
