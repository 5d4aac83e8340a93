@testable import GatewayState
import Routing
import RoutingCore

extension ImageAgentRequest {
  static let fixture = ImageAgentRequest(instructions: "paint a fox", webhookURL: "https://x.test/hook")
}

/// Events of a job, worked out and written down at once, as a store does with a commit between.
extension JobBook {
  /// Takes a job, or nil where its key has too many.
  mutating func submit(_ request: ImageAgentRequest, id: String, keyID: String, now: Int) -> JobRecord? {
    guard admits(keyID: keyID) else { return nil }
    return putting(draft(request, id: id, keyID: keyID, now: now))
  }

  /// Begins the next job, or nil where none may begin.
  mutating func startNext(now: Int) -> JobRecord? { putting(nextStarted(now: now)) }

  /// Notes a step of a job that is under way; nil for any other.
  mutating func took(_ step: JobStep, of id: String, now: Int) -> JobRecord? {
    putting(self[id]?.took(step, now: now))
  }

  /// Ends a job; nil for one that has ended or is not there.
  mutating func end(_ id: String, _ ending: JobEnding, now: Int) -> JobRecord? {
    putting(self[id]?.ended(ending, now: now))
  }

  private mutating func putting(_ job: JobRecord?) -> JobRecord? {
    if let job { put(job) }
    return job
  }
}

/// A store in memory that can be told to fail, and to hold commits back.
final class FlakyStore: StateStore {
  struct State: Sendable {
    var documents: [String: StateDocument] = [:]
    var isBroken = false
    /// The keys of documents that it does not take.
    var refused: Set<String> = []
    var commits = 0
    /// The keys that it was offered, in order.
    var offered: [String] = []
  }

  let state = Locked(State())

  func documents(in collection: StateCollection) async throws(StateStoreFailure) -> [StateDocument] {
    guard collection == .jobs else { return [] }
    return state.withLock { $0.documents.values.sorted { $0.key < $1.key } }
  }

  func document(_ key: String, in collection: StateCollection) async throws(StateStoreFailure) -> StateDocument? {
    state.withLock { $0.documents[key] }
  }

  func commit(_ changes: [StateChange]) async throws(StateStoreFailure) {
    // Commits take their time, so that those who come together come into each other's way.
    for _ in 0..<3 { await Task.yield() }
    try state.withLock { state throws(StateStoreFailure) in
      let keys = changes.compactMap { change -> String? in
        if case .put(_, let key, _, _) = change { key } else { nil }
      }
      state.offered += keys
      guard !state.isBroken, state.refused.isDisjoint(with: keys) else { throw .unavailable("broken") }
      state.commits += 1
      for change in changes {
        switch change {
        case .put(_, let key, let body, _):
          // Through text, as a store on a disk does.
          let read = (try? JSONValue(parsing: Array(body.text.utf8))) ?? .null
          let version = (state.documents[key]?.version ?? 0) + 1
          state.documents[key] = StateDocument(key: key, version: version, body: read)
        case .remove(_, let key): state.documents[key] = nil
        case .append: break
        }
      }
    }
  }

  func entries(of log: StateLog, offset: Int, limit: Int) async throws(StateStoreFailure) -> StateLogPage {
    StateLogPage(entries: [], total: 0)
  }

  func prune(_ log: StateLog, before milliseconds: Int) async throws(StateStoreFailure) -> Int { 0 }

  func setBroken(_ isBroken: Bool) { state.withLock { $0.isBroken = isBroken } }

  func stored(_ id: String) -> JobRecord? {
    state.withLock { $0.documents[id] }.flatMap { try? JobRecord(json: $0.body) }
  }
}

/// Counts up.
final class RisingRandom: RandomSource {
  private let next = Locked(0)

  func bytes(_ count: Int) -> [UInt8] {
    let number = next.withLock { next in
      next += 1
      return next
    }
    return (0..<count).map { UInt8(truncatingIfNeeded: $0 < count - 2 ? 0 : number >> (8 * (count - 1 - $0))) }
  }
}
