/// The winner of a decision as handles and numbers, made without allocating.
public struct Choice: Hashable, Sendable {
  /// The chosen model.
  public let model: ModelHandle
  /// The provider that serves it.
  public let provider: ProviderHandle
  /// What the request is expected to cost there, in US dollars.
  public let estimatedCost: Dollars
  /// Why this model.
  public let reason: DecisionReason
  /// What became of the caller's hint.
  public let hintStatus: HintStatus
  /// The chance with which this choice was made; 1 where nothing was drawn.
  ///
  /// Nil for Thompson sampling alone, where it takes an integral that costs more than the decision:
  /// ``CompiledRouter/record(for:policy:health:arms:turns:seed:)`` works it out.
  public let propensity: Double?
}
