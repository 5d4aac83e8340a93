/// Something that did not go as the request asked, and does no harm to the result (O-201, O-214).
public enum OrchestrationWarning: Hashable, Sendable {
  /// The name that the request gives for a role stands for no model that may serve.
  case unknown(String, role: OrchestrationRole)
  /// A model failed, and another was chosen for the phase.
  case replaced(ModelID, phase: OrchestrationPhase, className: String)
}

extension OrchestrationWarning: CustomStringConvertible {
  /// One line for the client.
  public var description: String {
    switch self {
    case .unknown(let name, let role):
      "\(role.name) model \(TextExcerpt.quoted(name.utf8)) may not serve; a model was chosen automatically"
    case .replaced(let model, let phase, let className):
      "\(phase.name): model \(TextExcerpt.quoted(model.text.utf8)) failed (\(className)); another was chosen"
    }
  }
}
