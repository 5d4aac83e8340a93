/// How the host chooses a model for one call where the machine leaves the choice to it (O-202, O-203).
public struct PhasePolicy: Hashable, Sendable {
  /// How to choose.
  public var mode: RoutingMode
  /// The least weight, a hard limit; nil leaves it to the policy of the request.
  public var minimumWeight: Int?
  /// Models that must not serve, because they failed in this phase (O-201).
  public var excluded: [ModelID]
  /// Models to pass over while another may serve; they are better than none (O-203).
  public var avoided: [ModelID]

  /// Makes a policy.
  public init(
    mode: RoutingMode, minimumWeight: Int? = nil, excluded: [ModelID] = [], avoided: [ModelID] = []
  ) {
    self.mode = mode
    self.minimumWeight = minimumWeight
    self.excluded = excluded
    self.avoided = avoided
  }
}

extension OrchestrationDirective {
  /// The policy of a phase, before anything has failed (O-202).
  public func policy(for phase: OrchestrationPhase) -> PhasePolicy {
    let floor =
      switch phase.role {
      case .primary: primaryMinimumWeight
      case .review: reviewMinimumWeight
      }
    return PhasePolicy(mode: phase.selectionMode(in: effectiveMode), minimumWeight: floor)
  }
}
