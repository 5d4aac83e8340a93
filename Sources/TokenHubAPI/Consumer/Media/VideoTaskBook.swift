internal import Digests
internal import GatewayState
internal import ProviderAdapters
internal import Routing
internal import RoutingCore

/// The video tasks of the last day, by id (H-163).
final class VideoTaskBook: Sendable {
  private let records = Locked<[String: VideoTaskRecord]>([:])
  private let gate = SerialGate()
  private let store: any StateStore
  private let random: any RandomSource

  init(store: any StateStore, random: any RandomSource) {
    self.store = store
    self.random = random
  }

  /// Reads the tasks of the store that are not too old.
  ///
  /// - Throws: `StateStoreFailure.unavailable`.
  func load(now: Int) async throws(StateStoreFailure) {
    let documents = try await store.documents(in: .videoTasks)
    records.withLock { records in
      for document in documents {
        guard let record = VideoTaskRecord(document.body), !record.isExpired(at: now) else { continue }
        records[document.key] = record
      }
    }
  }

  /// A task, or nil where there is none of this id, or none any more.
  func record(_ id: String, now: Int) -> VideoTaskRecord? {
    records.withLock { $0[id] }.flatMap { $0.isExpired(at: now) ? nil : $0 }
  }

  /// Keeps a task that was begun; its id is the supplier's where that can stand in a path and is not taken.
  ///
  /// - Throws: `APIError` of 500 where the store fails: a task that nobody can ask for again must not look begun.
  func keep(
    _ task: MediaTask, supplierID: String, key: String, _ summary: DispatchSummary, now: Int
  ) async throws(APIError) -> VideoTaskRecord {
    try await gate.run { () async throws(APIError) in
      let isTaken = records.withLock { $0[supplierID] != nil }
      var record = VideoTaskRecord(
        id: VideoTaskRecord.id(for: supplierID, isTaken: isTaken, random: random.bytes(16)), supplierID: supplierID,
        keyID: key, provider: summary.provider.text, model: summary.model.text, createdAt: now, state: task.state)
      record.cost = summary.cost.value
      try await store(record)
      return record
    }
  }

  /// Takes in what the supplier says now; a terminal answer stays for the life of the record (H-166).
  ///
  /// What is to be booked is committed with it, as `entry` writes it, so that a crash books it neither twice nor never.
  ///
  /// - Throws: `APIError` of 500 where the store fails to book; anything else the next question will tell again.
  func update(
    _ record: inout VideoTaskRecord, with task: MediaTask, requestID: String,
    entry: (VideoTaskRecord) -> StateChange?
  ) async throws(APIError) -> VideoTaskRecord.Booking {
    let id = record.id
    let (updated, booking) = try await gate.run {
      () async throws(APIError) -> (VideoTaskRecord, VideoTaskRecord.Booking) in
      // Another poll may have been first; what it booked is not booked again.
      guard var latest = records.withLock({ $0[id] }) else { throw .taskNotFound }
      let former = latest
      let booking = latest.took(task, requestID: requestID)
      guard latest != former else { return (latest, booking) }
      switch booking {
      case .book: try await store(latest, with: entry(latest))
      case .nothing: try? await store(latest)
      }
      return (latest, booking)
    }
    record = updated
    return booking
  }

  /// Drops what is older than a day; how many that were.
  func expire(now: Int) async -> Int {
    let old = records.withLock { $0.values.filter { $0.isExpired(at: now) }.map(\.id).sorted() }
    guard !old.isEmpty else { return 0 }
    guard (try? await store.commit(old.map { .remove(.videoTasks, key: $0) })) != nil else { return 0 }
    records.withLock { records in for id in old { records[id] = nil } }
    return old.count
  }

  private func store(_ record: VideoTaskRecord, with entry: StateChange? = nil) async throws(APIError) {
    let changes: [StateChange] = [.put(.videoTasks, key: record.id, body: record.json)]
    try await store.keep(changes + (entry.map { [$0] } ?? []))
    records.withLock { $0[record.id] = record }
  }
}
