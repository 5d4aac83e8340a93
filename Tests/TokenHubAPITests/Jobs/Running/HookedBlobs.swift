import GatewayState
import Routing

/// Keeps files, and does something whenever one has been stored, before whoever stores it learns of it.
final class HookedBlobs: BlobStore {
  let files = CountingBlobs()
  private let hook = Locked<(@Sendable () async -> Void)?>(nil)

  /// What to do after each file.
  func afterStoring(_ hook: @escaping @Sendable () async -> Void) { self.hook.withLock { $0 = hook } }

  func store(_ blob: Blob) async throws(BlobStoreFailure) -> String {
    let id = try await files.store(blob)
    if let hook = hook.withLock({ $0 }) { await hook() }
    return id
  }

  func blob(_ id: String) async throws(BlobStoreFailure) -> Blob? { try await files.blob(id) }

  func address(of id: String) async -> String? { await files.address(of: id) }

  func remove(_ id: String) async throws(BlobStoreFailure) { try await files.remove(id) }
}
