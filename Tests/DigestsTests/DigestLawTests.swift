import Digests
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct DigestLawTests {
  private static func bytes(_ count: Int, _ dice: inout SeededGenerator) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
  }

  @Test("bytes come back from their hexadecimal and Base64 text, and no other text gives them")
  func roundTrips() throws {
    var dice = SeededGenerator(seed: 1)
    for count in 0..<200 {
      let bytes = Self.bytes(count, &dice)
      let (hexadecimal, base64) = (HexadecimalText.text(of: bytes), Base64Text.text(of: bytes))
      #expect(HexadecimalText.bytes(of: hexadecimal) == bytes)
      #expect(HexadecimalText.bytes(of: hexadecimal.uppercased()) == bytes)
      #expect(Base64Text.bytes(of: base64) == bytes)
      // One character changed: refused, or other bytes.
      guard count > 0 else { continue }
      var changed = Array(base64.utf8)
      let place = dice.index(below: changed.count)
      changed[place] = dice.index(below: 128) > 64 ? UInt8(ascii: "A") : UInt8(truncatingIfNeeded: dice.next() & 127)
      let text = String(decoding: changed, as: UTF8.self)
      #expect(text == base64 || Base64Text.bytes(of: text) != bytes)
    }
  }

  @Test(
    "text that is not strictly Base64 is refused",
    arguments: [
      "Z", "Zg", "Zg=", "Zg===", "=", "====", "Zh==", "Zm9=", "Zm8=Zm8=", "Zm9v\n", "Zm 9", "Zm9_", "Zm9-", "Z===",
      "Zm9é",
      "Zg==Zg==", "Zm\u{FF10}",
    ])
  func notBase64(text: String) { #expect(Base64Text.bytes(of: text) == nil) }

  @Test(
    "text that is no hexadecimal digits is refused",
    arguments: ["a", "0g", "0x", " 00", "00 ", "é0", "-1", "\u{FF10}0"])
  func notHexadecimal(text: String) { #expect(HexadecimalText.bytes(of: text) == nil) }

  @Test("a digest does not depend on the pieces in which its bytes came")
  func pieces() {
    var dice = SeededGenerator(seed: 2)
    for count in 0..<200 {
      let bytes = Self.bytes(count, &dice)
      var hash = SHA256()
      var place = 0
      while place < count {
        let end = min(count, place + dice.index(below: 70))
        hash.add(Array(bytes[place..<end]))
        place = end
      }
      #expect(hash.finished == SHA256.hash(bytes))
    }
  }

  @Test("C-407: rows of bytes are equal where no place and no length differs, wherever a difference stands")
  func constantTime() {
    var dice = SeededGenerator(seed: 3)
    for count in 0..<70 {
      let bytes = Self.bytes(count, &dice)
      #expect(ConstantTime.equal(bytes, Array(bytes)))
      #expect(!ConstantTime.equal(bytes, bytes + [0]))
      #expect(!ConstantTime.equal(bytes + [0], bytes))
      for place in 0..<count {
        var other = bytes
        other[place] ^= 1 << UInt8(dice.index(below: 8))
        #expect(!ConstantTime.equal(bytes, other))
      }
    }
    // Lengths that are equal in their low byte.
    #expect(!ConstantTime.equal([], [UInt8](repeating: 0, count: 256)))
  }

  /// RFC 8018, section 5.2, as it reads: U₁ ⊕ U₂ ⊕ … with whole HMACs.
  private static func plainKey(_ password: [UInt8], _ salt: [UInt8], _ rounds: Int, _ count: Int) -> [UInt8] {
    var key: [UInt8] = []
    var block: UInt8 = 0
    while key.count < count {
      block += 1
      var code = HMACSHA256.code(of: salt + [0, 0, 0, block], key: password)
      var sum = code
      for _ in 1..<rounds {
        code = HMACSHA256.code(of: code, key: password)
        sum = zip(sum, code).map { $0 ^ $1 }
      }
      key += sum
    }
    return Array(key.prefix(count))
  }

  @Test("H-206: PBKDF2 is what RFC 8018 says, for passwords and keys of any length")
  func passwordKey() {
    var dice = SeededGenerator(seed: 4)
    for _ in 0..<12 {
      let (password, salt) = (Self.bytes(dice.index(below: 100), &dice), Self.bytes(dice.index(below: 80), &dice))
      let (rounds, count) = (1 + dice.index(below: 9), 1 + dice.index(below: 90))
      #expect(
        PBKDF2.key(password: password, salt: salt, rounds: rounds, byteCount: count)
          == Self.plainKey(password, salt, rounds, count))
    }
  }

  @Test("PBKDF2 gives nothing for no rounds, no bytes, or nobody who waits")
  func noPasswordKey() {
    #expect(PBKDF2.key(password: [], salt: [], rounds: 0, byteCount: 32) == nil)
    #expect(PBKDF2.key(password: [], salt: [], rounds: -1, byteCount: 32) == nil)
    #expect(PBKDF2.key(password: [], salt: [], rounds: 1, byteCount: 0) == nil)
    #expect(PBKDF2.key(password: [], salt: [], rounds: 1025, byteCount: 1, isCancelled: { true }) == nil)
  }
}
