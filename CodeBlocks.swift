/// The Swift code that a Markdown document shows.
enum CodeBlocks {
  /// The lines of every block fenced as `swift`, in order.
  static func swift(in document: String) -> [[String]] {
    var blocks: [[String]] = []
    var block: [String]?
    var isOther = false
    for line in lines(of: document) {
      let text = trimmed(line)
      if let open = block {
        if text == "```" {
          blocks.append(open)
          block = nil
        } else {
          block = open + [line]
        }
      } else if isOther {
        isOther = text != "```"
      } else if text == "```swift" {
        block = []
      } else {
        isOther = text.hasPrefix("```")
      }
    }
    return blocks
  }

  /// The blocks of a document that do not stand in a source file, line by line, indentation aside.
  static func missing(from source: String, shownIn document: String) -> [String] {
    let code = lines(of: source).map(trimmed)
    return swift(in: document).filter { block in
      let block = block.map(trimmed)
      guard !block.isEmpty, block.count <= code.count else { return true }
      return !(0...(code.count - block.count)).contains { code[$0...].starts(with: block) }
    }.map { $0.joined(separator: "\n") }
  }

  private static func lines(of text: String) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  private static func trimmed(_ line: String) -> String {
    String(line.drop { $0 == " " })
  }
}
