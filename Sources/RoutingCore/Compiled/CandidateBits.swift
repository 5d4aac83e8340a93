/// Sets of models as bits, 64 models a word, many sets in one buffer.
///
/// Row r occupies words `r × wordCount ..< (r + 1) × wordCount`; bit i of a row stands for model i. One buffer keeps
/// a decision's five or six rows behind one reference, so choosing among rows is an addition.
struct CandidateBits: Sendable {
  /// How many words make a row.
  let wordCount: Int
  private(set) var words: [UInt64]

  /// Makes `rows` empty sets over `count` models.
  init(rows: Int, count: Int) {
    wordCount = (count + 63) / 64
    words = Array(repeating: 0, count: rows * wordCount)
  }

  /// Where a row starts.
  func offset(ofRow row: Int) -> Int { row * wordCount }

  /// Puts model `index` into a row.
  mutating func insert(_ index: Int, inRow row: Int) {
    words[row * wordCount + index / 64] |= 1 << UInt64(index % 64)
  }

  /// Takes model `index` out of a row.
  mutating func remove(_ index: Int, fromRow row: Int) {
    words[row * wordCount + index / 64] &= ~(1 << UInt64(index % 64))
  }

  /// Puts every model of a row into it.
  mutating func fill(row: Int, count: Int) {
    for word in 0..<wordCount {
      let remaining = count - word * 64
      words[row * wordCount + word] = remaining >= 64 ? .max : (1 << UInt64(remaining)) - 1
    }
  }

  /// The words of one row.
  func row(_ row: Int) -> [UInt64] {
    Array(words[row * wordCount..<(row + 1) * wordCount])
  }
}
