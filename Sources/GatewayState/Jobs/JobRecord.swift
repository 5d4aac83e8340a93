package import RoutingCore

/// A job of an image agent (H-740).
package struct JobRecord: Hashable, Sendable {
  /// The id: `job_` and 24 characters of base 32 (H-715).
  package let id: String
  /// The key that sent it; nobody else's sees it (H-741).
  package let keyID: String
  /// What was asked.
  package let request: ImageAgentRequest
  /// Its place in the order in which jobs came.
  package let arrival: Int
  /// When it was sent, in milliseconds since 1970, as are all its moments.
  package let createdAt: Int
  /// When something of it changed last.
  package internal(set) var updatedAt: Int
  /// When it was begun, where it was.
  package internal(set) var startedAt: Int?
  /// When it ended, where it has.
  package internal(set) var endedAt: Int?
  /// Where it stands.
  package internal(set) var status: JobStatus
  /// How many steps were taken.
  package internal(set) var stepsUsed: Int
  /// What it gave, if it succeeded (O-711).
  package internal(set) var output: JSONValue?
  /// Why it failed, if it did.
  package internal(set) var error: JobError?
  /// What its steps said, by rising ids from 1 (O-709).
  package internal(set) var log: [JobLogRecord]
  /// The state of its agent, from which a host may take it up.
  package internal(set) var run: JSONValue?
  /// The ids of the files that its steps left in the store of files, in order.
  package internal(set) var files: [String]

  /// Makes a job that waits for its turn.
  package init(id: String, keyID: String, request: ImageAgentRequest, arrival: Int = 0, now: Int) {
    self.id = id
    self.keyID = keyID
    self.request = request
    self.arrival = arrival
    createdAt = now
    updatedAt = now
    status = .queued
    stepsUsed = 0
    log = []
    files = []
  }

  /// How far it is, from 0 to 1 (O-713).
  package var progress: Double {
    status.isTerminal ? 1 : Double(stepsUsed) / Double(max(request.maximumSteps, 1))
  }
}

/// Where a job stands.
package enum JobStatus: String, CaseIterable, Hashable, Sendable {
  /// It waits for its turn.
  case queued
  /// It is under way.
  case processing
  /// It gave something.
  case succeeded
  /// It gave nothing.
  case failed
  /// Nobody wants it any more.
  case canceled

  /// Whether nothing will change any more (O-714).
  package var isTerminal: Bool {
    switch self {
    case .queued, .processing: false
    case .succeeded, .failed, .canceled: true
    }
  }
}

/// Why a job failed, free of secrets.
package struct JobError: Hashable, Sendable {
  /// What kind of failure, in capitals.
  package var code: String
  /// What, in words.
  package var message: String

  /// Makes an error.
  package init(code: String, message: String) {
    self.code = code
    self.message = message
  }

  /// The error as it stands in bodies.
  package var json: JSONValue { JSONValue.record(["code": .text(code), "message": .text(message)]) }
}

/// One line of a job's log (O-709).
package struct JobLogRecord: Hashable, Sendable {
  /// Its id, one more than that of the line before, from 1.
  package let id: Int
  /// When it was written, in milliseconds since 1970.
  package let time: Int
  /// The step it tells of, from 1.
  package let step: Int
  /// What the step did.
  package let message: String

  /// Makes a line.
  package init(id: Int, time: Int, step: Int, message: String) {
    self.id = id
    self.time = time
    self.step = step
    self.message = message
  }
}

/// How a job ends.
package enum JobEnding: Hashable, Sendable {
  /// With an output (O-711).
  case succeeded(JSONValue)
  /// With an error.
  case failed(JobError)
  /// By its client (O-716).
  case canceled
}
