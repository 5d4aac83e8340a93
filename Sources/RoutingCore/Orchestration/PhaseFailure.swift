/// Why a phase of an orchestration gave nothing.
public struct PhaseFailure: Hashable, Sendable {
  /// What can go wrong.
  public enum Cause: Hashable, Sendable {
    /// Its call failed, and so did any other tried in its place.
    case failed(CallFailure)
    /// It was not begun, or not waited for.
    case stopped(StopCause)
    /// Nobody of those asked together answered, or there was nobody to ask (O-334).
    case nobodyAnswered(String)
    /// The artifact breaks its schema, and could not be mended (O-403).
    case schemaMismatch(SchemaViolation)
  }

  /// The phase.
  public let phase: OrchestrationPhase
  /// What went wrong.
  public let cause: Cause
  /// What the phases before it came to, fit to be shown to the client.
  public internal(set) var partialResult: JSONValue?

  init(_ phase: OrchestrationPhase, _ cause: Cause, partialResult: JSONValue? = nil) {
    self.phase = phase
    self.cause = cause
    self.partialResult = partialResult
  }

  /// The class of the failure on the wire.
  public var className: String {
    switch cause {
    case .failed(let failure): failure.className
    case .stopped(let stop): stop.name
    case .nobodyAnswered: "no_answer"
    case .schemaMismatch: PhaseFailure.schemaMismatch
    }
  }

  /// The class of a schema mismatch (O-403).
  static let schemaMismatch = "output_schema_validation_failed"

  /// What went wrong, without the phase.
  var summary: String {
    switch cause {
    case .failed(let failure): failure.message.isEmpty ? failure.className : failure.message
    case .stopped(let stop): stop.summary
    case .nobodyAnswered(let message): message
    case .schemaMismatch(let violation): "\(PhaseFailure.schemaMismatch): \(violation)"
    }
  }

  /// The message for the client, in the contract's words where it has some (O-317, O-334, O-353, O-403).
  func message(in mode: OrchestrationMode) -> String {
    switch cause {
    case .nobodyAnswered, .schemaMismatch: summary
    // The planning mode is one routed call, whose failure says what any other's does.
    case .failed where mode == .planning: summary
    case .failed, .stopped: "\(mode.name) \(phase.name) phase: \(summary)"
    }
  }
}

/// Why the script of a mode does not go on.
enum Interruption: Error {
  /// It needs the results of calls that are out.
  case callsOutstanding
  /// A phase gave nothing.
  case ended(PhaseFailure)

  /// The failure of the phase; rethrows where calls are out.
  func failure() throws(Interruption) -> PhaseFailure {
    switch self {
    case .callsOutstanding: throw self
    case .ended(let failure): failure
    }
  }
}
