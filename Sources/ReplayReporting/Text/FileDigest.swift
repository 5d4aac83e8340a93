internal import Digests

/// How long a file is and what its SHA-256 is, so that a reader knows whether theirs is the same.
public struct FileDigest: Hashable, Sendable {
  /// How long it is in bytes.
  public let byteCount: Int
  /// Its SHA-256 in hexadecimal digits, as `sha256sum` prints it.
  public let sha256: String

  /// Takes in a whole file.
  ///
  /// - Complexity: O(n) in the bytes.
  public init(of bytes: [UInt8]) {
    var hash = SHA256()
    hash.add(bytes)
    self.init(hash)
  }

  /// Takes in a file chunk by chunk, until there is no further one.
  ///
  /// - Complexity: O(n) in the bytes; memory is that of a chunk.
  /// - Throws: What `next` throws.
  public init<Failure: Error>(reading next: () throws(Failure) -> [UInt8]?) throws(Failure) {
    var hash = SHA256()
    while let chunk = try next() { hash.add(chunk) }
    self.init(hash)
  }

  private init(_ hash: SHA256) {
    byteCount = Int(hash.byteCount)
    sha256 = HexadecimalText.text(of: hash.finished)
  }
}
