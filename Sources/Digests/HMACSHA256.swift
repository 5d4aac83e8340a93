/// A code that only who has the key can make or check (RFC 2104), over SHA-256, fed piece by piece.
public struct HMACSHA256: Sendable {
  private var inner = SHA256()
  private var outer = SHA256()

  /// How many bytes a code has: 32.
  public static let byteCount = 32

  /// Makes the code of nothing yet under a key of any length; one of 32 bytes is as good as any.
  ///
  /// - Complexity: O(n) in the key.
  public init(key: [UInt8]) {
    var block = key.count > 64 ? SHA256.hash(key) : key
    block += [UInt8](repeating: 0, count: 64 - block.count)
    inner.add(block.map { $0 ^ 0x36 })
    outer.add(block.map { $0 ^ 0x5C })
  }

  /// The code of some bytes under a key.
  ///
  /// - Complexity: O(n) in the bytes and the key.
  public static func code(of bytes: [UInt8], key: [UInt8]) -> [UInt8] {
    var code = HMACSHA256(key: key)
    code.add(bytes)
    return code.finished
  }

  /// Takes in the bytes that come next.
  ///
  /// - Complexity: O(n) in the bytes.
  public mutating func add(_ bytes: [UInt8]) { inner.add(bytes) }

  /// The code of all bytes so far: 32 bytes.
  public var finished: [UInt8] {
    var outer = outer
    outer.add(inner.finished)
    return outer.finished
  }

  /// The states of both hashes after the key's block, for who computes many codes under one key.
  var states: (inner: [UInt32], outer: [UInt32]) { (inner.state, outer.state) }
}
