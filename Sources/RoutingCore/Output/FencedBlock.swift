/// A Markdown code block between lines of three or more backticks.
///
/// Models are careless with fences, so three things are taken that CommonMark would not take: any indentation, a block
/// on one line, and a closing run at the end of the last line of the body.
struct FencedBlock {
  /// The word after the opening backticks, such as `json`; often empty.
  let language: Range<Int>
  /// What stands between the fences.
  let body: Range<Int>
  /// The block with its fences, from the start of the first line to the end of the last, without its line end.
  let extent: Range<Int>

  /// The blocks of a text in their order; the last runs to the end of the text where nothing closes it.
  ///
  /// - Complexity: O(n) in the length of the text.
  static func all(in bytes: ArraySlice<UInt8>) -> [FencedBlock] {
    var blocks: [FencedBlock] = []
    var position = bytes.startIndex
    while position < bytes.endIndex {
      let line = Line(at: position, in: bytes)
      if let block = FencedBlock(openedBy: line, in: bytes) {
        blocks.append(block)
        position = min(block.extent.upperBound + 1, bytes.endIndex)
      } else {
        position = line.next
      }
    }
    return blocks
  }

  /// Whether the language is `word`, in whatever case.
  func isLanguage(_ word: StaticString, in bytes: ArraySlice<UInt8>) -> Bool {
    bytes[language].lazy.map(TextBytes.lowercased).elementsEqual("\(word)".utf8)
  }

  private init?(openedBy line: Line, in bytes: ArraySlice<UInt8>) {
    guard let start = line.content.first, bytes[start] == backtick else { return nil }
    let runEnd = line.content.first { bytes[$0] != backtick } ?? line.content.upperBound
    let run = runEnd - start
    guard run >= 3 else { return nil }
    let rest = runEnd..<line.content.upperBound
    if rest.contains(where: { bytes[$0] == backtick }) {
      guard let closing = FencedBlock.closingRun(of: run, in: rest, of: bytes) else { return nil }
      let word = FencedBlock.word(in: runEnd..<closing, of: bytes)
      // A word that ends at the closing run is what the block holds, not its language.
      language = word.upperBound < closing ? word : runEnd..<runEnd
      body = language.upperBound..<closing
      extent = line.extent
      return
    }
    language = FencedBlock.word(in: rest, of: bytes)
    let bodyStart = FencedBlock.startOfData(after: language, in: rest, of: bytes) ?? line.next
    let first = line.extent.lowerBound
    var position = line.next
    while position < bytes.endIndex {
      let line = Line(at: position, in: bytes)
      if let closing = FencedBlock.closingRun(of: run, in: line.content, of: bytes) {
        // The line end before a fence on a line of its own belongs to the fence.
        let end = closing == line.content.lowerBound ? line.extent.lowerBound - 1 : closing
        body = bodyStart..<max(bodyStart, end)
        extent = first..<line.extent.upperBound
        return
      }
      position = line.next
    }
    body = bodyStart..<bytes.endIndex
    extent = first..<bytes.endIndex
  }

  /// Where the run of backticks begins that ends a line, where it is long enough and the line has no others.
  private static func closingRun(of length: Int, in content: Range<Int>, of bytes: ArraySlice<UInt8>) -> Int? {
    guard let start = content.first(where: { bytes[$0] == backtick }), content.upperBound - start >= length,
      bytes[start..<content.upperBound].allSatisfy({ $0 == backtick })
    else { return nil }
    return start
  }

  private static func word(in range: Range<Int>, of bytes: ArraySlice<UInt8>) -> Range<Int> {
    let end = range.first { !isWordByte(bytes[$0]) } ?? range.upperBound
    return range.lowerBound..<end
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    !TextBytes.isWhiteSpace(byte) && !dataOpenings.contains(byte) && byte != UInt8(ascii: "\"")
  }

  /// Where data begins on the opening line itself, behind a language.
  private static func startOfData(
    after language: Range<Int>, in rest: Range<Int>, of bytes: ArraySlice<UInt8>
  ) -> Int? {
    guard !language.isEmpty,
      let start = (language.upperBound..<rest.upperBound).first(where: { !TextBytes.isWhiteSpace(bytes[$0]) })
    else { return nil }
    return dataOpenings.contains(bytes[start]) ? start : nil
  }

  private static let dataOpenings = [UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "<")]
}

private let backtick = UInt8(ascii: "`")

/// One line of a text.
private struct Line {
  /// The line without its line feed.
  let extent: Range<Int>
  /// The line without white space at either end.
  let content: Range<Int>
  /// Where the next line begins, or the end of the text.
  let next: Int

  init(at start: Int, in bytes: ArraySlice<UInt8>) {
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
    extent = start..<end
    next = min(end + 1, bytes.endIndex)
    let trimmed = TextBytes.trimmed(bytes[start..<end])
    content = trimmed.isEmpty ? end..<end : trimmed.startIndex..<trimmed.endIndex
  }
}
