import Dispatch
public import GatewayState

/// A store in a folder of the machine, which outlasts the process and a loss of power.
///
/// Commits are added to a journal, and are on the disk before ``commit(_:)`` returns; those that come while others are written share
/// the next synchronisation. When the journal has grown to several times its snapshot, a new one is begun. All documents and
/// logs are in memory as well, their bodies as the bytes of their JSON, so the folder is read only once, when it is opened; prune
/// logs to keep both small.
///
/// Where the disk is full or fails, the commit throws and nothing has changed; the store goes on as soon as the disk does. Where a
/// synchronisation fails, it is unknown what is on the disk, and the store takes no commit any more: open the folder anew.
public final class JournalStateStore: StateStore {
  /// What opening the folder found.
  public let recovery: JournalRecovery
  /// Nil once the store is closed; changed by whoever has the writer only.
  private let state: SharedValue<StoredState?>
  private let inbox: SharedValue<Inbox>
  private let options: JournalOptions
  /// A queue of its own, since threads of the concurrency pool must not wait for a disk.
  private let queue = DispatchQueue(label: "JournalStateStore")

  /// Opens a folder, or makes it where there is none; reads its whole journal before it returns.
  ///
  /// - Throws: `JournalFailure`.
  /// - Complexity: O(n) in the bytes of the journal.
  public convenience init(folder: String, options: JournalOptions = JournalOptions()) throws(JournalFailure) {
    try self.init(DiskFiles(folder: folder), folder: folder, options: options)
  }

  init(_ files: any JournalFiles, folder: String, options: JournalOptions) throws(JournalFailure) {
    let opened = try OpenedJournal(files, folder: folder, options: options)
    recovery = opened.recovery
    state = SharedValue(opened.state)
    inbox = SharedValue(Inbox(writer: opened.writer))
    self.options = options
  }

  /// All documents of a collection, in the byte order of their keys.
  ///
  /// - Throws: `StateStoreFailure.unavailable` where the store is closed.
  /// - Complexity: O(n) in the bytes of their bodies.
  public func documents(in collection: StateCollection) async throws(StateStoreFailure) -> [StateDocument] {
    try read { $0.documents(in: collection) }.map(\.document)
  }

  /// One document, or nil where there is none.
  ///
  /// - Throws: `StateStoreFailure.unavailable` where the store is closed.
  /// - Complexity: O(log n).
  public func document(
    _ key: String, in collection: StateCollection
  ) async throws(StateStoreFailure) -> StateDocument? {
    try read { $0.document(key, in: collection) }?.document
  }

  /// A page of a log, newest first, and how many entries the whole log has.
  ///
  /// - Throws: `StateStoreFailure.unavailable` where the store is closed.
  /// - Complexity: O(limit) in the bytes of their bodies.
  public func entries(
    of log: StateLog, offset: Int, limit: Int
  ) async throws(StateStoreFailure) -> StateLogPage {
    let (page, total) = try read { $0.entries(of: log, offset: offset, limit: limit) }
    return StateLogPage(entries: page.map(\.entry), total: total)
  }

  /// Makes changes, all of them or none; returns once they are on the disk.
  ///
  /// - Throws: `StateStoreFailure`; nothing has changed then. Where a synchronisation failed, the changes may be there all the same
  ///   when the folder is opened again.
  public func commit(_ changes: [StateChange]) async throws(StateStoreFailure) {
    _ = try await submit(.commit(changes))
  }

  /// Drops the entries of a log that are older than a moment in milliseconds since 1970; how many those were.
  ///
  /// - Throws: `StateStoreFailure.unavailable`; nothing has changed then.
  /// - Complexity: O(n) in the entries of the log.
  public func prune(_ log: StateLog, before milliseconds: Int) async throws(StateStoreFailure) -> Int {
    try await submit(.prune(log, before: milliseconds))
  }

  /// Begins a new journal with a snapshot now, as otherwise happens by itself.
  ///
  /// - Throws: `StateStoreFailure.unavailable`; the journal goes on as it was.
  /// - Complexity: O(n) in the bytes of the state.
  public func compact() async throws(StateStoreFailure) { _ = try await submit(.compact) }

  /// Ends what was begun, and lets go of the folder; whatever is asked afterwards throws.
  public func close() async {
    // It cannot fail, and closing twice is no mistake.
    do throws(StateStoreFailure) { _ = try await submit(.close) } catch {}
  }

  private func read<Value: Sendable>(_ body: (StoredState) -> Value) throws(StateStoreFailure) -> Value {
    try state.withLock { (state) throws(StateStoreFailure) in
      guard let state else { throw .unavailable(JournalWriter.closed) }
      return body(state)
    }
  }
}

// MARK: - Writing

extension JournalStateStore {
  /// What waits to be written.
  private struct Inbox: Sendable {
    var requests: [Request] = []
    /// Taken out by whoever writes.
    var writer: JournalWriter?
  }

  private struct Request: Sendable {
    let work: Work
    let continuation: CheckedContinuation<Result<Int, StateStoreFailure>, Never>
  }

  private enum Work: Sendable {
    case commit([StateChange])
    case prune(StateLog, before: Int)
    case compact
    case close
  }

  private func submit(_ work: Work) async throws(StateStoreFailure) -> Int {
    let result = await withCheckedContinuation { continuation in
      let writer = inbox.withLock { inbox in
        inbox.requests.append(Request(work: work, continuation: continuation))
        let writer = inbox.writer
        inbox.writer = nil
        return writer
      }
      if let writer { queue.async { self.write(with: writer) } }
    }
    return try result.get()
  }

  /// Does what waits until nothing does, and puts the writer back.
  private func write(with writer: JournalWriter) {
    var writer = writer
    while true {
      let requests = inbox.withLock { [writer] inbox in
        let requests = inbox.requests
        inbox.requests = []
        if requests.isEmpty { inbox.writer = writer }
        return requests
      }
      if requests.isEmpty { return }
      write(requests, with: &writer)
      if writer.isDue, let state = state.withLock({ $0 }) {
        // Nobody asked for it, and the writer knows when to try again.
        do throws(StateStoreFailure) { try writer.compact(state) } catch {}
      }
    }
  }

  private func write(_ requests: [Request], with writer: inout JournalWriter) {
    var group = Group()
    for request in requests {
      switch request.work {
      case .commit(let changes): settle(changes, of: request, in: &group)
      case .prune(let log, let moment):
        group.add([.prune(log, before: moment)], of: request)
      case .compact, .close:
        finish(&group, with: &writer)
        request.continuation.resume(returning: finished(request.work, with: &writer))
      }
      if group.text.changes.count >= Group.sizeLimit { finish(&group, with: &writer) }
    }
    finish(&group, with: &writer)
  }

  private func settle(_ changes: [StateChange], of request: Request, in group: inout Group) {
    do throws(StateStoreFailure) {
      var plan = group.plan
      let settled = try state.withLock { (state) throws(StateStoreFailure) in
        guard let state else { throw .unavailable(JournalWriter.closed) }
        return try plan.settle(changes, over: state)
      }
      try group.add(settled, of: request, limit: options.longestCommit)
      group.plan = plan
    } catch {
      request.continuation.resume(returning: .failure(error))
    }
  }

  private func finished(_ work: Work, with writer: inout JournalWriter) -> Result<Int, StateStoreFailure> {
    guard case .compact = work else {
      writer.close()
      state.withLock { $0 = nil }
      return .success(0)
    }
    do throws(StateStoreFailure) {
      try writer.compact(try read { $0 })
      return .success(0)
    } catch {
      return .failure(error)
    }
  }

  /// Writes a group, then makes its changes seen, then tells those who wait.
  private func finish(_ group: inout Group, with writer: inout JournalWriter) {
    let done = group
    group = Group()
    guard !done.members.isEmpty else { return }
    do throws(StateStoreFailure) {
      if done.text.changeCount > 0 { try writer.add(done.text.payload("commits", done.members.count)) }
    } catch {
      for member in done.members { member.request.continuation.resume(returning: .failure(error)) }
      return
    }
    let counts = state.withLock { state in
      done.members.map { member in member.changes.reduce(0) { $0 + (state?.apply($1) ?? 0) } }
    }
    for (member, count) in zip(done.members, counts) { member.request.continuation.resume(returning: .success(count)) }
  }

  /// Commits that are written as one record.
  ///
  /// One record for all of them, and not one for each, because a crash may keep the second of two that were not synchronised yet
  /// and lose the first, which would look like damage to what had been kept for good.
  private struct Group {
    /// How many bytes a group may have before the next one begins.
    static let sizeLimit = 1 << 20

    var plan = ChangePlan()
    private(set) var text = RecordText()
    private(set) var members: [(request: Request, changes: [StoredChange])] = []

    mutating func add(_ changes: [StoredChange], of request: Request) {
      for change in changes { text.add(change) }
      members.append((request, changes))
    }

    mutating func add(
      _ changes: [StoredChange], of request: Request, limit: Int
    ) throws(StateStoreFailure) {
      // By itself, since a copy of what the group has already would cost more with each commit.
      var own = RecordText()
      for change in changes { own.add(change) }
      let size = own.changes.count
      guard size <= limit else { throw .unavailable("a commit of \(size) bytes is longer than \(limit)") }
      text.add(own)
      members.append((request, changes))
    }
  }
}
