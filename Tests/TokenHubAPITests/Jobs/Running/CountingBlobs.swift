import GatewayState
import Routing

/// Keeps files, counts them, and refuses what comes after some number of them.
final class CountingBlobs: BlobStore {
  private struct State: Sendable {
    var blobs: [String: Blob] = [:]
    var stored = 0
  }

  private let state = Locked(State())
  private let limit: Int

  /// Makes a store that takes so many files in all.
  init(limit: Int = .max) { self.limit = limit }

  /// How many files are there.
  var kept: Int { state.withLock { $0.blobs.count } }
  /// How many were stored, removed or not.
  var stored: Int { state.withLock { $0.stored } }

  func store(_ blob: Blob) async throws(BlobStoreFailure) -> String {
    try state.withLock { (state: inout State) throws(BlobStoreFailure) in
      guard state.stored < limit else { throw BlobStoreFailure("the disk is full") }
      state.stored += 1
      let id = "blob-\(state.stored)"
      state.blobs[id] = blob
      return id
    }
  }

  func blob(_ id: String) async throws(BlobStoreFailure) -> Blob? { state.withLock { $0.blobs[id] } }

  func address(of id: String) async -> String? { nil }

  func remove(_ id: String) async throws(BlobStoreFailure) { state.withLock { $0.blobs[id] = nil } }
}
