/// Everything that has a say in how one request is routed, and how it comes together.
///
/// Field by field, the first of directive, request, key and runtime that says something counts, and the built-in value
/// where none does. Saying is a matter of presence: a directive's `min_weight=0` overrides a request's 7. Constraints are
/// different: they all hold, and so do the preferences that keep models out.
public struct PolicyStack: Hashable, Sendable {
  /// What the request's own text says (``Directive``).
  public var directive: PolicyLayer
  /// What the request's body and headers say.
  public var request: PolicyLayer
  /// What the API key's record says.
  public var key: PolicyLayer
  /// What the operator has set for all requests.
  public var runtime: PolicyLayer

  /// Makes a stack; what is left out says nothing.
  public init(
    directive: PolicyLayer = PolicyLayer(), request: PolicyLayer = PolicyLayer(), key: PolicyLayer = PolicyLayer(),
    runtime: PolicyLayer = PolicyLayer()
  ) {
    self.directive = directive
    self.request = request
    self.key = key
    self.runtime = runtime
  }

  /// The policy that counts, with what has no place in a policy beside it.
  ///
  /// A budget or a deadline of zero means "use the default" in a request, a key or a directive, and "no limit" at run
  /// time. Limits that nobody asked for are marked as defaults, which makes budget and weight soft.
  ///
  /// - Throws: ``PolicyProblem`` for the first value outside its range.
  public func merged() throws(PolicyProblem) -> EffectivePolicy {
    for layer in [directive, request, key, runtime] {
      if let problem = layer.problems.first { throw problem }
    }
    var policy = RoutingPolicy(maximumCost: nil, deadline: nil)
    policy.defaulted = []
    takeMode(into: &policy)

    let cost = firstLimit { $0.maximumCost }
    policy.maximumCost = PolicyStack.limit(cost ?? runtime.maximumCost, else: RoutingPolicy.defaultMaximumCost)
    if cost == nil { policy.defaulted.insert(.maximumCost) }
    let deadline = firstLimit { $0.deadline }
    policy.deadline = PolicyStack.limit(deadline ?? runtime.deadline, else: RoutingPolicy.defaultDeadline)
    let weight = first { $0.minimumWeight }
    policy.minimumWeight = weight ?? runtime.minimumWeight ?? 0
    if weight == nil { policy.defaulted.insert(.minimumWeight) }

    policy.constraints = [request, key, runtime].reduce(directive.constraints) { $0.narrowed(by: $1.constraints) }
    takePreferences(into: &policy)
    return EffectivePolicy(
      policy: policy, estimatedOutputTokens: first { $0.estimatedOutputTokens } ?? runtime.estimatedOutputTokens,
      outputSchema: first { $0.outputSchema } ?? runtime.outputSchema)
  }

  /// Preferences add up; a lower layer that closes itself to all providers but its own narrows the constraints.
  private func takePreferences(into policy: inout RoutingPolicy) {
    let stated = [directive, request, key, runtime].compactMap(\.preferences)
    guard let highest = stated.first else { return }
    policy.preferences = stated.dropFirst().reduce(highest) { $0.combined(withLower: $1) }
    for preferences in stated.dropFirst() where preferences.isClosedToOthers {
      let narrowed = NameFilter(allow: preferences.preferred.providers)
      policy.constraints.providers = policy.constraints.providers.narrowed(by: narrowed)
    }
  }

  /// A mode asked for comes first, then the wish to plan, then a strategy, then the defaults.
  private func takeMode(into policy: inout RoutingPolicy) {
    policy.strategy = first { $0.strategy } ?? runtime.strategy
    if let mode = directive.mode ?? request.mode {
      policy.mode = mode
    } else if request.wantsPlanning {
      policy.mode = .planning
    } else if let mode = key.mode {
      policy.mode = mode
    } else {
      policy.mode = policy.strategy == nil ? runtime.mode : nil
      policy.defaulted.insert(.mode)
    }
  }

  /// What a caller asked for: the first of directive, request and key that says something.
  private func first<Value>(_ field: (PolicyLayer) -> Value?) -> Value? {
    field(directive) ?? field(request) ?? field(key)
  }

  /// The same for a limit, of which zero says nothing.
  private func firstLimit(_ field: (PolicyLayer) -> Double?) -> Double? {
    first { layer in field(layer).flatMap { $0 > 0 ? $0 : nil } }
  }

  /// A limit as a quantity; a run-time default of zero stays zero, which a policy reads as "no limit".
  private static func limit<Unit>(_ value: Double?, else builtIn: Quantity<Unit>) -> Quantity<Unit>? {
    guard let value else { return builtIn }
    return Quantity(value)
  }
}

/// The policy of one request, with what concerns the answer more than the choice.
public struct EffectivePolicy: Hashable, Sendable {
  /// How to choose.
  public let policy: RoutingPolicy
  /// The expected length of the answer, for ``TokenEstimator/output(policyEstimate:requestLimit:)``.
  public let estimatedOutputTokens: Int?
  /// The JSON schema the answer must keep to.
  public let outputSchema: String?
}
