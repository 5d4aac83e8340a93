import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct MultipartParserTests {
  private static let limits = MultipartLimits()

  @Test("H-716: the example of RFC 7578's predecessor reads as its two fields, its preamble and epilogue as nothing")
  func example() throws {
    let body = """
      This is a preamble.
      --AaB03x
      content-disposition: form-data; name="field1"

      Joe Blow
      --AaB03x
      content-disposition: form-data; name="pics"; filename="file1.txt"
      Content-Type: text/plain

       ... contents of file1.txt ...
      --AaB03x--
      This is an epilogue.
      --AaB03x
      """
    let expected = [
      TestPart("field1", "Joe Blow"),
      TestPart("pics", " ... contents of file1.txt ...", fileName: "file1.txt", type: "text/plain"),
    ]
    let lines = body.split(separator: "\n", omittingEmptySubsequences: false)
    for end in ["\r\n", "\n"] {
      let bytes = Array(lines.joined(separator: end).utf8)
      #expect(try MultipartText.parts(bytes, boundary: "AaB03x") == expected)
    }
  }

  @Test("H-716: a body as curl 7.88.1 sent it is read as its options say")
  func curl() throws {
    let boundary = "------------------------9cab055f016ab340"
    let lines = [
      "--\(boundary)", "Content-Disposition: form-data; name=\"instructions\"", "", "paint a fox", "--\(boundary)",
      "Content-Disposition: form-data; name=\"a%22b\\c\"", "", "x", "--\(boundary)",
      "Content-Disposition: form-data; name=\"images.2.items.0\"; filename=\"we%22ird\\name.jpg\"",
      "Content-Type: image/jpeg", "", "\u{0}\n\r", "--\(boundary)--", "",
    ]
    let type = "multipart/form-data; boundary=\(boundary)"
    #expect(try MultipartParser.boundary(ofContentType: type) == Array(boundary.utf8))
    #expect(
      try MultipartText.parts(Array(lines.joined(separator: "\r\n").utf8), boundary: boundary) == [
        TestPart("instructions", "paint a fox"), TestPart("a\"b\\c", "x"),
        TestPart("images.2.items.0", "\u{0}\n\r", fileName: "we\"ird\\name.jpg", type: "image/jpeg"),
      ])
  }

  @Test(
    "H-716: a boundary is taken in quotes and without, in any case of its name, and of 1 to 70 characters",
    arguments: [
      ("multipart/form-data; boundary=abc", "abc"), ("multipart/form-data; boundary=\"abc\"", "abc"),
      ("Multipart/Form-Data;BOUNDARY=\"a b:c\"", "a b:c"),
      ("multipart/form-data; charset=utf-8; boundary=a/b=c", "a/b=c"),
      ("multipart/form-data; boundary=abc; charset=utf-8", "abc"),
      ("multipart/form-data ; boundary = abc ;", "abc"),
      ("multipart/form-data; boundary=" + String(repeating: "x", count: 70), String(repeating: "x", count: 70)),
      ("multipart/form-data; boundary=" + String(repeating: "x", count: 71), nil),
      ("multipart/form-data; boundary=\"\"", nil), ("multipart/form-data; boundary=", nil),
      ("multipart/form-data", nil), ("multipart/mixed; boundary=abc", nil),
      ("multipart/form-data; boundary=\"abc", nil),
      ("multipart/form-data; boundary=abc; boundary=abc", nil), ("multipart/form-data; boundary=\"abc \"", nil),
      ("multipart/form-data; boundary=\u{E9}", nil), ("", nil),
    ] as [(String, String?)])
  func boundary(type: String, boundary: String?) {
    let result = Result { () throws(MultipartError) in try MultipartParser.boundary(ofContentType: type) }
    #expect(result == boundary.map { .success(Array($0.utf8)) } ?? .failure(.noBoundary))
  }

  @Test(
    "H-716: names are read as browsers and curl write them, headers in any case",
    arguments: [
      ("Content-Disposition: form-data; name=\"a\"", MultipartPart(name: "a")),
      ("content-disposition: FORM-DATA; NAME=a; FILENAME=b", MultipartPart(name: "a", fileName: "b")),
      ("CONTENT-DISPOSITION:form-data;name=\"a\";filename=\"\"", MultipartPart(name: "a", fileName: "")),
      ("Content-Disposition: form-data; name=\"a%22b%0D%0ac%25\"", MultipartPart(name: "a\"b\r\nc%25")),
      ("Content-Disposition: form-data; name=\"a\\\"b\\\\c\\d\"", MultipartPart(name: "a\"b\\c\\d")),
      (
        "Content-Disposition: form-data; name=\"é\"; filename=\"a;b=c.png\"\r\nContent-Type:  image/png ",
        MultipartPart(name: "é", fileName: "a;b=c.png", mediaType: "image/png")
      ),
      (
        "X-Other: 1\r\nContent-Disposition: form-data;\r\n  name=\"a\"\r\nContent-Transfer-Encoding: Binary",
        MultipartPart(name: "a")
      ),
    ])
  func heads(head: String, part: MultipartPart) throws {
    let body = Array("--b\r\n\(head)\r\n\r\nx\r\n--b--".utf8)
    #expect(try MultipartText.parts(body, boundary: "b") == [TestPart(part, bytes: Array("x".utf8))])
  }

  @Test(
    "H-716: what is no body of parts is refused with what is wrong",
    arguments: [
      ("", MultipartError.truncated), ("no delimiter\r\n", .truncated), ("--b", .truncated), ("--b-", .truncated),
      ("--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx", .truncated),
      ("--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx\r\n--b", .truncated),
      ("--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx--b--\r\n", .truncated),
      ("--b\r\nContent-Disposition: form-data; name=a\r\n", .truncated),
      ("--b\r\n\r\nx\r\n--b--", .noName), ("--b\r\nContent-Type: a/b\r\n\r\nx\r\n--b--", .noName),
      ("--b\r\nContent-Disposition: attachment; name=a\r\n\r\nx\r\n--b--", .noName),
      ("--b\r\nContent-Disposition: form-data; filename=a\r\n\r\nx\r\n--b--", .noName),
      ("--b\r\nno colon\r\n\r\nx\r\n--b--", .malformedHeader("'no colon'")),
      ("--b\r\na b: c\r\n\r\nx\r\n--b--", .malformedHeader("'a b: c'")),
      ("--b\r\n folded: c\r\n\r\nx\r\n--b--", .malformedHeader("' folded: c'")),
      (
        "--b\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--b--",
        .malformedHeader("'Content-Disposition: form-data; name=\"a'")
      ),
      ("--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\nx\r\n--b--", .nested),
      ("--b\r\nContent-Transfer-Encoding: base64\r\n\r\nx\r\n--b--", .encoded("'base64'")),
    ])
  func refusals(body: String, error: MultipartError) {
    for pieces in [[Int.max], [1]] {
      #expect(MultipartText.outcome(Array(body.utf8), boundary: "b", pieces: pieces) == .failure(error))
    }
  }

  @Test("H-716: parts, heads, contents and the whole are read up to their limits and no further")
  func limits() {
    func outcome(_ parts: [TestPart], _ change: (inout MultipartLimits) -> Void) -> Result<[TestPart], MultipartError> {
      var limits = Self.limits
      change(&limits)
      return MultipartText.outcome(MultipartText.body(parts), limits: limits, pieces: [7])
    }
    let many = (0..<64).map { TestPart("a\($0)") }
    #expect(outcome(many, { _ in }) == .success(many))
    #expect(outcome(many + [TestPart("b")], { _ in }) == .failure(.tooManyParts))
    let one = [TestPart("a", "12345", fileName: "f")]
    #expect(outcome(one, { $0.maximumPartBytes = 5 }) == .success(one))
    #expect(outcome(one, { $0.maximumPartBytes = 4 }) == .failure(.partTooLarge("a")))
    let head = "Content-Disposition: form-data; name=\"a\"; filename=\"f\"\r\n\r\n".utf8.count
    #expect(outcome(one, { $0.maximumHeaderBytes = head }) == .success(one))
    #expect(outcome(one, { $0.maximumHeaderBytes = head - 1 }) == .failure(.headersTooLarge))
    let whole = MultipartText.body(one).count
    #expect(outcome(one, { $0.maximumBodyBytes = whole }) == .success(one))
    #expect(outcome(one, { $0.maximumBodyBytes = whole - 1 }) == .failure(.bodyTooLarge))
  }

  @Test("a parser that has failed says so again, and a body that has ended takes no more")
  func afterwards() throws {
    var parser = MultipartParser(boundary: Array("b".utf8), limits: Self.limits)
    #expect(throws: MultipartError.noName) { try parser.push(Array("--b\r\n\r\n".utf8)) }
    #expect(throws: MultipartError.noName) { try parser.push(Array("x".utf8)) }
    #expect(throws: MultipartError.noName) { try parser.finish() }
    var done = MultipartParser(boundary: Array("b".utf8), limits: Self.limits)
    #expect(try done.push(Array("--b--\n--b\n\nx".utf8)) == [.end])
    #expect(try done.push(Array("\n--b--".utf8)) == [])
    #expect(try done.finish() == [])
  }
}
