import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct OutputFormatShapingTests {
  @Test(
    "R-1504: what stands between think tags goes, with the tags and the white space behind them",
    arguments: [
      ("<think>a\nb</think>\n\n c ", "c"), ("a <think>x</think> b <think>y</think> c", "a b c"),
      ("<think>a</think>b</think>c", "b</think>c"), ("<think><think>a</think>b</think>c", "b</think>c"),
      ("</think> a", "</think> a"), ("a <thinking>b</thinking>", "a <thinking>b</thinking>"), ("", ""), (" a ", "a"),
      ("<think></think>", ""), ("<thi<think>a</think>nk>b", ""), ("<THINK>a</THINK>", "<THINK>a</THINK>"),
      ("é<think>😀</think>é", "éé"),
    ])
  func thinking(text: String, stripped: String) {
    #expect(OutputFormat(stripsThinking: true).shaped(text).text == stripped)
  }

  @Test("R-1504: an unclosed think tag removes to the end", arguments: ["a <think>b", "a <think>", "a<think>b</think"])
  func unclosedThinking(text: String) {
    #expect(OutputFormat(stripsThinking: true).shaped(text).text == "a")
  }

  @Test(
    "R-1505: json is the first json fence, else a fence that parses, else the first object or array, else the text",
    arguments: [
      ("Sure:\n```json\n{\"a\": 1}\n```\nBye", "{\"a\": 1}"), ("```JSON\n[1]\n```", "[1]"),
      ("```\n[1]\n```\n```json\n[2]\n```\n```json\n[3]\n```", "[2]"), ("```json\nbroken\n```\n[1]", "broken"),
      ("```py\nx\n```\n```\n 1 \n```\n[2]", "1"), ("  ```json\r\n  {}\r\n  ```\r\nx", "{}"),
      ("```json\n{\"a\":1}```\nx", "{\"a\":1}"),
      ("```json {\"a\":1}```", "{\"a\":1}"), ("```json {\n\"a\":1}\n```", "{\n\"a\":1}"), ("```json\n{}", "{}"),
      ("````json\n[1,\n```\n2]\n````", "[1,\n```\n2]"), ("``\n1\n``", "``\n1\n``"),
      ("```jsonc\n//\n```\nx [1,2] y", "[1,2]"),
      ("Use {name} or [x], e.g. {\"a\":[\"}\"]} [2]", "{\"a\":[\"}\"]}"), ("{\"a\":1,\"a\":2} [1e999] [3]", "[3]"),
      ("[1,[2]", "[2]"), ("say \"{\" [4]", "[4]"), ("a ```json b", "a ```json b"), (" no json ", "no json"),
      (" \"[1]\" ", "\"[1]\""), ("", ""),
    ])
  func json(text: String, shaped: String) {
    #expect(OutputFormat(type: .json).shaped(text).text == shaped)
  }

  @Test(
    "R-1505: text loses fences, heading marks and paired markers, and keeps dashes and lone markers",
    arguments: [
      ("# Title\n\n## Sub #1\nbody", "Title\n\nSub #1\nbody"),
      ("**bold** and *it* and __b__ and _i_ and `code`", "bold and it and b and i and code"),
      ("***both*** **a *b* c** *a **b***", "both a b c a b"), ("- one\n- two", "- one\n- two"),
      ("* one\n* two", "* one\n* two"),
      ("2 * 3 * 4 = 2*3*4", "2 * 3 * 4 = 2*3*4"), ("snake_case_name and a_b", "snake_case_name and a_b"),
      ("a lone * and _ and ` stay", "a lone * and _ and ` stay"), ("5* hotel, *footnote", "5* hotel, *footnote"),
      ("`**not bold**` **bold**", "**not bold** bold"), ("``a ` b`` `c", "a ` b `c"), (#"\*a* \_b_"#, #"\*a* \_b_"#),
      ("**two\nlines**", "**two\nlines**"), ("Intro\n```py\n# a **b**\n```\nOutro", "Intro\n# a **b**\nOutro"),
      ("```\na\n```", "a"), ("```sh\nunclosed # x", "unclosed # x"),
      ("#tag\n#!/bin/sh\n#\n  ### x", "#tag\n#!/bin/sh\n\nx"),
      ("重点**内容**在此", "重点内容在此"), ("**注意：**请", "注意：请"), ("a **b*", "a *b"), ("_a *b_ c*", "a *b c*"),
      ("---\n***\n____", "---\n***\n____"), ("f(*a, **b)", "f(*a, **b)"), ("(*a*)", "(a)"), ("**a*b*", "*a*b"),
      ("**a* b*", "a b"), ("*a _b* c_", "a _b c_"),
      ("", ""),
    ])
  func plainText(text: String, shaped: String) {
    #expect(OutputFormat(type: .text).shaped(text).text == shaped)
  }

  @Test("R-1505: markdown is trimmed and nothing more")
  func markdown() {
    #expect(OutputFormat(type: .markdown).shaped("\n # a **b**\n```x\n```\n\n").text == "# a **b**\n```x\n```")
  }

  @Test(
    "R-1505: xml is the body of the first xml fence, else the trimmed text",
    arguments: [
      ("a\n```xml\n<a/>\n```\n```xml\n<b/>\n```", "<a/>"), (" <a>\n</a>\n", "<a>\n</a>"),
      ("```html\n<a/>\n```", "```html\n<a/>\n```"), ("```XML <a/>```", "<a/>"),
    ])
  func xml(text: String, shaped: String) {
    #expect(OutputFormat(type: .xml).shaped(text).text == shaped)
  }

  @Test(
    "R-1507: text longer than four characters a token is cut between characters",
    arguments: [
      ("12345678", 2, "12345678"), ("123456789", 2, "12345678..."), ("éééé", 1, "éééé"),
      ("e\u{301}bcde", 1, "e\u{301}bcd..."),
      ("👨‍👩‍👧abc", 1, "👨‍👩‍👧abc"), ("abc👨‍👩‍👧👨‍👩‍👧", 1, "abc👨‍👩‍👧..."), ("abcd\u{301}", 1, "abcd\u{301}"), ("ab", .max, "ab"), ("", 1, ""),
    ])
  func cut(text: String, tokens: Int, cut: String) {
    for type in [nil, .text, .markdown] as [OutputType?] {
      let shaped = OutputFormat(type: type, maximumTokens: tokens).shaped(text)
      #expect(Array(shaped.text.utf8) == Array(cut.utf8))
      #expect(shaped.isCut == (cut != text))
    }
  }

  @Test("R-1507: json and xml are never cut", arguments: [OutputType.json, .xml])
  func uncut(type: OutputType) {
    let shaped = OutputFormat(type: type, maximumTokens: 1).shaped("[1,2,3,4,5]")
    #expect(shaped.text == "[1,2,3,4,5]")
    #expect(!shaped.isCut)
  }

  @Test("R-1503: thinking goes before the type is given, and the type before the schema is checked")
  func order() throws {
    let schema = try OutputSchema(parsing: #"{"type":"object","properties":{"a":{"type":"integer"}}}"#)
    let text = "<think>\n```json\n{\"a\":1}\n```\n</think>Well, {\"a\":\"x\"}."
    let shaped = OutputFormat(schema: schema, stripsThinking: true, maximumTokens: 1).shaped(text)
    #expect(shaped.text == #"{"a":"x"}"#)
    #expect(shaped.violation == SchemaViolation(pointer: "/a", message: "expected integer, found a string"))
    #expect(OutputFormat(schema: schema).shaped(text).violation == nil)
    #expect(OutputFormat(schema: schema).shaped("").violation?.message == "the answer is empty")
  }

  @Test("R-1503: text is cut last, when its markers and thinking are gone")
  func cutIsLast() {
    let format = OutputFormat(type: .text, stripsThinking: true, maximumTokens: 1)
    #expect(format.shaped("<think>long thoughts</think>**abcd**").text == "abcd")
    #expect(format.shaped("<think>long thoughts</think>**abcde**").text == "abcd...")
  }
}
