package import RoutingCore

/// What happens to a job; each gives the job afterwards, or nil where it cannot happen any more.
extension JobRecord {
  /// Its turn came.
  func started(now: Int) -> JobRecord? {
    guard status == .queued else { return nil }
    var job = changed(now: now)
    job.status = .processing
    job.startedAt = job.updatedAt
    return job
  }

  /// Its agent took a step; steps never become fewer (O-713).
  func took(_ step: JobStep, now: Int) -> JobRecord? {
    guard status == .processing else { return nil }
    var job = changed(now: now)
    job.stepsUsed = max(stepsUsed, min(step.stepsUsed, request.maximumSteps))
    for line in step.lines {
      let id = (job.log.last?.id ?? 0) + 1
      job.log.append(JobLogRecord(id: id, time: job.updatedAt, step: line.step, message: line.message))
    }
    job.run = step.run ?? run
    for file in step.files where !job.files.contains(file) { job.files.append(file) }
    return job
  }

  /// It came to its end, which is its only one (O-714).
  func ended(_ ending: JobEnding, now: Int) -> JobRecord? {
    guard !status.isTerminal else { return nil }
    var job = changed(now: now)
    switch ending {
    case .succeeded(let output):
      job.status = .succeeded
      job.output = output
    case .failed(let error):
      job.status = .failed
      job.error = error
    case .canceled: job.status = .canceled
    }
    job.endedAt = job.updatedAt
    // Nobody takes it up again.
    job.run = nil
    return job
  }

  /// Clocks of machines go back at times; moments of a job do not.
  private func changed(now: Int) -> JobRecord {
    var job = self
    job.updatedAt = max(updatedAt, now)
    return job
  }
}

/// What one step of an agent brings to its job.
package struct JobStep: Hashable, Sendable {
  /// A line for the log.
  package struct Line: Hashable, Sendable {
    /// The step it tells of.
    package let step: Int
    /// What the step did.
    package let message: String
  }

  /// How many steps were taken so far.
  package let stepsUsed: Int
  /// What to log.
  package let lines: [Line]
  /// The state of the agent, or nil to leave what is there.
  package let run: JSONValue?
  /// The ids of the files that were made so far.
  package let files: [String]

  /// Makes a step.
  package init(
    stepsUsed: Int, messages: [(step: Int, message: String)], run: JSONValue? = nil, files: [String] = []
  ) {
    self.stepsUsed = stepsUsed
    lines = messages.map { Line(step: $0.step, message: $0.message) }
    self.run = run
    self.files = files
  }

  /// What an agent's effects say after an event.
  ///
  /// - Complexity: O(n) in the size of all texts so far.
  package init(_ run: ImageAgentRun, _ effects: [ImageAgentEffect]) {
    let lines = effects.compactMap { effect -> (step: Int, message: String)? in
      guard case .log(let step, let message) = effect else { return nil }
      return (step, message)
    }
    self.init(stepsUsed: run.stepsUsed, messages: lines, run: run.state, files: run.images.compactMap(\.blob))
  }
}
