/// Makes a key of a password, slowly on purpose (RFC 8018, section 5.2), with HMAC-SHA-256 as the function that is repeated.
public enum PBKDF2 {
  /// How many rounds a password of a person needs at least: 600,000 (H-206; OWASP's figure for HMAC-SHA-256).
  public static let recommendedRounds = 600_000

  /// A key of `byteCount` bytes, or nil where `rounds` or `byteCount` is not positive.
  ///
  /// Asks `isCancelled` every thousand rounds or so whether somebody still wants the key, and gives nil where nobody does.
  ///
  /// - Complexity: O(rounds × byteCount).
  public static func key(
    password: [UInt8], salt: [UInt8], rounds: Int, byteCount: Int, isCancelled: () -> Bool = { false }
  ) -> [UInt8]? {
    guard rounds > 0, byteCount > 0 else { return nil }
    let keyed = HMACSHA256(key: password)
    let (inner, outer) = keyed.states
    var words = [UInt32](repeating: 0, count: 64)
    var key: [UInt8] = []
    var block: UInt32 = 0
    while key.count < byteCount {
      block += 1
      var first = keyed
      first.add(salt + (0..<4).map { UInt8(truncatingIfNeeded: block >> UInt32(24 - 8 * $0)) })
      var code = PBKDF2.words(of: first.finished)
      var sum = code
      for round in 1..<rounds {
        if round.isMultiple(of: 1024), isCancelled() { return nil }
        var state = inner
        PBKDF2.mix(code, into: &state, using: &words)
        code = outer
        PBKDF2.mix(state, into: &code, using: &words)
        for place in 0..<8 { sum[place] ^= code[place] }
      }
      key += sum.flatMap { word in (0..<4).map { UInt8(truncatingIfNeeded: word >> UInt32(24 - 8 * $0)) } }
    }
    return Array(key.prefix(byteCount))
  }

  /// Takes in a digest as the last 32 bytes of a message of 96: what HMAC does in both of its hashes, after the key's block.
  private static func mix(_ digest: [UInt32], into state: inout [UInt32], using words: inout [UInt32]) {
    for place in 0..<8 { words[place] = digest[place] }
    words[8] = 0x8000_0000
    for place in 9..<15 { words[place] = 0 }
    words[15] = 96 * 8
    SHA256.mix(&words, into: &state)
  }

  private static func words(of bytes: [UInt8]) -> [UInt32] {
    (0..<8).map { word in (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[word * 4 + $1]) } }
  }
}
