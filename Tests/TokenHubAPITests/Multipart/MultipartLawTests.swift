import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct MultipartLawTests {
  private static func parts(_ dice: inout Dice, _ boundary: String) -> [TestPart] {
    (0..<dice.number(0...5)).map { number in
      let name = dice.pick(["a", "images.\(number)", "é\"x", "a\r\nb", "images[]"])
      let head = MultipartPart(
        name: name, fileName: dice.chance(0.5) ? dice.pick(["", "f.png", "a\";b"]) : nil,
        mediaType: dice.chance(0.5) ? "image/png" : nil)
      return TestPart(head, bytes: dice.nearBoundaries(boundary))
    }
  }

  private static func pieces(_ dice: inout Dice) -> [Int] {
    dice.chance(0.3) ? [1] : (0..<dice.number(1...5)).map { _ in dice.number(1...40) }
  }

  @Test("H-716: what a writer writes is what the parser reads, however full of near-boundaries and however cut")
  func roundTrip() throws {
    for seed in 0..<UInt64(Law.defaultCases) {
      var dice = Dice(seed: seed)
      let boundary = dice.pick([MultipartText.boundary, "-", "--", "a", "----WebKitFormBoundary7MA4YWxkTrZu0gW"])
      let parts = Self.parts(&dice, boundary)
      let body = MultipartText.body(parts, boundary: boundary)
      let pieces = Self.pieces(&dice)
      #expect(try MultipartText.parts(body, boundary: boundary, pieces: pieces) == parts, "seed \(seed)")
    }
  }

  @Test("H-716: any way of cutting any body gives the same events or the same error, and nothing traps")
  func cutting() {
    _ = Fuzzing.run("multipart", seconds: 0.5) { generator in
      var dice = Dice(seed: generator.next())
      let body =
        dice.chance(0.2)
        ? Mutation.random(using: &dice.generator)
        : Mutation.mutated(MultipartText.body(Self.parts(&dice, "b"), boundary: "b"), using: &dice.generator)
      let limits = MultipartLimits(
        maximumParts: dice.number(0...6), maximumHeaderBytes: dice.number(20...200),
        maximumPartBytes: dice.number(0...200), maximumBodyBytes: dice.number(0...1500))
      let whole = MultipartText.outcome(body, boundary: "b", limits: limits)
      for pieces in [[1], Self.pieces(&dice)] {
        let cut = MultipartText.outcome(body, boundary: "b", limits: limits, pieces: pieces)
        #expect(cut == whole)
      }
    }
  }

  @Test("H-716: every beginning of a body is truncated")
  func truncation() {
    let parts = [TestPart("a", "x\r\n--"), TestPart("images", "\r\n", fileName: "f")]
    let body = MultipartText.body(parts).dropLast(2)
    for count in 0..<body.count {
      #expect(MultipartText.outcome(Array(body.prefix(count))) == .failure(.truncated), "\(count) bytes")
    }
    #expect(MultipartText.outcome(Array(body)) == .success(parts))
  }

  @Test(
    "reading takes time in proportion to the body, whatever fills it and however it is cut",
    arguments: ["\r\n--gc0pJq0M:08jU534c0", "\r", "\n", "\r\n--gc0pJq0M:08jU534c0p      x", "-"], [1, 4096])
  func linearTime(filling: String, piece: Int) throws {
    func time(_ length: Int) throws -> Double {
      let content = Array(String(repeating: filling, count: length / filling.utf8.count).utf8)
      let body = MultipartText.body([TestPart(MultipartPart(name: "a"), bytes: content)])
      var best = Double.infinity
      for _ in 0..<3 {
        let seconds = try processorTime {
          var parser = MultipartParser(boundary: Array(MultipartText.boundary.utf8), limits: MultipartLimits())
          var place = 0
          while place < body.count {
            _ = try parser.push(Array(body[place..<min(place + piece, body.count)]))
            place += piece
          }
          _ = try parser.finish()
        }.seconds
        best = min(best, seconds)
      }
      return best
    }
    // Eight times the bytes take eight times as long; in quadratic time it would be sixty-four times.
    let (small, large) = (try time(4000), try time(32_000))
    #expect(large < small * 28)
  }
}
