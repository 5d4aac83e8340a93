/// The parts of the score that a host may tune.
public struct ScoringParameters: Hashable, Sendable {
  /// What a term is measured against.
  public var normalization: Normalization
  /// The smallest scale of latency, so that 3 ms against 6 ms is not "half as good".
  public var latencyFloor: Milliseconds
  /// The smallest scale of error rates, so that 0.1 % against 0.2 % is not either.
  public var failureFloor: Fraction
  /// The least failure term of a degraded provider.
  public var degradedPenalty: Fraction
  /// What an unmeasured provider's latency counts as.
  public var unknownLatency: UnknownLatencyReading

  /// Makes parameters with the contract's defaults.
  public init(
    normalization: Normalization = .eligibleMaximum, latencyFloor: Milliseconds = 100, failureFloor: Fraction = 0.05,
    degradedPenalty: Fraction = 0.5, unknownLatency: UnknownLatencyReading = .median
  ) {
    self.normalization = normalization
    self.latencyFloor = latencyFloor
    self.failureFloor = failureFloor
    self.degradedPenalty = degradedPenalty
    self.unknownLatency = unknownLatency
  }

  /// No floors, no penalty, unmeasured means instant: the scores of the open-source gateway of the same name.
  public static let compatible = ScoringParameters(
    latencyFloor: 0, failureFloor: 0, degradedPenalty: 0, unknownLatency: .zero)
}

/// What the terms of a score are measured against.
public enum Normalization: CaseIterable, Hashable, Sendable {
  /// The largest value among the eligible models.
  ///
  /// It tells cheap models apart however cheap they all are; in return a model's score depends on who else is there.
  case eligibleMaximum
  /// The budget, the deadline, certain failure and weight 10; a limit that is not set counts as the built-in one.
  ///
  /// A score then depends on nothing but its own model, so adding a model never swaps two others.
  case absolute
}

/// How a provider without latency samples is read.
public enum UnknownLatencyReading: CaseIterable, Hashable, Sendable {
  /// As the lower median of the known latencies.
  case median
  /// As instant.
  case zero
}
