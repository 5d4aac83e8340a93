internal import Digests
package import GatewayState

/// The pictures of jobs in the store of files, where there is one.
package struct JobFiles: Sendable {
  private let blobs: (any BlobStore)?

  /// Makes a view of a store.
  package init(_ blobs: (any BlobStore)?) { self.blobs = blobs }

  /// Removes files, whether they are there or not; false where the store failed for some, which it may still have.
  @discardableResult
  package func remove(_ ids: [String]) async -> Bool {
    guard let blobs else { return true }
    var isDone = true
    for id in ids {
      do throws(BlobStoreFailure) {
        try await blobs.remove(id)
      } catch {
        isDone = false
      }
    }
    return isDone
  }

  /// Where a file can be fetched, or the file itself as an address; nil where it is not there any more.
  ///
  /// - Complexity: O(n) in the bytes of the file, where it has no address.
  package func address(of id: String) async -> String? {
    guard let blobs else { return nil }
    if let address = await blobs.address(of: id) { return address }
    guard let blob = try? await blobs.blob(id) else { return nil }
    return "data:\(blob.mediaType);base64,\(Base64Text.text(of: blob.bytes))"
  }

  /// A job as its client sees it, each picture with its address (O-711).
  ///
  /// - Complexity: O(n) in the bytes of the pictures that have none of their own.
  package func shown(_ job: JobRecord) async -> JobRecord {
    var addresses: [String: String] = [:]
    for id in job.shownFiles { addresses[id] = await address(of: id) }
    return job.showing(addresses)
  }
}

extension GatewayServices {
  /// The pictures of jobs.
  var jobFiles: JobFiles { JobFiles(ports.blobs) }
}
