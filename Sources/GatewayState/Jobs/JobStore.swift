import Routing
import RoutingCore

/// The jobs of a gateway: a book behind a lock, written through to a store.
///
/// A change is stored first and seen afterwards, so nobody sees a job that a crash could take back. One change is made
/// at a time; those who only read never wait for the store. Where the store fails, a new job is refused, as it would be
/// lost; any other change stands all the same, is counted in ``droppedWrites``, and reaches the store with the job's
/// next change or, since an end is followed by none, with the next ``settle()``. A job whose time is over stays, unseen,
/// until the store has let go of it.
///
/// At the start, jobs that were queued stay queued: nothing had been done for them. Those that were under way are
/// failed with `INTERRUPTED`: a call may have been out whose result and cost nobody knows, and a client that is told
/// can send it again.
package final class JobStore: Sendable {
  /// What a store held when it was opened.
  package struct Opening: Sendable {
    /// The jobs.
    package let store: JobStore
    /// Those that were failed because they were under way; their webhooks are still to be sent.
    package let interrupted: [JobRecord]
    /// Those that were removed because their time was over.
    package let expired: [JobRecord]
    /// The keys of documents that are no jobs; they are left where they are.
    package let unreadable: [String]
  }

  struct State: Sendable {
    var book: JobBook
    var watchers = JobWatchers()
    /// The ids of jobs that the store does not have as they are.
    var owed: Set<String> = []
    /// The id of the job that it refused last when it was offered some again.
    var lastRefused = ""
    var droppedWrites = 0
  }

  let state: Locked<State>
  private let store: any StateStore
  private let random: any RandomSource
  private let metrics: MetricsRegistry
  private let gate = SerialGate()

  /// The error of jobs that were under way when the process ended.
  package static let interruption = JobError(
    code: "INTERRUPTED", message: "the service was restarted while the job was under way")

  private init(_ book: JobBook, store: any StateStore, random: any RandomSource, metrics: MetricsRegistry) {
    state = Locked(State(book: book))
    self.store = store
    self.random = random
    self.metrics = metrics
  }

  /// Takes up the jobs of a store; changes that it does not take are counted in `metrics` (H-910).
  ///
  /// `release` is as in ``expire(now:releasing:)``.
  ///
  /// - Throws: `StateStoreFailure` where the jobs cannot be read.
  /// - Complexity: O(n log n) in the jobs, and O(q²) in those that wait.
  package static func open(
    _ store: any StateStore, random: any RandomSource, limits: JobLimits = JobLimits(),
    metrics: MetricsRegistry = MetricsRegistry(), now: Int, releasing release: (JobRecord) async -> Bool = { _ in true }
  ) async throws(StateStoreFailure) -> Opening {
    var jobs: [JobRecord] = []
    var unreadable: [String] = []
    for document in try await store.documents(in: .jobs) {
      do throws(InvalidJobState) {
        let job = try JobRecord(json: document.body)
        guard job.id == document.key else { throw .malformed(path: "id") }
        jobs.append(job)
      } catch {
        unreadable.append(document.key)
      }
    }
    var book = JobBook(limits: limits)
    for job in jobs.sorted(by: { ($0.arrival, $0.id) < ($1.arrival, $1.id) }) { book.put(job) }
    let jobStore = JobStore(book, store: store, random: random, metrics: metrics)
    var interrupted: [JobRecord] = []
    for job in jobs.sorted(by: { ($0.arrival, $0.id) < ($1.arrival, $1.id) }) where job.status == .processing {
      if let ended = await jobStore.end(job.id, .failed(interruption), now: now) { interrupted.append(ended) }
    }
    let expired = await jobStore.expire(now: now, releasing: release)
    return Opening(store: jobStore, interrupted: interrupted, expired: expired, unreadable: unreadable)
  }

  /// How many changes the store did not take when they were made.
  package var droppedWrites: Int { state.withLock { $0.droppedWrites } }

  /// A job, for whoever holds its key (H-741).
  package func job(_ id: String, keyID: String, now: Int) -> JobRecord? {
    state.withLock { $0.book.job(id, keyID: keyID, now: now) }
  }

  /// Whether a job has begun and not ended, so that its agent may go on.
  package func isUnderWay(_ id: String) -> Bool { state.withLock { $0.book[id]?.status == .processing } }

  /// Takes a job (O-701).
  ///
  /// - Throws: `JobRefusal`; there is no job then.
  package func submit(
    _ request: ImageAgentRequest, keyID: String, now: Int
  ) async throws(JobRefusal) -> JobRecord {
    await gate.enter()
    defer { gate.leave() }
    guard state.withLock({ $0.book.admits(keyID: keyID) }) else { throw .queueFull }
    let id = freshID()
    let job = state.withLock { $0.book.draft(request, id: id, keyID: keyID, now: now) }
    do throws(StateStoreFailure) {
      try await store.commit([.put(.jobs, key: job.id, body: job.json)])
    } catch {
      throw .store(error)
    }
    tell(job)
    return job
  }

  /// Begins the next job that may begin, or nil where none may (O-717).
  ///
  /// Ask after each job that was taken and after each that ended, until there is none. `mayStart` is asked at the moment of
  /// the change, before which others may have been stored.
  package func startNext(now: Int, where mayStart: @Sendable () -> Bool = { true }) async -> JobRecord? {
    await change { mayStart() ? $0.nextStarted(now: now) : nil }
  }

  /// Notes a step of a job that is under way; nil where it has ended meanwhile, and its agent is to stop.
  package func took(_ step: JobStep, of id: String, now: Int) async -> JobRecord? {
    await change { $0[id]?.took(step, now: now) }
  }

  /// Ends a job; nil where it had ended before, and its end stays what it was (O-714).
  package func end(_ id: String, _ ending: JobEnding, now: Int) async -> JobRecord? {
    await change { $0[id]?.ended(ending, now: now) }
  }

  /// Ends a job by its client's wish (H-742, O-716).
  ///
  /// - Throws: `JobCancelRefusal`.
  package func cancel(_ id: String, keyID: String, now: Int) async throws(JobCancelRefusal) -> JobRecord {
    guard job(id, keyID: keyID, now: now) != nil else { throw .notFound }
    guard let job = await end(id, .canceled, now: now) else { throw .alreadyEnded }
    return job
  }

  /// Removes the jobs whose time is over; those that were (O-714).
  ///
  /// `release` lets go of what a job alone names, first: behind a record that is gone nobody would find it again. Where it says
  /// false, and where the store does not let go of the record, the job stays, unseen, until it is asked for the next time.
  package func expire(
    now: Int, releasing release: (JobRecord) async -> Bool = { _ in true }
  ) async -> [JobRecord] {
    let over = state.withLock { state in state.book.expired(now: now).compactMap { state.book[$0] } }
    var jobs: [JobRecord] = []
    for job in over where await release(job) { jobs.append(job) }
    guard !jobs.isEmpty else { return [] }
    await gate.enter()
    defer { gate.leave() }
    guard await isStored(jobs.map { .remove(.jobs, key: $0.id) }) else { return [] }
    let waiting = state.withLock { state in
      jobs.flatMap { job in
        state.book.remove(job.id)
        state.owed.remove(job.id)
        return state.watchers.leave(job.id)
      }
    }
    for continuation in waiting { continuation.resume() }
    return jobs
  }

  /// Offers the store once more what it did not take; how many jobs it still does not have as they are.
  ///
  /// Without this an end that was not stored would be undone by the next start: the job would be failed, and its client
  /// told so by a second webhook (O-714). Call it now and then, and before the process ends.
  ///
  /// The first refusal ends the round, since a store that is down refuses slowly; the next begins behind it, so that a job
  /// which is refused for good keeps no other back.
  package func settle() async -> Int {
    let (owed, last) = state.withLock { ($0.owed.sorted(), $0.lastRefused) }
    for id in owed.filter({ $0 > last }) + owed.filter({ $0 <= last }) {
      guard await isSettled(id) else {
        state.withLock { $0.lastRefused = id }
        break
      }
    }
    return state.withLock { $0.owed.count }
  }

  /// Offers one job again; other changes may come between two.
  private func isSettled(_ id: String) async -> Bool {
    await gate.enter()
    defer { gate.leave() }
    guard let job = state.withLock({ $0.owed.contains(id) ? $0.book[id] : nil }) else { return true }
    return await isKept(job)
  }

  /// Works out a change, stores it, and lets it be seen.
  private func change(_ event: @Sendable (JobBook) -> JobRecord?) async -> JobRecord? {
    await gate.enter()
    defer { gate.leave() }
    guard let job = state.withLock({ event($0.book) }) else { return nil }
    if await !isKept(job) { countDropped(1) }
    tell(job)
    return job
  }

  /// Stores a job as it is; false where the store does not take it, which then is to be tried again.
  private func isKept(_ job: JobRecord) async -> Bool {
    let isOwed = await !isStored([.put(.jobs, key: job.id, body: job.json)])
    state.withLock { state in
      state.owed.remove(job.id)
      if isOwed { state.owed.insert(job.id) }
    }
    return !isOwed
  }

  private func isStored(_ changes: [StateChange]) async -> Bool {
    do throws(StateStoreFailure) {
      try await store.commit(changes)
      return true
    } catch {
      return false
    }
  }

  private func countDropped(_ count: Int) {
    state.withLock { $0.droppedWrites += count }
    metrics.add(Double(count), to: .storeDropped(operation: StateCollection.jobs.name))
  }

  private func tell(_ job: JobRecord) {
    let waiting = state.withLock { state in
      state.book.put(job)
      return state.watchers.leave(job.id)
    }
    for continuation in waiting { continuation.resume() }
  }

  /// An id that nobody can guess and no job has (H-715).
  private func freshID() -> String {
    while true {
      let id = JobID.text(of: random.bytes(JobID.byteCount))
      if state.withLock({ $0.book[id] == nil }) { return id }
    }
  }
}

/// Why a job is not taken.
package enum JobRefusal: Error, Hashable, Sendable {
  /// The key has too many that wait already (O-717).
  case queueFull
  /// It could not be stored.
  case store(StateStoreFailure)
}

/// Why a job is not cancelled (H-742).
package enum JobCancelRefusal: Error, Hashable, Sendable {
  /// There is none, or none of this key (H-741).
  case notFound
  /// It has ended already.
  case alreadyEnded
}
