/// Drops what the logs have kept long enough; for the host's hourly tick (H-607).
package enum LogRetention {
  /// How long entries are kept, in days.
  package static let days = 90

  /// The logs that are pruned.
  package static let logs: [StateLog] = [.requests, .audit, .rewards]

  /// Drops what is older than 90 days at a moment in milliseconds since 1970; how many entries those were.
  ///
  /// - Throws: `StateStoreFailure`; logs before the one that failed have been pruned.
  package static func prune(_ store: some StateStore, now: Int) async throws(StateStoreFailure) -> Int {
    var dropped = 0
    for log in logs { dropped += try await store.prune(log, before: now - days * UTCDate.millisecondsPerDay) }
    return dropped
  }
}
