import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct LineReaderTests {
  private func lines(_ bytes: [UInt8], limit: Int = 8, cuts: [Int] = []) -> [LineReader<Never>.Line] {
    let bounds = [0] + cuts.sorted() + [bytes.count]
    var chunks = zip(bounds, bounds.dropFirst()).map { Array(bytes[$0..<$1]) }[...]
    var reader = LineReader<Never>(maximumLineLength: limit) { chunks.popFirst() }
    var lines: [LineReader<Never>.Line] = []
    while let line = reader.next() { lines.append(line) }
    return lines
  }

  private func text(_ text: String, _ number: Int) -> LineReader<Never>.Line { .text(Array(text.utf8), number: number) }

  @Test("lines end in LF or CRLF, the last one also in nothing")
  func endings() {
    #expect(lines(Array("a\nb\r\n\nc".utf8)) == [text("a", 1), text("b", 2), text("", 3), text("c", 4)])
    #expect(lines(Array("a\n".utf8)) == [text("a", 1)])
    #expect(lines([]) == [])
    #expect(lines(Array("\r\n".utf8)) == [text("", 1)])
  }

  @Test("a byte order mark is dropped at the start and nowhere else")
  func byteOrderMark() {
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    #expect(lines(mark + Array("a\n".utf8) + mark) == [text("a", 1), .text(mark, number: 2)])
  }

  @Test("a line at the limit is kept and one above it is reported, whatever its end")
  func limit() {
    #expect(
      lines(Array("12345678\r\n123456789\n1234567890\r\nok".utf8))
        == [text("12345678", 1), .tooLong(number: 2), .tooLong(number: 3), text("ok", 4)])
  }

  @Test("a byte order mark counts towards the limit, wherever the chunks are cut", arguments: 0...11)
  func markAtLimit(cut: Int) {
    let bytes: [UInt8] = [0xEF, 0xBB, 0xBF] + Array("1234567\n".utf8)
    #expect(lines(bytes, cuts: [cut]) == [.tooLong(number: 1)])
    #expect(lines(bytes, limit: 9, cuts: [cut]) == [text("1234567", 1)])
  }

  @Test("any cut of the bytes into chunks gives the same lines")
  func cuts() {
    var generator = SeededGenerator(seed: 21)
    let alphabet = Array("ab\n\r,\u{FEFF}".utf8)
    for _ in 0..<2000 {
      let bytes = (0..<generator.index(below: 40)).map { _ in alphabet[generator.index(below: alphabet.count)] }
      let cuts = (0..<generator.index(below: 5)).map { _ in generator.index(below: bytes.count + 1) }
      #expect(lines(bytes, cuts: cuts) == lines(bytes))
    }
  }

  @Test(
    "a line of a gigabyte is reported, costs no more than its limit, and the next line is read",
    .timeLimit(.minutes(60))
  )
  func gigabyteLine() {
    // The same megabyte a thousand times: if the reader kept what it reads, this test would need the gigabyte.
    let chunk = Array(repeating: UInt8(ascii: "x"), count: 1 << 20)
    #if DEBUG
    var remaining = 64  // a debug build reads thirty times more slowly
    #else
    var remaining = 1024
    #endif
    var reader = LineReader<Never> {
      remaining -= 1
      return remaining >= 0 ? chunk : remaining == -1 ? Array("\nok".utf8) : nil
    }
    #expect(reader.next() == .tooLong(number: 1))
    #expect(reader.next() == text("ok", 2))
    #expect(reader.next() == nil)
  }
}
