internal import Digests

/// Which request a header `Idempotency-Key` stands for: the same text of another principal, on another path or with another body
/// is another one (H-040).
public struct IdempotencyKey: Hashable, Sendable {
  /// A digest of all parts, so that a key takes the same room however long they are.
  let digest: [UInt8]

  /// Makes a key of its parts.
  ///
  /// - Parameters:
  ///   - principal: Who asks, such as the id of a consumer's key.
  ///   - method: The method of the request.
  ///   - path: The path of the request.
  ///   - key: The header's value.
  ///   - bodyHash: A digest of the body.
  /// - Complexity: O(n) in the parts.
  public init(principal: String, method: String, path: String, key: String, bodyHash: [UInt8]) {
    var hash = SHA256()
    for part in [principal, method, path, key].map({ Array($0.utf8) }) + [bodyHash] {
      // With its length before it, no part can lend letters to the next.
      hash.add((0..<8).map { UInt8(truncatingIfNeeded: part.count >> (8 * $0)) })
      hash.add(part)
    }
    digest = hash.finished
  }
}

/// An answer as it is kept for those who ask again.
public struct IdempotentAnswer: Hashable, Sendable {
  /// The status.
  public let status: Int
  /// The fields of the head, by name and value.
  public let headers: [Header]
  /// The body.
  public let body: [UInt8]

  /// A field of the head.
  public struct Header: Hashable, Sendable {
    /// The name.
    public let name: String
    /// The value.
    public let value: String

    /// Makes a field.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Makes an answer.
  public init(status: Int, headers: [Header], body: [UInt8]) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// About how many bytes it takes to keep.
  var size: Int { headers.reduce(body.count + 64) { $0 + $1.name.utf8.count + $1.value.utf8.count } }
}
