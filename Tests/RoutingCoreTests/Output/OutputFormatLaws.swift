import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct OutputFormatLaws {
  private static let pieces = [
    "<think>", "</think>", "<thi", "nk>", "```json\n", "```xml\n", "```\n", "\n```", "`", "``", "*", "**", "_", "# ",
    "{", "}", "[", "]", "\"", ":", ",", "1", "{\"a\":1}", "[[", "\\", "\n", "\r\n", " ", "a", "é", "e\u{301}", "👨‍👩‍👧", "注",
    "\u{0}", "true", "null", "- ", "<a/>", "...",
  ]

  /// What think tags are made of.
  private static let tagPieces = ["<think>", "<think>", "</think>", "<thi", "nk>", "a", " "]

  private func soup(_ dice: inout SeededGenerator, of pieces: [String] = pieces) -> String {
    if dice.unit() < 0.2 {
      let bytes = (0..<dice.index(below: 60)).map { _ in UInt8(truncatingIfNeeded: dice.next()) }
      return String(decoding: bytes, as: UTF8.self)
    }
    return (0..<dice.index(below: 40)).map { _ in pieces[dice.index(below: pieces.count)] }.joined()
  }

  private func isSubsequence(_ part: String, of whole: String) -> Bool {
    var rest = Array(whole.utf8)[...]
    for byte in part.utf8 {
      guard let place = rest.firstIndex(of: byte) else { return false }
      rest = rest[(place + 1)...]
    }
    return true
  }

  @Test("R-1505: every type only ever takes bytes away, and leaves none of a character behind")
  func onlyTakesAway() {
    for seed in 0..<4000 {
      var dice = SeededGenerator(seed: UInt64(seed), stream: 1505)
      let text = soup(&dice)
      for type in OutputType.allCases {
        let shaped = OutputFormat(type: type, stripsThinking: dice.unit() < 0.5).shaped(text).text
        #expect(isSubsequence(shaped, of: text), "seed \(seed)")
        #expect(shaped.contains("\u{FFFD}") == false || text.contains("\u{FFFD}"), "seed \(seed)")
      }
    }
  }

  @Test("R-1504: no think tag is left, and stripping again changes nothing")
  func stripping() {
    let format = OutputFormat(stripsThinking: true)
    for seed in 0..<4000 {
      var dice = SeededGenerator(seed: UInt64(seed), stream: 1504)
      let stripped = format.shaped(soup(&dice, of: Self.tagPieces)).text
      #expect(!stripped.contains("<think>"), "seed \(seed)")
      #expect(format.shaped(stripped).text == stripped, "seed \(seed)")
    }
  }

  @Test("R-1505: shaping again changes neither Markdown nor JSON that can be read")
  func idempotence() {
    var read = 0
    for seed in 0..<4000 {
      var dice = SeededGenerator(seed: UInt64(seed), stream: 1506)
      let text = soup(&dice)
      let markdown = OutputFormat(type: .markdown).shaped(text).text
      #expect(OutputFormat(type: .markdown).shaped(markdown).text == markdown, "seed \(seed)")
      let json = OutputFormat(type: .json).shaped(text).text
      guard (try? JSONValue(parsing: Array(json.utf8))) != nil else { continue }
      read += 1
      #expect(OutputFormat(type: .json).shaped(json).text == json, "seed \(seed)")
    }
    #expect(read > 500)
  }

  @Test("R-1505: JSON is found in prose and in fences, and comes out byte by byte")
  func extraction() {
    for seed in 0..<1000 {
      var dice = SeededGenerator(seed: UInt64(seed), stream: 1502)
      let sample = SchemaSample(depth: 3, using: &dice).value
      let text = JSONValue(object: ["value": sample]).text
      for (before, after) in [
        ("", ""), ("Here [it] is: {x} ", " \"done\" ]}"), ("So:\n```json\n", "\n```\n[1]"), ("```\n", "\n```"),
        ("a\n\n```json ", "```"),
      ] {
        #expect(OutputFormat(type: .json).shaped(before + text + after).text == text, "seed \(seed)")
      }
    }
  }

  @Test("R-1507: what is cut has the limit's length and three dots, and is a beginning of the text")
  func cutting() {
    for seed in 0..<4000 {
      var dice = SeededGenerator(seed: UInt64(seed), stream: 1507)
      let text = soup(&dice)
      let tokens = 1 + dice.index(below: 6)
      let shaped = OutputFormat(maximumTokens: tokens).shaped(text)
      #expect(shaped.text.count <= 4 * tokens + 3, "seed \(seed)")
      #expect(shaped.isCut == (text.count > 4 * tokens), "seed \(seed)")
      let kept = shaped.isCut ? Array(shaped.text.utf8.dropLast(3)) : Array(shaped.text.utf8)
      #expect(Array(text.utf8).starts(with: kept), "seed \(seed)")
      #expect(!shaped.isCut || String(decoding: kept, as: UTF8.self).count == 4 * tokens, "seed \(seed)")
    }
  }

  @Test(
    "20 KB of hostile text are shaped without looking at every byte from every other",
    arguments: [
      "[", "[1,", "[\"", "[[1,1],", "\"", "{", "```\n", "`", "*a ", "*a", "a*_", "**a_", "<think>", "<thi",
      "<think></think>", "<think>a", "# ", "```json\n[", "[{\"a\":1,\"a\":1},", "\\", "` `` ``` ", "]}", "[\"[\\\"",
    ])
  func hostile(piece: String) {
    let text = String(repeating: piece, count: 20_000 / piece.utf8.count)
    for type in OutputType.allCases {
      let time = processorTime {
        _ = OutputFormat(type: type, stripsThinking: true, maximumTokens: 10).shaped(text)
      }.seconds
      #expect(time < 5, "\(type)")
    }
  }
}
