import RoutingCore
import RoutingTestSupport
import Testing

/// Which messages are read, and which of their directives count.
@Suite(.offThePool) struct DirectiveScanTests {
  private static let text = "@@tokenhub mode=cheap\nQ"
  private static let cheap = Directive(mode: .routing(.cheap))

  @Test("R-1401: only user messages with text are scanned, the others go on as they came")
  func roles() throws {
    let reading = try DirectiveReader.read(messages: [
      DirectiveMessage(isUser: false, text: Self.text), DirectiveMessage(isUser: true, text: nil),
      DirectiveMessage(isUser: false, text: nil), DirectiveMessage(isUser: true, text: "plain"),
    ])
    #expect(reading.directive == Directive())
    #expect(reading.texts == [Self.text, nil, nil, "plain"])
    #expect(reading.warnings.isEmpty)
  }

  @Test("R-1401: every user message is scanned, not the first alone")
  func laterMessages() throws {
    let reading = try DirectiveReader.read("plain", Self.text)
    #expect(reading.directive == Self.cheap)
    #expect(reading.texts == ["plain", "Q"])
  }

  @Test("R-1401: a marker counts up to byte 2047, in bytes and not in characters")
  func window() throws {
    let pad = String(repeating: "é", count: 1023)
    #expect(try DirectiveReader.read(pad + "x" + Self.text).directive == Self.cheap)
    let beyond = try DirectiveReader.read(pad + "xx" + Self.text)
    #expect(beyond.directive == Directive())
    #expect(beyond.texts == [pad + "xxQ"])
  }

  @Test("R-1401: directives before a marker do not move the window")
  func windowOfTheOriginal() throws {
    let long = "@@tokenhub" + String(repeating: "\n", count: 2038)
    #expect(try DirectiveReader.read(long.dropLast() + Self.text).directive == Self.cheap)
    #expect(try DirectiveReader.read(long + Self.text).directive == Directive())
  }

  @Test(
    "R-1401: white space or the end must follow the marker, anything may precede it",
    arguments: [
      ("@@tokenhubs mode=cheap\nQ", false), ("@@tokenhub=x mode=cheap\nQ", false), ("@@TOKENHUB mode=cheap\nQ", false),
      ("@@tokenhub\u{A0}mode=cheap\nQ", false), ("@@tokenhub\tmode=cheap\nQ", true),
      ("x@@tokenhub mode=cheap\nQ", true), ("@@@tokenhub mode=cheap\nQ", true),
      ("@@tokenhub@@tokenhub mode=cheap\nQ", true), ("@@tokenhub \u{B} mode=cheap", true),
    ])
  func surroundings(text: String, counts: Bool) throws {
    let reading = try DirectiveReader.read(text, "other")
    #expect(reading.directive == (counts ? Self.cheap : Directive()))
    #expect((reading.texts[0] == text) == !counts)
  }

  @Test("R-1402: the first directive of a message counts, the others are only taken out")
  func firstOfMessage() throws {
    let reading = try DirectiveReader.read("@@tokenhub mode=cheap\nA @@tokenhub mode=vote budget=1 nonsense\nB")
    #expect(reading.directive == Self.cheap)
    #expect(reading.texts == ["A B"])
    #expect(reading.warnings.isEmpty)
  }

  @Test("R-1402: a first directive that asks for nothing still is the first")
  func emptyFirst() throws {
    #expect(try DirectiveReader.read("@@tokenhub\n@@end\n" + Self.text).directive == Directive())
  }

  @Test("R-1402: across messages later values override key by key")
  func laterWins() throws {
    let reading = try DirectiveReader.read(
      "@@tokenhub mode=cheap budget=1 latency=5 region=eu hint=a\nA", "plain",
      "@@tokenhub mode=vote min_weight=0 provider=p model=m output_schema={}\nB",
      "@@tokenhub budget=2 mode=nonsense\nC")
    #expect(
      reading.directive
        == Directive(
          mode: .vote, maximumCost: 2, deadline: 5, minimumWeight: 0, outputSchema: "{}", regions: ["eu"],
          providers: ["p"], models: ["m"], hint: "a"))
    #expect(reading.texts == ["A", "plain", "B", "C"])
    #expect(reading.complaints == [Complaint(.invalidValue, "mode=nonsense", at: 3)])
  }

  @Test("R-1402: merging takes each value of the later directive that is there")
  func merging() {
    let full = Directive(
      mode: .refine, maximumCost: 1, deadline: 2, minimumWeight: 3, outputSchema: "4", regions: ["5"],
      providers: ["6"], models: ["7"], hint: "8")
    let other = Directive(
      mode: .vote, maximumCost: 9, deadline: 9, minimumWeight: 9, outputSchema: "9", regions: ["9"], providers: ["9"],
      models: ["9"], hint: "9")
    #expect(other.merging(full) == full)
    #expect(full.merging(Directive()) == full)
    #expect(Directive().merging(full) == full)
  }

  @Test("R-1408: a block without an end asks for nothing, and only its marker line is taken out")
  func unterminated() throws {
    let reading = try DirectiveReader.read("A @@tokenhub  \nmode=cheap\n@@ending\nx @@end\nQ")
    #expect(reading.directive == Directive())
    #expect(reading.texts == ["A mode=cheap\n@@ending\nx @@end\nQ"])
    #expect(reading.complaints == [Complaint(.unterminatedBlock, "@@tokenhub")])
  }

  @Test("R-1408: as it asks for nothing, the next directive is the first that counts")
  func nextAfterUnterminated() throws {
    let reading = try DirectiveReader.read("@@tokenhub\nmode=vote\n@@tokenhub mode=cheap\nQ")
    #expect(reading.directive == Self.cheap)
    #expect(reading.texts == ["mode=vote\nQ"])
    #expect(reading.complaints == [Complaint(.unterminatedBlock, "@@tokenhub")])
  }

  @Test("R-1411: CRLF is accepted everywhere a newline is")
  func carriageReturns() throws {
    let line = try DirectiveReader.read("A\r\n@@tokenhub mode=cheap output_schema={}\r\nQ\r\n")
    #expect(line.directive == Directive(mode: .routing(.cheap), outputSchema: "{}"))
    #expect(line.texts == ["A\r\nQ\r\n"])
    let block = try DirectiveReader.read("A\r\n@@tokenhub\r\nmode=cheap\r\n\r\nhint=a b\r\n@@end\r\nQ\r\n")
    #expect(block.directive == Directive(mode: .routing(.cheap), hint: "a b"))
    #expect(block.texts == ["A\r\nQ\r\n"])
    #expect(line.warnings.isEmpty && block.warnings.isEmpty)
    #expect(try DirectiveReader.read("@@tokenhub\r\nmode=cheap\r\nQ").texts == ["mode=cheap\r\nQ"])
  }

  @Test("R-1411: whoever does not call the parser keeps the text, marker and all")
  func switchIsTheCallers() throws {
    let message = DirectiveMessage(isUser: true, text: Self.text)
    #expect(message.text == Self.text)
    #expect(try DirectiveReader.read(messages: []).texts == [])
  }
}
