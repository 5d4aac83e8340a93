/// The markers of emphasis and code in one line of Markdown, and which of them are pairs.
///
/// What opens and closes is as in CommonMark, except that a marker between two ASCII letters or digits does neither:
/// `2*3*4` is arithmetic more often than emphasis. An escaped marker is no marker.
struct InlineMarkers {
  private let line: ArraySlice<UInt8>
  private var runs: [Run] = []

  /// Some markers of one kind in a row.
  private struct Run {
    let range: Range<Int>
    let marker: UInt8
    let opens: Bool
    let closes: Bool
    /// How many of the markers have no partner yet; the others are not text.
    var lone: Int
  }

  /// Finds the pairs of a line.
  ///
  /// - Complexity: O(n) in the length of the line, and k · r more for k lengths of backtick runs that have no partner
  ///   among r runs.
  init(line: ArraySlice<UInt8>) {
    self.line = line
    findRuns()
    pairRuns()
  }

  /// Appends the line without the markers that have partners.
  func appendText(to text: inout [UInt8]) {
    var position = line.startIndex
    for run in runs {
      text += line[position..<run.range.lowerBound]
      text += repeatElement(run.marker, count: run.lone)
      position = run.range.upperBound
    }
    text += line[position...]
  }

  private mutating func findRuns() {
    var position = line.startIndex
    while position < line.endIndex {
      let marker = line[position]
      guard InlineMarkers.isMarker(marker) else {
        position += 1
        continue
      }
      let end = line[position...].firstIndex { $0 != marker } ?? line.endIndex
      let before = position > line.startIndex ? line[position - 1] : 0x20
      if before != UInt8(ascii: "\\") {
        let after = end < line.endIndex ? line[end] : 0x20
        runs.append(
          Run(
            range: position..<end, marker: marker,
            opens: InlineMarkers.flanks(marker, inner: after, outer: before),
            closes: InlineMarkers.flanks(marker, inner: before, outer: after), lone: end - position))
      }
      position = end
    }
  }

  private mutating func pairRuns() {
    var openers = Openers()
    var lonelyLengths: Set<Int> = []
    var place = 0
    while place < runs.count {
      if runs[place].marker != UInt8(ascii: "`") {
        close(place, with: &openers)
      } else if !lonelyLengths.contains(runs[place].lone) {
        let run = runs[place]
        let partner = runs[(place + 1)...].firstIndex { $0.marker == run.marker && $0.range.count == run.range.count }
        if let partner {
          runs[place].lone = 0
          runs[partner].lone = 0
          place = partner
        } else {
          lonelyLengths.insert(run.lone)
        }
      }
      place += 1
    }
  }

  /// Gives the markers of a run partners among the openers before it, nearest first, and makes what is left an opener.
  private mutating func close(_ place: Int, with openers: inout Openers) {
    while runs[place].closes, runs[place].lone > 0, let opener = openers.last(of: runs[place].marker) {
      let pairs = min(runs[place].lone, runs[opener].lone)
      runs[place].lone -= pairs
      runs[opener].lone -= pairs
      openers.drop(from: runs[opener].lone == 0 ? opener : opener + 1)
    }
    if runs[place].opens, runs[place].lone > 0 { openers.append(place, of: runs[place].marker) }
  }

  private static func isMarker(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "*") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "`")
  }

  /// Whether a marker can stand between what it emphasises and what lies outside.
  private static func flanks(_ marker: UInt8, inner: UInt8, outer: UInt8) -> Bool {
    if TextBytes.isWhiteSpace(inner) { return false }
    if TextBytes.isWhiteSpace(outer) || isPunctuation(outer) { return true }
    if isPunctuation(inner) { return false }
    if marker == UInt8(ascii: "_") { return false }
    return inner >= 0x80 || outer >= 0x80
  }

  private static func isPunctuation(_ byte: UInt8) -> Bool {
    guard byte > 0x20, byte < 0x7F else { return false }
    let isDigit = byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
    let lower = TextBytes.lowercased(byte)
    return !isDigit && !(lower >= UInt8(ascii: "a") && lower <= UInt8(ascii: "z"))
  }
}

/// The places of runs that wait for a partner.
private struct Openers {
  private var stars: [Int] = []
  private var underscores: [Int] = []

  func last(of marker: UInt8) -> Int? { marker == UInt8(ascii: "*") ? stars.last : underscores.last }

  mutating func append(_ place: Int, of marker: UInt8) {
    if marker == UInt8(ascii: "*") { stars.append(place) } else { underscores.append(place) }
  }

  /// Forgets the openers at and after a place: pairs do not overlap.
  mutating func drop(from place: Int) {
    while let last = stars.last, last >= place { stars.removeLast() }
    while let last = underscores.last, last >= place { underscores.removeLast() }
  }
}
