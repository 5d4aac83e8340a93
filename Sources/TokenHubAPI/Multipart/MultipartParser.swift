/// Reads `multipart/form-data` piece by piece (RFC 7578, over RFC 2046 section 5.1).
///
/// A pure state machine: bytes in, in pieces of any size, and events out. How the body is cut changes nothing but into
/// how many pieces a part's bytes come. What stands before the first delimiter and behind the last is skipped, lines
/// end in CRLF or in LF alone, and parts do not nest (H-716).
///
/// A delimiter is a whole line: two hyphens, the boundary, two hyphens more behind the last part, and then nothing but
/// blanks. A line that only begins like one is content. As a boundary holds no end of a line, a delimiter can begin
/// nowhere but at the start of a line, so no byte is looked at more than twice and no more than one line's beginning is
/// held back.
package struct MultipartParser: Sendable {
  /// How far the body has been read.
  private enum Section: Sendable {
    case preamble
    case headers
    case content
    case epilogue
  }

  private let limits: MultipartLimits
  private var matcher: DelimiterMatcher
  private var section = Section.preamble
  private var header = PartHeaderReader()
  private var part = MultipartPart(name: "")
  private var partCount = 0
  private var partByteCount = 0
  private var byteCount = 0
  private var failure: MultipartError?
  private var events: [MultipartEvent] = []
  /// Content of the part that no event has told of yet.
  private var content: [UInt8] = []

  /// Makes a parser of bodies with this boundary, which the header of the request names.
  package init(boundary: [UInt8], limits: MultipartLimits) {
    matcher = DelimiterMatcher(boundary: boundary)
    self.limits = limits
  }

  /// Takes in the bytes that come next, and tells what they bring.
  ///
  /// - Throws: `MultipartError`, and the same for every further call.
  /// - Complexity: O(n) in the bytes.
  package mutating func push(_ bytes: [UInt8]) throws(MultipartError) -> [MultipartEvent] {
    if let failure { throw failure }
    do throws(MultipartError) {
      let end = min(bytes.count, limits.maximumBodyBytes - byteCount)
      byteCount += end
      var place = 0
      while place < end { place = try read(bytes, from: place, to: end) }
      // Only now, so that what is wrong before the limit is told of however the body is cut.
      if bytes.count > end { throw .bodyTooLarge }
    } catch {
      failure = error
      throw error
    }
    return told()
  }

  /// Takes in the end of the body.
  ///
  /// - Throws: `MultipartError.truncated` where the last delimiter is missing; what ``push(_:)`` has thrown.
  package mutating func finish() throws(MultipartError) -> [MultipartEvent] {
    if let failure { throw failure }
    switch section {
    case .epilogue: return []
    case .preamble, .content:
      guard matcher.hasClosingDelimiter else { break }
      endPart()
      section = .epilogue
      events.append(.end)
      return told()
    case .headers: break
    }
    failure = .truncated
    throw .truncated
  }

  /// Reads on from a place, at least one byte; where it stopped.
  private mutating func read(_ bytes: [UInt8], from start: Int, to end: Int) throws(MultipartError) -> Int {
    switch section {
    case .preamble, .content: return try readLines(bytes, from: start, to: end)
    case .headers:
      if try header.took(bytes[start], limit: limits.maximumHeaderBytes) { try beginPart() }
      return start + 1
    case .epilogue: return end
    }
  }

  private mutating func readLines(_ bytes: [UInt8], from start: Int, to end: Int) throws(MultipartError) -> Int {
    var place = start
    if matcher.isInsideLine {
      while place < end, bytes[place] != 0x0A, bytes[place] != 0x0D { place += 1 }
      if place > start { try keep(bytes[start..<place]) }
      if place == end { return end }
    }
    switch matcher.take(bytes[place]) {
    case .held: return place + 1
    case .released(let held, let isTaken):
      try keep(held[...])
      return isTaken ? place + 1 : place
    case .delimiter(let isLast):
      endPart()
      if isLast {
        section = .epilogue
        events.append(.end)
      } else {
        guard partCount < limits.maximumParts else { throw .tooManyParts }
        partCount += 1
        section = .headers
        header = PartHeaderReader()
      }
      return place + 1
    }
  }

  private mutating func keep(_ bytes: ArraySlice<UInt8>) throws(MultipartError) {
    guard case .content = section else { return }
    partByteCount += bytes.count
    guard partByteCount <= limits.maximumPartBytes else { throw .partTooLarge(part.name) }
    content += bytes
  }

  private mutating func beginPart() throws(MultipartError) {
    part = try header.part()
    partByteCount = 0
    section = .content
    matcher.beginsLine()
    events.append(.partBegan(part))
  }

  private mutating func endPart() {
    guard case .content = section else { return }
    tellContent()
    events.append(.partEnded)
  }

  private mutating func tellContent() {
    guard !content.isEmpty else { return }
    events.append(.partBytes(content))
    content = []
  }

  private mutating func told() -> [MultipartEvent] {
    tellContent()
    defer { events = [] }
    return events
  }
}
