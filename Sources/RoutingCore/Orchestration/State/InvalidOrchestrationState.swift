/// Why a stored orchestration cannot be taken up again.
public enum InvalidOrchestrationState: Error, Hashable, Sendable {
  /// It was written by another version, or by something else.
  case unsupportedVersion(Int?)
  /// A member is missing or not what it should be; the path names it.
  case malformed(path: String)
  /// The plan is none that could have begun.
  case invalidPlan(InvalidOrchestration)
  /// It has calls that its plan does not make.
  case inconsistent
}

extension InvalidOrchestrationState: CustomStringConvertible {
  /// The reason in a sentence.
  public var description: String {
    switch self {
    case .unsupportedVersion(let version):
      "the state has \(version.map { "version \($0)" } ?? "no version") instead of \(Orchestration.stateVersion)"
    case .malformed(let path): "the state has no valid \(path)"
    case .invalidPlan(let error): "the state has an invalid plan: \(error)"
    case .inconsistent: "the state has calls that its plan does not make"
    }
  }
}
