internal import Digests

/// Which sessions of operators are open, known by the SHA-256 of their ids and bounded in number (H-034).
struct AdminSessions: Sendable {
  /// How long a session lasts, in milliseconds: 12 hours.
  static let lifetime = 43_200_000

  private let maximumCount: Int
  /// The moments at which they end.
  private var ends = LRUTable<[UInt8], Int>()

  init(maximumCount: Int) { self.maximumCount = max(1, maximumCount) }

  var count: Int { ends.count }

  /// Opens a session; the moment at which it ends.
  mutating func open(_ id: [UInt8], now: Int) -> Int {
    while ends.count >= maximumCount { ends.removeLeastRecent() }
    let end = now + AdminSessions.lifetime
    ends.put(end, for: SHA256.hash(id))
    return end
  }

  /// Whether a session is open.
  mutating func accepts(_ id: [UInt8], now: Int) -> Bool {
    // An attacker can choose ids but not their digests, so looking one up tells nothing about others.
    let digest = SHA256.hash(id)
    guard let end = ends.use(digest) else { return false }
    if now >= end { ends.remove(digest) }
    return now < end
  }

  mutating func close(_ id: [UInt8]) { ends.remove(SHA256.hash(id)) }

  mutating func closeAll() { ends = LRUTable() }
}
