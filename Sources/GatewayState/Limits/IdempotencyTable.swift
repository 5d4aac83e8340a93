/// Which requests with a key are under way, and the answers of those that are over, bounded in number, size and age.
struct IdempotencyTable: Sendable {
  /// How long an answer is kept, in milliseconds.
  static let lifetime = 300_000

  private struct Finished: Sendable {
    var answer: IdempotentAnswer
    var at: Int
  }

  private let maximumEntries: Int
  private let maximumBytes: Int
  private var underWay: [[UInt8]: Int] = [:]
  /// In the order of finishing, as reading does not count as use here.
  private var finished = LRUTable<[UInt8], Finished>()
  private(set) var byteCount = 0
  private var ticketCount = 0

  init(maximumEntries: Int, maximumBytes: Int) {
    self.maximumEntries = max(1, maximumEntries)
    self.maximumBytes = maximumBytes
  }

  var count: Int { underWay.count + finished.count }

  mutating func begin(_ key: IdempotencyKey, now: Int) -> IdempotencyStart {
    while let oldest = finished.leastRecent, !isCurrent(oldest.value, now: now) { drop(oldest.key) }
    if underWay[key.digest] != nil { return .inProgress }
    if let known = finished.peek(key.digest) {
      if isCurrent(known, now: now) { return .replay(known.answer) }
      drop(key.digest)
    }
    ticketCount += 1
    let ticket = IdempotencyTicket(digest: key.digest, number: ticketCount)
    while count >= maximumEntries, let oldest = finished.leastRecent { drop(oldest.key) }
    // With nothing but requests under way, one more goes ahead as if it had no key.
    if count < maximumEntries { underWay[key.digest] = ticket.number }
    return .fresh(ticket)
  }

  mutating func finish(_ ticket: IdempotencyTicket, _ answer: IdempotentAnswer, now: Int) {
    guard close(ticket), answer.status < 500, answer.size <= maximumBytes else { return }
    while byteCount + answer.size > maximumBytes, let oldest = finished.leastRecent { drop(oldest.key) }
    finished.put(Finished(answer: answer, at: now), for: ticket.digest)
    byteCount += answer.size
  }

  mutating func abandon(_ ticket: IdempotencyTicket) { _ = close(ticket) }

  /// Whether a ticket is the one that its request is under way with; it no longer is.
  private mutating func close(_ ticket: IdempotencyTicket) -> Bool {
    guard underWay[ticket.digest] == ticket.number else { return false }
    underWay[ticket.digest] = nil
    return true
  }

  private func isCurrent(_ entry: Finished, now: Int) -> Bool {
    (0..<IdempotencyTable.lifetime).contains(max(0, now - entry.at))
  }

  private mutating func drop(_ digest: [UInt8]) {
    if let entry = finished.remove(digest) { byteCount -= entry.answer.size }
  }
}
