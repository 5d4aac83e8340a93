/// The number in a judge's reply (O-337).
///
/// An integer here is a run of ASCII digits that stands alone: it touches no letter and no other digit, it is no part
/// of a decimal, a fraction, a range or a time (`2.5`, `1/3`, `1-3`, `2:30`), and no minus sign stands before it.
/// Writing that goes without spaces, such as Chinese, does not count as letters. The first integer in range wins that
/// stands directly after one of the labels response, answer, option, candidate, number or `#`, as a whole word in any
/// case; else the first integer in range. "Directly after" allows white space, brackets, quotes, emphasis, `:`, `=`, a
/// hyphen that joins the two, and one "is": `Option: **2**`, `response-2` and `the answer is 2` all say 2. Where the
/// whole reply is the number, it is such an integer itself.
enum JudgeReply {
  /// The number chosen, from 1 to `count`, or nil where there is none.
  ///
  /// What stands between think tags is not the reply.
  ///
  /// - Complexity: O(n) in the length of the reply.
  static func choice(in reply: String, upTo count: Int) -> Int? {
    let text = Array(ThinkTags.stripped(reply).unicodeScalars)
    var first: Int?
    var position = 0
    while position < text.count {
      guard isDigit(text[position]) else {
        position += 1
        continue
      }
      let start = position
      var value = 0
      while position < text.count, isDigit(text[position]) {
        // Beyond a hundred million it is out of range, however it goes on.
        value = min(value * 10 + Int(text[position].value - 0x30), 100_000_000)
        position += 1
      }
      guard (1...max(count, 1)).contains(value), value <= count, ends(text, at: position) else { continue }
      switch beginning(of: start, in: text) {
      case .labelled: return value
      case .alone: first = first ?? value
      case .joined: break
      }
    }
    return first
  }

  /// What stands before a number.
  private enum Beginning {
    /// A label.
    case labelled
    /// Nothing that it is part of.
    case alone
    /// Something that it is part of.
    case joined
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.value >= 0x30 && scalar.value <= 0x39 }

  /// Whether a number may end here.
  private static func ends(_ text: [Unicode.Scalar], at position: Int) -> Bool {
    guard position < text.count else { return true }
    if isLetter(text[position]) { return false }
    let isJoint = joints.contains(text[position])
    return !(isJoint && position + 1 < text.count && isDigit(text[position + 1]))
  }

  private static func beginning(of start: Int, in text: [Unicode.Scalar]) -> Beginning {
    guard start > 0 else { return .alone }
    let before = text[start - 1]
    if isLetter(before) { return .joined }
    let further = start > 1 ? text[start - 2] : " "
    if joints.contains(before), isDigit(further) { return .joined }
    if minuses.contains(before) {
      return isASCIILetter(further) && isLabel(endingAt: start - 1, in: text) ? .labelled : .joined
    }
    // `.5` is a decimal; the dot of `see.2` ends a sentence.
    if before == ".", !isLetter(further) { return .joined }
    return isLabelled(start, in: text) ? .labelled : .alone
  }

  /// Whether a label stands before a number, with nothing between them but what may stand there.
  ///
  /// This looks back no further than the number before, since digits may not stand there, so all numbers together look
  /// at every place twice at most.
  private static func isLabelled(_ start: Int, in text: [Unicode.Scalar]) -> Bool {
    var end = start
    while end > 0, isBetween(text[end - 1]) { end -= 1 }
    guard end > 0 else { return false }
    if text[end - 1] == "#" { return true }
    if word(endingAt: end, in: text) == copula {
      end -= copula.count
      while end > 0, isBetween(text[end - 1]) { end -= 1 }
    }
    return isLabel(endingAt: end, in: text)
  }

  private static func isLabel(endingAt end: Int, in text: [Unicode.Scalar]) -> Bool {
    labels.contains(word(endingAt: end, in: text))
  }

  /// The ASCII letters before a place in lower case, empty where they are too many for a label or part of a longer
  /// word.
  private static func word(endingAt end: Int, in text: [Unicode.Scalar]) -> [UInt8] {
    var start = end
    while start > 0, end - start <= longestLabel, isASCIILetter(text[start - 1]) { start -= 1 }
    if start > 0, isLetter(text[start - 1]) || isDigit(text[start - 1]) { return [] }
    return text[start..<end].map { TextBytes.lowercased(UInt8(truncatingIfNeeded: $0.value)) }
  }

  private static let labels = ["response", "answer", "option", "candidate", "number"].map { Array($0.utf8) }
  private static let longestLabel = 9
  private static let copula = Array("is".utf8)
  /// What makes one of the digits on both its sides.
  private static let joints: [Unicode.Scalar] = [
    ".", ",", "/", ":", "-", "\u{2010}", "\u{2011}", "\u{2013}", "\u{2212}",
  ]
  private static let minuses: [Unicode.Scalar] = ["-", "\u{2010}", "\u{2011}", "\u{2212}"]
  private static let between: [Unicode.Scalar] = [
    " ", "\t", "\n", "\r", ":", "=", "*", "_", "`", "(", "[", "{", "\"", "'", "\u{A0}", "\u{2018}", "\u{201C}",
    "\u{FF1A}",
    "\u{3000}",
  ]

  private static func isBetween(_ scalar: Unicode.Scalar) -> Bool { between.contains(scalar) }

  private static func isASCIILetter(_ scalar: Unicode.Scalar) -> Bool {
    (scalar.value | 0x20) >= 0x61 && (scalar.value | 0x20) <= 0x7A
  }

  /// Whether a scalar makes one word with digits beside it.
  ///
  /// Without the tables of Unicode, which Embedded Swift lacks: ASCII letters, then all of the alphabets up to the
  /// scripts of East Asia but for the punctuation and the symbols between them, and the digits of other scripts.
  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case ..<0x80: isASCIILetter(scalar)
    case 0xAA, 0xB2, 0xB3, 0xB5, 0xB9, 0xBA, 0xBC...0xBE: true
    case 0x80..<0xC0, 0xD7, 0xF7: false
    case 0x2070...0x209F, 0x2150...0x218F: true
    case 0x2000...0x2BFF: false
    case ..<0x2E80: true
    case 0xFF10...0xFF19, 0xFF21...0xFF3A, 0xFF41...0xFF5A, 0x1D400...0x1D7FF: true
    default: false
    }
  }
}
