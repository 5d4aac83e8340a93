import RoutingCore
import RoutingTestSupport
import Testing

/// What is left of the texts.
@Suite(.offThePool) struct DirectiveStrippingTests {
  @Test(
    "R-1409: a directive goes with its newline and leaves the rest as it was",
    arguments: [
      ("Some preamble\n@@tokenhub\nmode=cheap\n@@end\nQ", "Some preamble\nQ"),
      ("@@tokenhub mode=cheap\nQ", "Q"), ("A @@tokenhub mode=cheap\nQ", "A Q"),
      ("A\n@@tokenhub mode=cheap", "A\n"), ("A\n@@tokenhub", "A\n"), ("A\n@@tokenhub mode=cheap\n\nQ", "A\n\nQ"),
      ("A @@tokenhub\nx\n@@end\n\nQ", "A \nQ"), ("A @@tokenhub\nx\n@@end", "A "),
      ("@@tokenhub\n@@end Q", " Q"), ("@@tokenhub\n@@end  \nQ", "Q"), ("@@tokenhub\n@@ending\n@@end\nQ", "Q"),
      ("@@tokenhub x\nQ\n@@end\n", "Q\n@@end\n"), ("é@@tokenhub x\n\u{301}Q", "é\u{301}Q"),
      ("@@tokenhub\n@@tokenhub x\n@@end\n@@tokenhub y\nA\n@@tokenhub\n@@end\nB", "A\nB"),
      ("@@tokenhub\n@@end\nA\n@@tokenhub\nB\n@@tokenhub\nC", "A\nB\nC"),
    ])
  func examples(text: String, rest: String) throws {
    #expect(try DirectiveReader.stripped(text) == Array(rest.utf8))
  }

  @Test("R-1409: directives beyond the window go too")
  func beyondWindow() throws {
    let pad = String(repeating: "x", count: 5000)
    #expect(try DirectiveReader.read("\(pad)\n@@tokenhub mode=cheap\nQ").texts == ["\(pad)\nQ"])
    #expect(try DirectiveReader.read("\(pad)\n@@tokenhub\n?\n@@end\nQ").texts == ["\(pad)\nQ"])
  }

  @Test(
    "R-1409: a marker that stripping puts together goes as well, but nobody wrote it and it does not count",
    arguments: [
      ("@@token@@tokenhub x=1\nhub mode=cheap\nQ", "Q"), ("@@tokenhub@@tokenhub\n mode=cheap\nQ", "Q"),
      ("@@to@@to@@tokenhub\nkenhub x\nkenhub mode=cheap\nQ", "Q"),
      ("@@tokenhub@@tokenhub x\n", ""), ("@@tokenhub@@tokenhub x\ns\n", "@@tokenhubs\n"),
    ])
  func joinedMarkers(text: String, rest: String) throws {
    let reading = try DirectiveReader.read(text, "other")
    #expect(reading.directive == Directive())
    #expect(reading.texts[0] == rest)
  }

  @Test("R-1410: a message emptied by stripping stays, with empty text, beside another user message")
  func emptied() throws {
    let reading = try DirectiveReader.read("@@tokenhub mode=cheap\n", "Q")
    #expect(reading.directive.mode == .routing(.cheap))
    #expect(reading.texts == ["", "Q"])
    let image = [
      DirectiveMessage(isUser: true, text: "@@tokenhub mode=cheap"), DirectiveMessage(isUser: true, text: nil),
    ]
    #expect(try DirectiveReader.read(messages: image).texts == ["", nil])
    #expect(try DirectiveReader.read("@@tokenhub mode=vote", "@@tokenhub x").texts == ["", ""])
  }

  @Test("R-1410: nothing left of the only user message is an error")
  func messagesRequired() throws {
    let system = DirectiveMessage(isUser: false, text: "be kind")
    let directive = DirectiveMessage(isUser: true, text: "@@tokenhub\nmode=cheap\n@@end\n")
    #expect(throws: DirectiveError.messagesRequired) {
      try DirectiveReader.read(messages: [system, directive, system])
    }
    #expect(try DirectiveReader.read("@@tokenhub x\n\n").texts == ["\n"])
    #expect(try DirectiveReader.read("").texts == [""], "stripping did not empty it")
  }
}
