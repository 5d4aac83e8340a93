/// Why the same request was decided otherwise in another log.
public enum ChangeCause: Hashable, Sendable {
  /// The logs do not tell of the same request: lengths, kind or capabilities differ.
  case request
  /// The registry is another one, in a way that these models show.
  case registry(RegistryChange)
  /// A model that one log chose, or that set a scale of its scores, was not eligible in the other.
  ///
  /// Carries the name of the first filter it failed.
  case filter(String)
  /// Score terms moved; carries the one that moved the comparison of both choices most.
  case scoreTerm(ScoreTerm)
  /// The draw was another one.
  case draw
  /// The policy is another one.
  case policy(PolicyChange)
  /// The logs do not say enough.
  case unknown(Gap)

  /// What shows that the registry is another one.
  public enum RegistryChange: String, CaseIterable, Hashable, Sendable {
    /// One of the choices is not in the other registry.
    case modelAbsent = "model_absent"
    /// A model was expected to cost something else for the same request.
    case expectedCost = "expected_cost"
  }

  /// What is different about a policy.
  public enum PolicyChange: String, CaseIterable, Hashable, Sendable {
    /// The weights of the score terms.
    case weights
    /// The picker, or its temperature.
    case picker
  }

  /// What a log would have to say for the cause to be known.
  public enum Gap: String, CaseIterable, Hashable, Sendable {
    /// The ranked models with their terms, and the weights.
    case scores = "scores_not_logged"
    /// What became of one of the choices in the other log: it is neither ranked nor excluded there.
    case standing = "choice_not_listed"
    /// The draw that was thrown.
    case draws = "draws_not_logged"
    /// Nothing that was logged changed about either choice: a hint, an affinity, a preference or a third model did it.
    case elsewhere = "nothing_logged_changed"
  }

  /// The kind of cause, as it is written.
  public var name: String {
    switch self {
    case .request: "request"
    case .registry: "registry"
    case .filter: "filter"
    case .scoreTerm: "score_term"
    case .draw: "draw"
    case .policy: "policy"
    case .unknown: "unknown"
    }
  }

  /// What exactly, as it is written, or nil where the kind says it all.
  public var detail: String? {
    switch self {
    case .request, .draw: nil
    case .registry(let change): change.rawValue
    case .filter(let reason): reason
    case .scoreTerm(let term): term.rawValue
    case .policy(let change): change.rawValue
    case .unknown(let gap): gap.rawValue
    }
  }
}
