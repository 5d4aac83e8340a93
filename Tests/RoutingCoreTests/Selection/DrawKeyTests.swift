@testable import RoutingCore
import RoutingTestSupport
import Testing

/// Draws and the hashes they are made from.
@Suite(.offThePool) struct DrawKeyTests {
  @Test(
    "R-632: StableHash is FNV-1a in 32 bits over the bytes of UTF-8",
    arguments: zip(["", "a", "foobar"], [0x811c_9dc5, 0xe40c_292c, 0xbf9c_f968] as [UInt32]))
  func fnv(text: String, hash: UInt32) {
    #expect(StableHash.fnv1a32(text) == hash)
    let bytes: [UInt32] = [0xC3, 0xA9]
    let accented = bytes.reduce(hash) { ($0 ^ $1) &* 0x0100_0193 }
    #expect(StableHash.fnv1a32(text + "é") == accented)
  }

  @Test("R-632: the first variant whose cumulative weight exceeds the hash modulo the total is meant")
  func aliasBuckets() {
    let alias = ModelAlias(
      name: "x", variants: [.init(model: "a", weight: 3), .init(model: "b", weight: 1), .init(model: "c", weight: 6)])
    let meant = (0..<10).map { alias.variant(inBucket: $0)?.model.text ?? "" }
    #expect(meant.joined() == "aaabcccccc")
    #expect(alias.bucket(forKey: "foobar") == 0xbf9c_f968 % 10)
  }

  @Test("StableHash: 64-bit hashes are the same forever; a change here moves every recorded draw")
  func stability() {
    #expect(StableHash.hash("") == StableHash.finished(StableHash.seed))
    #expect(StableHash.hash("gpt-5.5") == StableHash.hash("gpt-5.5"))
    #expect(StableHash.mix(1, 2) != StableHash.mix(2, 1))
    #expect(StableHash.finished(0) == 0)
    // SplitMix64 from seed 0 begins with this number (Vigna's reference code).
    #expect(StableHash.finished(0x9E37_79B9_7F4A_7C15) == 0xE220_A839_7B1D_CDAF)
  }

  @Test("StableHash: units lie in 0..<1, at both ends of the bits")
  func units() {
    #expect(StableHash.unit(0) == 0)
    #expect(StableHash.unit(.max) == 1 - 0x1p-53)
  }

  @Test("R-001: draws depend on seed, request id, purpose and model, and on each of them")
  func dependencies() {
    let key = DrawKey(seed: 1, requestID: "r")
    #expect(key == DrawKey(seed: 1, requestID: "r"))
    #expect(key.bits(.race, model: 5) == DrawKey(seed: 1, requestID: "r").bits(.race, model: 5))
    #expect(key.bits(.race, model: 5) != DrawKey(seed: 2, requestID: "r").bits(.race, model: 5))
    #expect(key.bits(.race, model: 5) != DrawKey(seed: 1, requestID: "s").bits(.race, model: 5))
    #expect(key.bits(.race, model: 5) != key.bits(.race, model: 6))
    #expect(key.bits(.race, model: 5) != key.bits(.thompson, model: 5))
    #expect(key.unit(.exploration) != key.unit(.alias))
  }

  @Test("the draws of two models of one request are uniform and independent, and so are those of two requests")
  func uniformity() {
    let (a, b) = (StableHash.hash("model-a"), StableHash.hash("model-b"))
    var cells = Array(repeating: 0, count: 64)
    var neighbours = cells
    let count = 64_000
    var last = 0
    for number in 0..<count {
      let key = DrawKey(seed: 7, requestID: "r\(number)")
      let x = Int(key.unit(.race, model: a) * 8)
      cells[x * 8 + Int(key.unit(.race, model: b) * 8)] += 1
      neighbours[last * 8 + x] += 1
      last = x
    }
    #expect(chiSquared(cells, expected: Double(count) / 64) < 110)
    #expect(chiSquared(neighbours, expected: Double(count) / 64) < 110)
  }

  /// With 63 degrees of freedom 110 is passed once in five thousand times.
  private func chiSquared(_ counts: [Int], expected: Double) -> Double {
    counts.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
  }
}
