public import RoutingCore

/// Reads a `text/event-stream` bit by bit, however its bytes are cut (WHATWG HTML, "Server-sent events").
///
/// The same bytes give the same events for every way to cut them, in the middle of a character or of a line end too.
/// Bytes that are no UTF-8 become U+FFFD. What an unfinished event has gathered is bounded, and every byte is looked at
/// once.
public struct ServerSentEventParser: Sendable {
  /// The id that the stream gave last.
  public private(set) var lastEventID = ""
  /// How long to wait before connecting again, where the stream has said so.
  public private(set) var reconnectionTime: Milliseconds?

  private let maximumLineBytes: Int
  private let maximumEventBytes: Int

  // What has been read of the current line, and of the current event.
  private var line: [UInt8] = []
  private var isFirstLine = true
  private var endsInCarriageReturn = false
  private var type: [UInt8] = []
  private var data: [UInt8] = []
  private var hasData = false
  private var byteCount = 0

  /// Makes a parser at the beginning of a stream, with limits in bytes.
  public init(maximumLineBytes: Int = 16_777_216, maximumEventBytes: Int = 16_777_216) {
    self.maximumLineBytes = maximumLineBytes
    self.maximumEventBytes = maximumEventBytes
  }

  /// Reads the next bytes and appends the events that they complete.
  ///
  /// - Throws: `ServerSentEventError`; the events before it have been appended, and nothing can be read after it.
  /// - Complexity: O(n) in the number of bytes.
  public mutating func read(_ bytes: [UInt8], into events: inout [ServerSentEvent]) throws(ServerSentEventError) {
    var start = bytes.startIndex
    while start < bytes.endIndex {
      if endsInCarriageReturn {
        endsInCarriageReturn = false
        // The second half of a line end, whose first half may have come in an earlier piece.
        if bytes[start] == 0x0A {
          start += 1
          byteCount += 1
          continue
        }
      }
      let end = bytes[start...].firstIndex { $0 == 0x0A || $0 == 0x0D }
      let segment = bytes[start..<(end ?? bytes.endIndex)]
      guard line.count + segment.count <= maximumLineBytes else { throw .lineTooLong }
      line += segment
      byteCount += segment.count
      guard let end else { return }
      byteCount += 1
      endsInCarriageReturn = bytes[end] == 0x0D
      start = end + 1
      if let event = try endLine() { events.append(event) }
    }
  }

  /// The event that would be complete if the stream had not just ended without the empty line behind it.
  ///
  /// The standard drops it. Some hosts leave out their last line ends, so a reader that knows a sign of the end may
  /// look for it here, but must not take it for a whole event otherwise.
  public mutating func unfinishedEvent() throws(ServerSentEventError) -> ServerSentEvent? {
    if !line.isEmpty, let event = try endLine() { return event }
    return endEvent()
  }

  private mutating func endLine() throws(ServerSentEventError) -> ServerSentEvent? {
    defer {
      line.removeAll(keepingCapacity: line.count < 65_536)
      isFirstLine = false
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let text = isFirstLine && line.starts(with: mark) ? line.dropFirst(3) : line[...]
    guard !text.isEmpty else { return endEvent() }
    let colon = text.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
    // A line that begins with a colon is a comment.
    guard colon > text.startIndex else { return nil }
    var value = text[min(colon + 1, text.endIndex)...]
    if value.first == 0x20 { value = value.dropFirst() }
    try take(field: text[..<colon], value: value)
    return nil
  }

  private mutating func take(field: ArraySlice<UInt8>, value: ArraySlice<UInt8>) throws(ServerSentEventError) {
    if field.elementsEqual("data".utf8) {
      guard data.count + value.count + 1 <= maximumEventBytes else { throw .eventTooLarge }
      data += value
      data.append(0x0A)
      hasData = true
    } else if field.elementsEqual("event".utf8) {
      type = Array(value)
    } else if field.elementsEqual("id".utf8) {
      if !value.contains(0) { lastEventID = String(decoding: value, as: UTF8.self) }
    } else if field.elementsEqual("retry".utf8) {
      if let time = ServerSentEventParser.milliseconds(value) { reconnectionTime = time }
    }
  }

  /// Ends the event; one without data is none.
  private mutating func endEvent() -> ServerSentEvent? {
    defer {
      type = []
      data = []
      hasData = false
    }
    guard hasData else { return nil }
    let event = ServerSentEvent(
      type: type.isEmpty ? "message" : String(decoding: type, as: UTF8.self),
      data: String(decoding: data.dropLast(), as: UTF8.self), lastEventID: lastEventID, byteCount: byteCount)
    byteCount = 0
    return event
  }

  private static func milliseconds(_ digits: ArraySlice<UInt8>) -> Milliseconds? {
    guard !digits.isEmpty, digits.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return nil }
    // What does not fit is far beyond any wait.
    return JSONScanner.integer(digits).flatMap { Milliseconds(Double($0)) }
  }
}
