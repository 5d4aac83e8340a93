/// Hashes that are the same in every process and on every machine, unlike those of the standard library.
public enum StableHash {
  /// FNV-1a in 32 bits, the hash that weighted aliases pick by.
  ///
  /// Fowler, Noll and Vo; offset basis 2166136261, prime 16777619.
  ///
  /// - Complexity: O(n) in the length of the text.
  public static func fnv1a32(_ text: String) -> UInt32 {
    var hash: UInt32 = 2_166_136_261
    for byte in text.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
    return hash
  }

  /// Where a chain of ``mix(_:_:)`` begins.
  package static let seed: UInt64 = 14_695_981_039_346_656_037

  /// FNV-1a in 64 bits, finished by SplitMix64's mixing so that close texts give far hashes.
  package static func hash(_ text: String) -> UInt64 {
    var hash = seed
    for byte in text.utf8 { hash = appending(UInt64(byte), to: hash) }
    return finished(hash)
  }

  /// One step of FNV-1a in 64 bits, not finished yet.
  static func appending(_ byte: UInt64, to hash: UInt64) -> UInt64 {
    (hash ^ byte) &* 1_099_511_628_211
  }

  /// Both numbers in one; the order matters.
  package static func mix(_ a: UInt64, _ b: UInt64) -> UInt64 {
    finished(a ^ (b &+ 0x9E37_79B9_7F4A_7C15 &+ (a << 6) &+ (a >> 2)))
  }

  /// SplitMix64's finaliser (Steele, Lea and Flood, 2014): a bijection that spreads every bit over all others.
  package static func finished(_ bits: UInt64) -> UInt64 {
    var mixed = bits
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// The number in 0..<1 that some bits stand for, a multiple of 2⁻⁵³.
  package static func unit(_ bits: UInt64) -> Double {
    Double(bits >> 11) * 0x1p-53
  }
}
