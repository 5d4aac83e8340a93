package import RoutingCore

/// A frame of `text/event-stream`, as "Server-sent events" of the HTML standard defines it.
package struct EventFrame: Hashable, Sendable {
  /// What kind of event it is, or nil.
  package var event: String?
  /// The id that a client comes back with as `Last-Event-ID`, or nil.
  package var id: String?
  /// What it says, or nil; each line becomes a field of its own.
  package var data: String?
  /// A remark that clients skip, or nil; alone, it keeps a connection alive.
  package var comment: String?

  /// Makes a frame.
  package init(event: String? = nil, id: String? = nil, data: String? = nil, comment: String? = nil) {
    self.event = event
    self.id = id
    self.data = data
    self.comment = comment
  }

  /// What a stream of events begins with (H-630).
  package static let connected = EventFrame(event: "connected", data: "{\"status\":\"ok\"}")

  /// What keeps a silent connection alive (H-128, H-633).
  package static let keepAlive = EventFrame(comment: "keep-alive")

  /// How long a stream of events says nothing at most (H-128, H-633, H-751).
  package static let longestSilence: Milliseconds = 15_000

  /// The frame as it is sent, with the empty line that ends it.
  ///
  /// Whatever ends a line in `data` or `comment` begins another field; in `event` and `id`, which have one line, it
  /// is left out, as is a NUL in `id`, so that no text can forge a field.
  ///
  /// - Complexity: O(n) in the length.
  package var bytes: [UInt8] {
    var bytes: [UInt8] = []
    for line in EventFrame.lines(comment) { EventFrame.append(": ", line, to: &bytes) }
    if let event { EventFrame.append("event: ", EventFrame.oneLine(event), to: &bytes) }
    if let id { EventFrame.append("id: ", EventFrame.oneLine(id).filter { $0 != 0 }, to: &bytes) }
    for line in EventFrame.lines(data) { EventFrame.append("data: ", line, to: &bytes) }
    bytes.append(0x0A)
    return bytes
  }

  private static func append(_ field: StaticString, _ line: some Sequence<UInt8>, to bytes: inout [UInt8]) {
    bytes += "\(field)".utf8
    bytes += line
    bytes.append(0x0A)
  }

  private static func oneLine(_ text: String) -> [UInt8] { text.utf8.filter { $0 != 0x0A && $0 != 0x0D } }

  /// The lines of a text, which end with CR, LF or both; an empty text is one empty line, and nil is none.
  private static func lines(_ text: String?) -> [ArraySlice<UInt8>] {
    guard let text else { return [] }
    let bytes = Array(text.utf8)
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for (place, byte) in bytes.enumerated() where byte == 0x0A || byte == 0x0D {
      let endsPair = byte == 0x0A && place > 0 && bytes[place - 1] == 0x0D
      if !endsPair { lines.append(bytes[start..<place]) }
      start = place + 1
    }
    lines.append(bytes[start...])
    return lines
  }
}
