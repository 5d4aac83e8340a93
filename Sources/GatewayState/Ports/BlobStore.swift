/// Keeps files that clients send or providers make, and tells under which address they can be fetched.
///
/// A guide for implementers: an id is never given twice; what was stored stays until it is removed or has expired;
/// ``address(of:)`` is what a provider or a client can fetch without a key of the gateway, or nil where the host offers no such thing.
/// `BlobStoreContract` of `TokenHubTestKit` checks an implementation.
public protocol BlobStore: Sendable {
  /// Stores a file; its id.
  ///
  /// - Throws: `BlobStoreFailure`; nothing is stored then.
  func store(_ blob: Blob) async throws(BlobStoreFailure) -> String

  /// A file, or nil where there is none of this id, or none any more.
  ///
  /// - Throws: `BlobStoreFailure`.
  func blob(_ id: String) async throws(BlobStoreFailure) -> Blob?

  /// Where a file can be fetched, or nil where it cannot.
  func address(of id: String) async -> String?

  /// Removes a file; one that is not there is no mistake.
  ///
  /// - Throws: `BlobStoreFailure`.
  func remove(_ id: String) async throws(BlobStoreFailure)
}

/// A file.
public struct Blob: Hashable, Sendable {
  /// Its content.
  public var bytes: [UInt8]
  /// Its media type, such as `image/png`.
  public var mediaType: String

  /// Makes a file.
  public init(bytes: [UInt8], mediaType: String) {
    self.bytes = bytes
    self.mediaType = mediaType
  }
}

/// The store did not do its part; free of secrets.
public struct BlobStoreFailure: Error, Hashable, Sendable {
  /// What went wrong.
  public let message: String

  /// Makes a failure.
  public init(_ message: String) { self.message = message }
}
