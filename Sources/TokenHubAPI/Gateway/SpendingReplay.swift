internal import GatewayState

/// Reckons what keys have spent this month from the request log (H-039).
struct SpendingReplay {
  let store: any StateStore

  /// How many entries are read at a time.
  private static let pageSize = 1000
  /// How far behind the month a whole page has to lie to be the end, in milliseconds: 35 days, as entries of a clock that showed
  /// the month before may stand between those of this one.
  private static let margin = 35 * 86_400_000

  /// What the keys have spent.
  ///
  /// - Throws: `StateStoreFailure.unavailable`.
  /// - Complexity: O(n) in the entries of this month and of the 35 days before.
  func spending(of keys: [APIKeyRecord], now: Int) async throws(StateStoreFailure) -> KeySpending {
    let spending = KeySpending(records: keys)
    let start = UTCDate.monthStart(of: now)
    var offset = 0
    while true {
      let page = try await store.entries(of: .requests, offset: offset, limit: SpendingReplay.pageSize)
      let recent = page.entries.filter { $0.milliseconds >= start }
      for entry in recent {
        guard let logged = RequestLogEntry(entry), let key = logged.apiKeyID, logged.cost > 0 else { continue }
        spending.add(logged.cost, key: key, at: logged.milliseconds)
      }
      offset += page.entries.count
      // Entries come newest first, in the order of adding.
      let isBehind = page.entries.allSatisfy { $0.milliseconds < start - SpendingReplay.margin }
      if isBehind || offset >= page.total { return spending }
    }
  }
}
