/// The cyclic redundancy check of 32 bits with Castagnoli's polynomial (RFC 3720, appendix B.4), fed piece by piece.
///
/// It is here against damage, not against people, who could write a journal of their own anyway: it finds every burst of up to 32
/// bits, and any other damage but one time in 2³². A cut of SHA-256 would find hardly more at several times the work.
struct CRC32C: Sendable {
  private var rest: UInt32 = .max

  private static let table: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { rest, _ in rest >> 1 ^ (rest & 1 == 1 ? 0x82F6_3B78 : 0) }
  }

  /// The check of all bytes so far.
  var value: UInt32 { ~rest }

  /// Takes in the bytes that come next.
  mutating func add(_ bytes: some Sequence<UInt8>) {
    let table = CRC32C.table
    for byte in bytes { rest = rest >> 8 ^ table[Int(UInt8(truncatingIfNeeded: rest) ^ byte)] }
  }
}
