import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ServerSentEventParserTests {
  private static func events(
    _ pieces: [[UInt8]], line: Int = 1 << 20, event: Int = 1 << 20
  ) -> (events: [ServerSentEvent], error: ServerSentEventError?) {
    var parser = ServerSentEventParser(maximumLineBytes: line, maximumEventBytes: event)
    var events: [ServerSentEvent] = []
    do {
      for piece in pieces { try parser.read(piece, into: &events) }
      return (events, nil)
    } catch {
      return (events, error)
    }
  }

  private static func data(_ text: String) -> [String] { events([Array(text.utf8)]).events.map(\.data) }

  /// Streams with everything in them that the standard speaks of.
  private static let texts = [
    "data: a\n\n", "data: a\r\ndata: b\r\n\r\n", "data: a\rdata: b\r\r", "data: a\n\r\ndata: b\r\n\rdata: c\r\n\n",
    "\u{FEFF}data: bom\n\n", "\u{FEFF}\u{FEFF}data: two\n\n", ": comment\r\n\r\ndata: é世😀\r\n\r\n",
    "id: 1\nevent: add\ndata: x\ndata:  y\n\ndata\n\ndata\ndata\n\ndata:\n\nid\ndata: z\n\n",
    "retry: 100\nretry: -1\ndata: a\n: x\ndata: b\n\n", "event: e\n\ndata: a\n\n", "data: unfinished", "data: a\n",
    "id: a\u{0}b\ndata: c\n\n", "data:: d\n\n", "data : e\n\nDATA: f\n\n", "\n\n\r\r\r\n\n", ":\n:\r:\r\n", "",
  ]

  @Test(
    "fields, comments and line ends are read as the standard says",
    arguments: [
      ("data: a\n\n", ["a"]), ("data:a\n\n", ["a"]), ("data:  a\n\n", [" a"]), ("data: a\ndata: b\n\n", ["a\nb"]),
      ("data\n\n", [""]), ("data\ndata\n\n", ["\n"]), ("data:\n\n", [""]), ("data: a\n", []), ("data: a", []),
      ("data: a\r\rdata: b\r\n\r\ndata: c\n\n", ["a", "b", "c"]), ("data: a\r\n\n", ["a"]), (": data: a\n\n", []),
      ("data:: a\n\n", [": a"]), ("data : a\n\n", []), ("Data: a\n\n", []), ("xdata: a\n\n", []),
      ("event: e\n\n", []), ("\u{FEFF}data: a\n\n", ["a"]), ("\u{FEFF}\u{FEFF}data: a\n\n", []),
      ("\n\u{FEFF}data: a\n\n", []), ("data: a\u{FEFF}\n\n", ["a\u{FEFF}"]), ("", []),
      ("unknown: a\ndata: b\n\n", ["b"]), ("data: a: b\n\n", ["a: b"]),
    ])
  func fields(text: String, data: [String]) {
    #expect(Self.data(text) == data)
  }

  @Test("an event has the type that stands before it, and the next one does not")
  func types() {
    let read = Self.events([Array("event: a\nevent: b\ndata: 1\n\ndata: 2\n\nevent: c\n\ndata: 3\n\n".utf8)]).events
    #expect(read.map(\.type) == ["b", "message", "message"])
  }

  @Test("an id stays until the next one, an empty one counts, and one with NUL does not")
  func ids() {
    let text = "data: 0\n\nid: 1\ndata: 1\n\ndata: 2\n\nid: a\u{0}b\ndata: 3\n\nid: 4\n\nid\ndata: 5\n\n"
    #expect(Self.events([Array(text.utf8)]).events.map(\.lastEventID) == ["", "1", "1", "1", ""])
  }

  @Test(
    "a time to wait is read from digits alone",
    arguments: [
      ("100", 100), ("0", 0), ("-1", nil), ("1.5", nil), ("", nil), (" 1", nil), ("1x", nil),
      (String(repeating: "9", count: 100), nil),
    ] as [(String, Milliseconds?)])
  func retry(text: String, time: Milliseconds?) throws {
    var parser = ServerSentEventParser()
    var events: [ServerSentEvent] = []
    try parser.read(Array("retry: \(text)\n".utf8), into: &events)
    #expect(parser.reconnectionTime == time)
  }

  @Test(
    "bytes that are no UTF-8 become replacement characters, as many as the standard says",
    arguments: [
      ([0xFF], "\u{FFFD}"), ([0x61, 0xC3], "a\u{FFFD}"), ([0xE4, 0xB8, 0x61], "\u{FFFD}a"),
      ([0xF0, 0x9F, 0x98], "\u{FFFD}"), ([0xC0, 0x80], "\u{FFFD}\u{FFFD}"),
      ([0xED, 0xA0, 0x80], "\u{FFFD}\u{FFFD}\u{FFFD}"),
    ] as [([UInt8], String)])
  func invalidUTF8(bytes: [UInt8], text: String) {
    let stream = Array("data: ".utf8) + bytes + Array("\n\n".utf8)
    #expect(Self.events([stream]).events.map(\.data) == [text])
  }

  @Test("R-1305: every way to cut a stream in two gives the same events", arguments: Recorded.streams)
  func everySplit(name: String) throws {
    let bytes = try Recorded.bytes(name)
    let whole = Self.events([bytes]).events
    #expect(whole.count >= 4)
    for pieces in Cuts.everywhere(bytes) { #expect(Self.events(pieces).events == whole) }
    #expect(Self.events(bytes.map { [$0] }).events == whole)
    let withReturns = Array(String(decoding: bytes, as: UTF8.self).replacing("\n", with: "\r\n").utf8)
    for pieces in Cuts.everywhere(withReturns) {
      #expect(Self.events(pieces).events.map(\.data) == whole.map(\.data))
    }
  }

  @Test("R-1305: every way to cut an odd stream in two gives the same events", arguments: texts)
  func everySplit(text: String) {
    let bytes = Array(text.utf8)
    let whole = Self.events([bytes]).events
    for pieces in Cuts.everywhere(bytes) { #expect(Self.events(pieces).events == whole) }
    #expect(Self.events(bytes.map { [$0] }).events == whole)
  }

  @Test("R-1305: random cuts of random streams give the same events and the same error")
  func randomSplits() {
    var dice = Dice(seed: 0x55E)
    let alphabet: [[UInt8]] =
      ["data", ":", " ", "\n", "\r", "\r\n", "id", "event", "retry", "\u{FEFF}", "é", "😀", "\u{0}", "7"].map {
        Array($0.utf8)
      } + [[0xFF], [0xC3], [0xEF, 0xBB]]
    for _ in 0..<3000 {
      let bytes = (0..<dice.number(1...60)).flatMap { _ in dice.pick(alphabet) }
      let limits = (line: dice.pick([8, 20, 1000]), event: dice.pick([8, 20, 1000]))
      let whole = Self.events([bytes], line: limits.line, event: limits.event)
      let cut = Self.events(Cuts.random(bytes, &dice), line: limits.line, event: limits.event)
      #expect(cut.events == whole.events && cut.error == whole.error, "\(bytes)")
    }
  }

  @Test("R-1304: events tell of every byte up to their end", arguments: Recorded.streams)
  func byteCounts(name: String) throws {
    let bytes = try Recorded.bytes(name)
    #expect(Self.events([bytes]).events.reduce(0) { $0 + $1.byteCount } == bytes.count)
    #expect(Self.events([Array(": c\r\n\r\nid: 1\rdata: a\n\n".utf8)]).events.map(\.byteCount) == [22])
  }

  @Test("R-1304: a line without end is an error as soon as it is too long, and not before")
  func hugeLine() {
    let line = [UInt8](repeating: 0x61, count: 100)
    #expect(Self.events([line], line: 100).error == nil)
    #expect(Self.events([line, [0x61]], line: 100).error == .lineTooLong)
    #expect(Self.events([[0x3A] + line], line: 100).error == .lineTooLong)
    #expect(Self.events(Array(repeating: line, count: 3), line: 250).error == .lineTooLong)
    let before = Self.events([Array("data: a\n\n".utf8) + line + line], line: 100)
    #expect(before.events.map(\.data) == ["a"] && before.error == .lineTooLong)
  }

  @Test("R-1304: an event without end is an error as soon as it is too large, and not before")
  func hugeEvent() {
    let line = Array("data: 12345678\n".utf8)
    #expect(Self.events(Array(repeating: line, count: 10), event: 90).error == nil)
    #expect(Self.events(Array(repeating: line, count: 11), event: 90).error == .eventTooLarge)
    #expect(Self.events([Array(String(repeating: "data\n", count: 91).utf8)], event: 90).error == .eventTooLarge)
    #expect(Self.events([Array(String(repeating: "data\n\n", count: 91).utf8)], event: 90).error == nil)
  }

  @Test("two megabytes in pieces of a few bytes take linear time")
  func linear() {
    let piece = [UInt8](repeating: 0x61, count: 10)
    let time = processorTime {
      _ = Self.events([Array("data: ".utf8)] + Array(repeating: piece, count: 200_000), line: 1 << 30, event: 1 << 30)
    }.seconds
    #expect(time < 60)
  }

  @Test(
    "a last event without its empty line can be asked for, and is no event otherwise",
    arguments: [
      ("data: [DONE]", "[DONE]"), ("data: [DONE]\n", "[DONE]"), ("data: [DONE]\r\n", "[DONE]"), ("data: a\n\n", nil),
      ("data: a\n\n: b", nil), ("", nil), ("data", ""), ("event: a\ndata: b", "b"),
    ] as [(String, String?)])
  func unfinished(text: String, data: String?) throws {
    var parser = ServerSentEventParser()
    var events: [ServerSentEvent] = []
    try parser.read(Array(text.utf8), into: &events)
    #expect(events.count == (text.hasPrefix("data: a\n\n") ? 1 : 0))
    #expect(try parser.unfinishedEvent()?.data == data)
  }
}
