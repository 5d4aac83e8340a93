package import GatewayState
internal import RoutingCore

/// The frames that tell a client of a job, in their order: status, log, then result or error, and the end (H-750 to
/// H-754).
///
/// Every frame carries the id of the last line of the log that was sent, so that a client that comes back misses none.
package struct JobEventSequence: Sendable {
  private var lastID: Int
  /// Whether the last frame has been given.
  package private(set) var isOver = false

  /// Begins behind a line of the log.
  package init(after logID: Int) { lastID = logID }

  /// The line that a client has seen last, by what it says; 0 where it says nothing that can be read (H-753).
  package static func logID(ofLastEventID text: String?) -> Int {
    guard let text, let id = Int(text), id > 0 else { return 0 }
    return id
  }

  /// The frames for what is new.
  package mutating func frames(for change: JobChange) -> [EventFrame] {
    guard !isOver else { return [] }
    var frames: [EventFrame] = []
    if change.isStatusNew { frames.append(frame("status", status(of: change.job))) }
    for line in change.newLog {
      lastID = line.id
      frames.append(frame("log", line.wire))
    }
    switch change.job.status {
    case .queued, .processing: break
    case .succeeded: frames += ending(.succeeded, frame("result", change.job.wireOutput))
    case .failed: frames += ending(.failed, frame("error", (change.job.error ?? JobEventSequence.broken).json))
    case .canceled: frames += ending(.canceled, frame("error", JobEventSequence.canceled.json))
    }
    return frames
  }

  /// The frames for a stream that cannot go on (H-754).
  package mutating func framesForFailure() -> [EventFrame] {
    guard !isOver else { return [] }
    return ending(.failed, frame("error", JobEventSequence.broken.json))
  }

  /// The frame for a silence of fifteen seconds.
  package func ping() -> EventFrame { frame("ping", JSONValue(.object([]))) }

  private mutating func ending(_ status: JobStatus, _ last: EventFrame) -> [EventFrame] {
    isOver = true
    return [last, frame("end", JSONValue(object: ["status": JSONValue(.string(status.rawValue))]))]
  }

  private func status(of job: JobRecord) -> JSONValue {
    JSONValue(object: [
      "job_id": JSONValue(.string(job.id)), "status": JSONValue(.string(job.status.rawValue)),
      "progress": JSONValue(.number(job.progress)), "steps_used": JSONValue(.integer(job.stepsUsed)),
      "max_steps": JSONValue(.integer(job.request.maximumSteps)),
    ])
  }

  private func frame(_ event: String, _ data: JSONValue) -> EventFrame {
    EventFrame(event: event, id: "\(lastID)", data: data.text)
  }

  private static let broken = JobError(code: "INTERNAL_ERROR", message: "the stream of the job broke off")
  private static let canceled = JobError(code: "CANCELED", message: "the job was canceled")
}
