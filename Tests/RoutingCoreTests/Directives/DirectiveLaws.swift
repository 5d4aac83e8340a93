import RoutingCore
import RoutingTestSupport
import Testing

/// What holds for every text.
@Suite(.offThePool) struct DirectiveLaws {
  private static let pieces = [
    "@@tokenhub", "@@tokenhub", "@@tokenhub ", "@@tokenhub\n", "@@token", "@@", "@", "hub", "b", "@@end", "@@end\n",
    "@@e", "nd", "\n", "\n", "\r\n", "\r", " ", "\t", "mode=cheap", "budget=", "1", ".", "min_weight=0", "=", ",",
    "region=", "output_schema={", "output_schema=", "}", "é", "👩‍👧", "\u{301}", "\0", "x",
  ]

  private static func text(_ generator: inout SeededGenerator) -> String {
    (0..<generator.index(below: 25)).map { _ in pieces[generator.index(below: pieces.count)] }.joined()
  }

  @Test("R-1409: ten thousand texts: stripped as by the letter of the rule, once and for all, and never longer")
  func stripping() throws {
    for seed in 0..<10_000 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed, stream: 14)
      let text = Self.text(&generator)
      let messages = [DirectiveMessage(isUser: true, text: text), DirectiveMessage(isUser: true, text: "other")]
      let once = try DirectiveParser.read(messages) { _ in true }
      let rest = try #require(once.texts[0])
      try #require(
        Array(rest.utf8) == LiteralStripper.strip(Array(text.utf8)), "seed \(seed): \(text.debugDescription)")
      try #require(rest.utf8.count <= text.utf8.count, "seed \(seed)")
      if !text.contains("@@tokenhub") { try #require(once.directive == Directive(), "seed \(seed)") }
      let again = try DirectiveParser.read(once.texts.map { DirectiveMessage(isUser: true, text: $0) }) { _ in false }
      try #require(again.directive == Directive() && again.warnings.isEmpty, "seed \(seed)")
      try #require(again.texts.map { $0.map { Array($0.utf8) } } == once.texts.map { $0.map { Array($0.utf8) } })
    }
  }

  @Test("R-1401: texts without the marker come back byte for byte")
  func untouched() throws {
    for seed in 0..<2_000 as Range<UInt64> {
      var generator = SeededGenerator(seed: seed, stream: 15)
      let text = Self.text(&generator).split(separator: "@@tokenhub").joined(separator: "@@tokenhub.")
      let reading = try DirectiveReader.read(text)
      try #require(reading.texts[0].map { Array($0.utf8) } == Array(text.utf8), "seed \(seed)")
    }
  }

  @Test(
    "R-1405: a megabyte of anything takes little time",
    arguments: [
      "@@tokenhub", "@@tokenhub ", "@@tokenhub\n", "@@tokenhub \n", "@@tokenhub x\n", "@@tokenhub\n@@end\n",
      "@@tokenhub\n@@end x", "@@token", "@", "\n", " ", "x", "x ", "x\n", "a=1 ", "region=a,\n", "1", "=", ",", "{",
      "é",
      "@@end ", "@@end\n", "@@tokenhub\n \n",
    ])
  func hostileLengths(piece: String) throws {
    let filler = String(repeating: piece, count: 1_000_000 / piece.utf8.count)
    for text in [filler, "@@tokenhub hint=" + filler, "@@tokenhub\nbudget=" + filler + "\n@@end\n"] {
      try expectLittleTime(text)
    }
  }

  @Test("R-1409: a megabyte of markers inside markers takes little time")
  func nestedMarkers() throws {
    try expectLittleTime(
      String(repeating: "@@token", count: 90_000) + "@@tokenhub\n" + String(repeating: "hub\n", count: 90_000))
  }

  /// A debug build takes a tenth of what is allowed; work that grew with the square would take hours.
  private func expectLittleTime(_ text: String) throws {
    let messages = [DirectiveMessage(isUser: true, text: text), DirectiveMessage(isUser: true, text: "other")]
    let time = try processorTime { _ = try DirectiveParser.read(messages) { _ in true } }.seconds
    #expect(time < 5, "\(text.prefix(40).debugDescription)")
  }
}

/// Takes out the leftmost directive until there is none: the letter of R-1409, in as much time as it likes.
private enum LiteralStripper {
  private static let marker = Array("@@tokenhub".utf8)
  private static let blanks: Set<UInt8> = [0x09, 0x0B, 0x0C, 0x0D, 0x20]

  static func strip(_ text: [UInt8]) -> [UInt8] {
    var text = text
    while let start = text.indices.first(where: { isWord(marker, at: $0, in: text) }) {
      text.removeSubrange(start..<end(of: start + marker.count, in: text))
    }
    return text
  }

  private static func isWord(_ word: [UInt8], at start: Int, in text: [UInt8]) -> Bool {
    let rest = text[start...]
    guard rest.starts(with: word) else { return false }
    guard let next = rest.dropFirst(word.count).first else { return true }
    return next == 0x0A || blanks.contains(next)
  }

  private static func end(of start: Int, in text: [UInt8]) -> Int {
    var lines: [Range<Int>] = []
    var lineStart = start
    while lineStart < text.count {
      let lineEnd = text[lineStart...].firstIndex(of: 0x0A).map { $0 + 1 } ?? text.count
      lines.append(lineStart..<lineEnd)
      lineStart = lineEnd
    }
    guard let first = lines.first else { return start }
    guard text[first].allSatisfy({ $0 == 0x0A || blanks.contains($0) }) else { return first.upperBound }
    for line in lines.dropFirst() {
      guard let word = text[line].firstIndex(where: { !blanks.contains($0) }) else { continue }
      guard isWord(Array("@@end".utf8), at: word, in: text) else { continue }
      let isAlone = text[(word + 5)..<line.upperBound].allSatisfy { $0 == 0x0A || blanks.contains($0) }
      return isAlone ? line.upperBound : word + 5
    }
    return first.upperBound
  }
}
