import Routing

/// What is new of a job.
package struct JobChange: Hashable, Sendable {
  /// The job as it is now.
  package let job: JobRecord
  /// The lines of its log that the watcher has not seen, in order.
  package let newLog: [JobLogRecord]
  /// Whether its status is another than the watcher has seen, or the first.
  package let isStatusNew: Bool

  /// Makes a change.
  package init(job: JobRecord, newLog: [JobLogRecord], isStatusNew: Bool) {
    self.job = job
    self.newLog = newLog
    self.isStatusNew = isStatusNew
  }
}

/// Looks at one job until it ends, for one reader at a time; a job may have any number of them.
///
/// A watcher holds nothing but how far it has seen: whoever reads slowly gets several changes as one. So it takes no
/// room that grows, and holds nobody up. A reader that is cancelled while it waits has missed nothing when it asks
/// again.
package final class JobWatch: Sendable {
  /// How far a watcher has seen.
  struct Cursor: Sendable {
    var status: JobStatus?
    var logID: Int

    func isBehind(_ job: JobRecord) -> Bool { job.status != status || (job.log.last?.id ?? 0) > logID }
  }

  private struct State: Sendable {
    var cursor: Cursor
    var isOver = false
  }

  private let jobs: JobStore
  private let id: String
  private let state: Locked<State>

  init(_ jobs: JobStore, id: String, after logID: Int) {
    self.jobs = jobs
    self.id = id
    state = Locked(State(cursor: Cursor(logID: logID)))
  }

  /// Whether the job has ended and that has been told, or the job is gone.
  package var isOver: Bool { state.withLock { $0.isOver } }

  /// The id of the last line of the log that was told, or behind which the watch began.
  package var lastLogID: Int { state.withLock { $0.cursor.logID } }

  /// Waits until something is new; the first time, something always is.
  ///
  /// Nil after the end of the job was told, where the job is gone, and where the task is cancelled; ``isOver`` tells
  /// these apart.
  package func next() async -> JobChange? {
    while !isOver, !Task.isCancelled {
      guard let job = jobs.state.withLock({ $0.book[id] }) else {
        state.withLock { $0.isOver = true }
        return nil
      }
      if let change = look(at: job) { return change }
      await jobs.change(of: id, after: state.withLock { $0.cursor })
    }
    return nil
  }

  private func look(at job: JobRecord) -> JobChange? {
    state.withLock { state in
      guard state.cursor.isBehind(job) else { return nil }
      // Ids rise, so what is new stands at the end.
      let seen = state.cursor.logID
      let newLog = Array(job.log.suffix { $0.id > seen })
      let change = JobChange(job: job, newLog: newLog, isStatusNew: job.status != state.cursor.status)
      state.cursor.status = job.status
      state.cursor.logID = max(seen, job.log.last?.id ?? 0)
      state.isOver = job.status.isTerminal
      return change
    }
  }
}

extension Array<JobLogRecord> {
  fileprivate func suffix(while isMeant: (JobLogRecord) -> Bool) -> ArraySlice<JobLogRecord> {
    self[((lastIndex { !isMeant($0) }).map { $0 + 1 } ?? 0)...]
  }
}

extension JobStore {
  /// Watches a job from behind a line of its log, 0 for the whole of it; nil where the key has no such job.
  ///
  /// A line beyond the last counts as the last.
  package func watch(_ id: String, keyID: String, after logID: Int, now: Int) -> JobWatch? {
    guard let job = job(id, keyID: keyID, now: now) else { return nil }
    return JobWatch(self, id: id, after: min(max(logID, 0), job.log.last?.id ?? 0))
  }

  /// How many readers wait at the moment.
  package var waitingCount: Int { state.withLock { $0.watchers.count } }

  /// Waits until a job is further than a watcher has seen, is gone, or the task is cancelled.
  func change(of id: String, after cursor: JobWatch.Cursor) async {
    let number = state.withLock { $0.watchers.number() }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let mustWait = state.withLock { state in
          guard let job = state.book[id], !cursor.isBehind(job) else { return false }
          return state.watchers.join(id, number: number, continuation)
        }
        if !mustWait { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.watchers.cancel(id, number: number) }?.resume()
    }
    state.withLock { $0.watchers.forget(number) }
  }
}

/// Those who wait for changes of jobs.
struct JobWatchers: Sendable {
  typealias Continuation = CheckedContinuation<Void, Never>

  private var waiting: [String: [Int: Continuation]] = [:]
  /// Those that were cancelled before they waited.
  private var cancelled: Set<Int> = []
  private var nextNumber = 0

  var count: Int { waiting.values.reduce(0) { $0 + $1.count } }

  mutating func number() -> Int {
    nextNumber += 1
    return nextNumber
  }

  /// Adds a watcher of a job; false where it was cancelled before.
  mutating func join(_ id: String, number: Int, _ continuation: Continuation) -> Bool {
    guard !cancelled.contains(number) else { return false }
    waiting[id, default: [:]][number] = continuation
    return true
  }

  /// Takes all watchers of a job.
  mutating func leave(_ id: String) -> [Continuation] {
    (waiting.removeValue(forKey: id) ?? [:]).sorted { $0.key < $1.key }.map(\.value)
  }

  /// Takes one watcher, or notes that it is not to wait.
  mutating func cancel(_ id: String, number: Int) -> Continuation? {
    guard let continuation = waiting[id]?.removeValue(forKey: number) else {
      cancelled.insert(number)
      return nil
    }
    if waiting[id]?.isEmpty == true { waiting[id] = nil }
    return continuation
  }

  mutating func forget(_ number: Int) { cancelled.remove(number) }
}
