internal import Digests
public import Routing
public import RoutingCore

/// A store of files that forgets them with its process, and before that when their time is over.
///
/// It never drops a file early to make room: one that does not fit is refused.
public final class MemoryBlobStore: BlobStore {
  private let files: SharedValue<BoundedFiles>
  private let time: any TimeSource
  private let random: any RandomSource
  private let lifetime: Milliseconds
  private let addressOfID: (@Sendable (String) -> String)?

  /// Makes an empty store.
  ///
  /// - Parameters:
  ///   - time: Tells when a file's time is over.
  ///   - random: Makes ids that nobody can guess.
  ///   - byteLimit: How many bytes all files may have together; not negative.
  ///   - lifetime: How long a file stays; 26 hours, as a job is shown for a day after its end, and may wait and run before.
  ///   - address: Where the host serves a file of some id without a key; nil where it does not.
  public init(
    time: any TimeSource, random: any RandomSource, byteLimit: Int = 1 << 28, lifetime: Milliseconds = 93_600_000,
    address: (@Sendable (String) -> String)? = nil
  ) {
    files = SharedValue(BoundedFiles(byteLimit: byteLimit))
    self.time = time
    self.random = random
    self.lifetime = lifetime
    addressOfID = address
  }

  /// How many bytes the files have together that are there now.
  public var byteCount: Int {
    let now = time.now
    return files.withLock { files in
      files.expire(at: now)
      return files.byteCount
    }
  }

  /// Stores a file; its id, which nobody can guess.
  ///
  /// - Throws: `BlobStoreFailure` where the file does not fit beside those that are there.
  /// - Complexity: O(n) in the files that are over.
  public func store(_ blob: Blob) async throws(BlobStoreFailure) -> String {
    let name = HexadecimalText.text(of: random.bytes(16))
    let now = time.now
    let end = now.advanced(byMilliseconds: lifetime.value)
    return try files.withLock { (files: inout BoundedFiles) throws(BlobStoreFailure) in
      files.expire(at: now)
      return try files.add(blob, name: name, until: end)
    }
  }

  /// A file, or nil where there is none of this id, or none any more.
  public func blob(_ id: String) async throws(BlobStoreFailure) -> Blob? {
    let now = time.now
    return files.withLock { files in
      files.expire(at: now)
      return files.blob(id)
    }
  }

  /// Where the host serves a file, or nil where it does not, or where the file is not there.
  public func address(of id: String) async -> String? {
    let now = time.now
    let isThere = files.withLock { files in
      files.expire(at: now)
      return files.blob(id) != nil
    }
    return isThere ? addressOfID?(id) : nil
  }

  /// Removes a file; one that is not there is no mistake.
  public func remove(_ id: String) async throws(BlobStoreFailure) {
    files.withLock { $0.remove(id) }
  }
}

/// Files up to some number of bytes, each until its end.
struct BoundedFiles: Sendable {
  private let byteLimit: Int
  private(set) var byteCount = 0
  private var files: [String: (blob: Blob, end: Moment)] = [:]
  /// In the order of storing, which is that of their ends; ids of files that were removed may stand among them.
  private var order: [(id: String, end: Moment)] = []
  private var number = 0

  init(byteLimit: Int) { self.byteLimit = byteLimit }

  /// Adds a file under a name made unique.
  mutating func add(_ blob: Blob, name: String, until end: Moment) throws(BlobStoreFailure) -> String {
    guard blob.bytes.count <= byteLimit - byteCount else {
      throw BlobStoreFailure(
        "a file of \(blob.bytes.count) bytes does not fit: \(byteCount) of \(byteLimit) bytes are taken")
    }
    number += 1
    // The number keeps ids apart even where the dice repeat themselves.
    let id = "file_\(name)\(String(number, radix: 16))"
    files[id] = (blob, end)
    order.append((id, end))
    byteCount += blob.bytes.count
    return id
  }

  func blob(_ id: String) -> Blob? { files[id]?.blob }

  mutating func remove(_ id: String) {
    guard let file = files.removeValue(forKey: id) else { return }
    byteCount -= file.blob.bytes.count
    // What was removed early must not pile up until its time would have come.
    if order.count > 2 * files.count + 16 { order.removeAll { files[$0.id] == nil } }
  }

  /// Removes the files whose end has come.
  mutating func expire(at now: Moment) {
    let over = order.prefix { $0.end <= now }
    order.removeFirst(over.count)
    for (id, _) in over { remove(id) }
  }
}
