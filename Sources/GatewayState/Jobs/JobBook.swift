/// How many jobs there may be, and for how long.
public struct JobLimits: Hashable, Sendable {
  /// How many jobs of one key may be under way (O-717).
  public var activeJobsPerKey: Int
  /// How many more of one key may wait (O-717).
  public var queuedJobsPerKey: Int
  /// How long a job is kept after its end (O-714).
  public var retentionMilliseconds: Int

  /// Makes limits.
  public init(activeJobsPerKey: Int = 5, queuedJobsPerKey: Int = 100, retentionMilliseconds: Int = 86_400_000) {
    self.activeJobsPerKey = max(activeJobsPerKey, 1)
    self.queuedJobsPerKey = max(queuedJobsPerKey, 0)
    self.retentionMilliseconds = max(retentionMilliseconds, 0)
  }
}

/// All jobs, and who is next.
///
/// Each event is worked out first and written down afterwards (``put(_:)``), so that a store can be asked in between.
package struct JobBook: Sendable {
  /// How many jobs of a key there are that have not ended.
  private struct Tally: Sendable {
    var active = 0
    var queued = 0
  }

  /// How many jobs there may be.
  package let limits: JobLimits
  private var jobs: [String: JobRecord] = [:]
  /// The ids of jobs that wait, in the order of their arrival.
  private var queue: [String] = []
  private var tallies: [String: Tally] = [:]
  private var nextArrival = 1

  /// Makes a book without jobs.
  package init(limits: JobLimits = JobLimits()) { self.limits = limits }

  /// How many jobs there are.
  package var count: Int { jobs.count }

  /// A job, for whoever holds its key (H-741); nil also for one whose time is over.
  package func job(_ id: String, keyID: String, now: Int) -> JobRecord? {
    guard let job = jobs[id], job.keyID == keyID, !isExpired(job, now: now) else { return nil }
    return job
  }

  /// A job, for the host itself.
  package subscript(id: String) -> JobRecord? { jobs[id] }

  /// Whether one more job of a key can be taken: there is a place for it under way or in the queue (O-717).
  package func admits(keyID: String) -> Bool {
    let tally = tallies[keyID] ?? Tally()
    return tally.active + tally.queued < limits.activeJobsPerKey + limits.queuedJobsPerKey
  }

  /// A job as it would be taken now.
  package func draft(_ request: ImageAgentRequest, id: String, keyID: String, now: Int) -> JobRecord {
    JobRecord(id: id, keyID: keyID, request: request, arrival: nextArrival, now: now)
  }

  /// The job that came first of those that may begin, as it would be begun now (O-717).
  ///
  /// - Complexity: O(n) in the jobs that wait.
  package func nextStarted(now: Int) -> JobRecord? {
    for id in queue {
      guard let job = jobs[id], tallies[job.keyID, default: Tally()].active < limits.activeJobsPerKey else { continue }
      return job.started(now: now)
    }
    return nil
  }

  /// The ids of jobs whose time is over, sorted.
  ///
  /// - Complexity: O(n log n) in all jobs.
  package func expired(now: Int) -> [String] {
    jobs.values.filter { isExpired($0, now: now) }.map(\.id).sorted()
  }

  private func isExpired(_ job: JobRecord, now: Int) -> Bool {
    job.endedAt.map { now - $0 >= limits.retentionMilliseconds } ?? false
  }

  /// Writes down a job, new or changed.
  ///
  /// - Complexity: O(n) in the jobs that wait.
  package mutating func put(_ job: JobRecord) {
    if let old = jobs[job.id] { count(old, -1) }
    jobs[job.id] = job
    count(job, 1)
    nextArrival = max(nextArrival, job.arrival + 1)
    let place = queue.firstIndex(of: job.id)
    if job.status == .queued {
      guard place == nil else { return }
      let next = queue.firstIndex { (jobs[$0]?.arrival ?? 0) > job.arrival } ?? queue.endIndex
      queue.insert(job.id, at: next)
    } else if let place {
      queue.remove(at: place)
    }
  }

  /// Forgets a job.
  ///
  /// - Complexity: O(n) in the jobs that wait.
  package mutating func remove(_ id: String) {
    guard let old = jobs.removeValue(forKey: id) else { return }
    count(old, -1)
    queue.removeAll { $0 == id }
  }

  private mutating func count(_ job: JobRecord, _ step: Int) {
    var tally = tallies[job.keyID] ?? Tally()
    switch job.status {
    case .queued: tally.queued += step
    case .processing: tally.active += step
    case .succeeded, .failed, .canceled: return
    }
    tallies[job.keyID] = tally.active == 0 && tally.queued == 0 ? nil : tally
  }
}
