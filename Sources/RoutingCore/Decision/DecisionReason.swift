/// Why a model was chosen.
public enum DecisionReason: Hashable, Sendable {
  /// It came first in the order of scores; carries its registered weight.
  case routedByWeight(Int)
  /// The caller asked for it by its id.
  case hintExact

  /// The name used on the wire.
  public var name: String {
    switch self {
    case .routedByWeight(let weight): "routed-weight-\(weight)"
    case .hintExact: "routed-hint-exact"
    }
  }
}

/// What became of the caller's hint.
public enum HintStatus: Hashable, Sendable {
  /// There was none.
  case absent
  /// The model it names was chosen.
  case exact
  /// The model it names may not serve this request.
  case ineligible
  /// No model has this id.
  case unknown

  /// The name used on the wire, or nil where there is nothing to report.
  public var name: String? {
    switch self {
    case .absent, .exact: nil
    case .ineligible: "ineligible"
    case .unknown: "unknown"
    }
  }
}
