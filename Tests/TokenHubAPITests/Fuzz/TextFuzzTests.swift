import Digests
import GatewayState
import GatewayTestSupport
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// The small readers of texts that come from outside: no text makes them trap, and what they accept has one meaning.
@Suite(.offThePool, .serialized) struct TextFuzzTests {
  private static let corpus = [
    "/v1/jobs/a%2Fb/stream", "/v1/jobs//stream", "/admin/v1/models/alibaba/deepseek-v3.2", "a=b&c=%41+d&e",
    "2026-11-22T00:45:54.123Z",
    "2016-12-31T23:59:60+00:00", "0000-01-01T00:00:00-23:59", "9999-12-31t23:59:59.999999999999z", "720h", "+1h30m.5s",
    "106751d23h47m16.854775807s", "1.5d", "aGVsbG8=", "aGVsbG8h", "https://user.test:8080/a/b?c=d#e",
    "http://[2001:db8::1]:80/", "https://127.0.0.1/x%20y", "HTTPS://EXAMPLE.test:/", "µs", "%E4%BD%A0",
  ]

  private func text(_ generator: inout SeededGenerator) -> String {
    let valid = Self.corpus[generator.index(below: Self.corpus.count)]
    let bytes =
      generator.unit() < 0.2
      ? Mutation.random(using: &generator) : Mutation.mutated(Array(valid.utf8), using: &generator)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Writes bytes as RFC 3986 has it, every one of them.
  private func escaped(_ text: String) -> String {
    let digits = Array("0123456789abcdef")
    return text.utf8.map { "%\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }.joined()
  }

  /// The templates of all paths, and whether a parameter of theirs may be empty, as in `{id?}`.
  private static let templates = Endpoint.allCases.flatMap(\.paths).map { path in
    (template: PathTemplate(path), takesNothing: path.contains("?}"))
  }

  private func checkAddress(_ text: String, in table: RouteTable) {
    #expect(PercentEncoding.decoded(Substring(escaped(text)), plus: .isItself) == text)
    if !text.isEmpty {
      let query = QueryParameters("a=1&\(escaped(text))=\(escaped(text))")
      #expect(query[text] == (text == "a" ? "1" : text))
    }
    let page = Page(QueryParameters(text), defaultLimit: 7)
    #expect((1...Page.maximumLimit).contains(page.limit) && page.offset >= 0)
    guard let path = RequestPath(text) else { return }
    for (template, takesNothing) in Self.templates {
      guard let parameters = template.parameters(in: path.segments) else { continue }
      #expect(parameters.values.allSatisfy { takesNothing || !$0.isEmpty }, "\(text)")
    }
    if case .endpoint(let endpoint, _) = table.match(method: "GET", path: path) { #expect(endpoint.method == "GET") }
  }

  @Test("H-007: no path and no query traps, and what is escaped is read as it was")
  func addresses() {
    let table = RouteTable()
    _ = Fuzzing.run("addresses", seconds: 0.4) { generator in checkAddress(text(&generator), in: table) }
  }

  @Test("H-741, H-754: the texts that are fuzzed hold as they are, and with them a stream of a job without an id")
  func corpus() throws {
    let table = RouteTable()
    for text in Self.corpus { checkAddress(text, in: table) }
    let path = try #require(RequestPath("/v1/jobs//stream"))
    guard case .endpoint(.jobStream, let parameters) = table.match(method: "GET", path: path) else {
      Issue.record("no endpoint takes a stream of a job without an id")
      return
    }
    #expect(parameters == ["id": ""])
  }

  @Test("H-001, H-501: a date or a duration that is accepted is in its range, and dates are read as they are written")
  func times() {
    _ = Fuzzing.run("times", seconds: 0.3) { generator in
      let text = text(&generator)
      if let nanoseconds = DurationText.nanoseconds(of: text) {
        #expect(nanoseconds > 0)
        #expect(text.utf8.contains { (0x30...0x39).contains($0) }, "\(text)")
      }
      if let milliseconds = UTCDate.milliseconds(of: text) {
        let day = UTCDate.millisecondsPerDay
        #expect((-62_167_219_200_000 - day...253_402_300_800_000 + day).contains(milliseconds), "\(text)")
      }
      let moment = Int(truncatingIfNeeded: generator.next()) % (1 << (1 + generator.index(below: 62)))
      let written = UTCDate.text(of: moment)
      #expect(written.utf8.count == 24)
      if (-62_167_219_200_000...253_402_300_799_999).contains(moment) {
        #expect(UTCDate.milliseconds(of: written) == moment)
      }
    }
  }

  @Test("RFC 4648: base64 that is accepted is the one text of its bytes")
  func base64() {
    _ = Fuzzing.run("base64", seconds: 0.2) { generator in
      let text = text(&generator)
      if let bytes = Base64Text.bytes(of: text) { #expect(Base64Text.text(of: bytes) == text) }
      let bytes = Mutation.random(using: &generator)
      #expect(Base64Text.bytes(of: Base64Text.text(of: bytes)) == bytes)
    }
  }

  @Test("H-709: an address that is accepted is short, plain and has a host, and is told alike when read again")
  func webAddresses() {
    _ = Fuzzing.run("web addresses", seconds: 0.2) { generator in
      let text = text(&generator)
      guard let address = WebAddress(text) else { return }
      #expect(address.text == text && text.utf8.count <= WebAddress.maximumLength)
      #expect(address.scheme == "http" || address.scheme == "https")
      #expect(!address.host.isEmpty && address.host == address.host.lowercased())
      #expect(address.port.map { (1...65_535).contains($0) } ?? true)
      let host = address.host.contains(":") ? "[\(address.host)]" : address.host
      let again = WebAddress("\(address.scheme)://\(host)\(address.port.map { ":\($0)" } ?? "")/")
      #expect(again?.host == address.host && again?.port == address.port)
      #expect(again?.isPrivate == address.isPrivate)
    }
  }

  private static let pictures: [[UInt8]] = [
    [
      0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52, 0, 0, 1, 0, 0, 0, 2, 0, 8, 2,
    ],
    [
      0xFF, 0xD8, 0xFF, 0xE0, 0, 16, 0x4A, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0xFF, 0xC0, 0, 17, 8, 0, 9,
      0,
      7, 3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1, 0xFF, 0xD9,
    ],
    Array("GIF89a".utf8) + [1, 0, 2, 0, 0, 0, 0, 0x3B],
    Array("RIFF".utf8) + [30, 0, 0, 0] + Array("WEBPVP8X".utf8) + [10, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2, 0, 0],
    Array("RIFF".utf8) + [30, 0, 0, 0] + Array("WEBPVP8 ".utf8) + [10, 0, 0, 0, 0, 0, 0, 0x9D, 1, 0x2A, 1, 0, 2, 0],
    Array("RIFF".utf8) + [30, 0, 0, 0] + Array("WEBPVP8L".utf8) + [10, 0, 0, 0, 0x2F, 1, 0x40, 0, 0],
    [0, 0, 0, 24] + Array("ftypheic".utf8) + [0, 0, 0, 0] + Array("mif1heic".utf8) + [0, 0, 0, 60] + Array("meta".utf8)
      + [0, 0, 0, 0, 0, 0, 0, 48] + Array("iprp".utf8) + [0, 0, 0, 40] + Array("ipco".utf8) + [0, 0, 0, 20]
      + Array("ispe".utf8) + [0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 0] + [0, 0, 0, 12] + Array("pixi".utf8) + [0, 0, 0, 0],
  ]

  @Test("H-708: no bytes trap the reader of a picture's head, and a size that it tells has two sides")
  func pictures() {
    _ = Fuzzing.run("pictures", seconds: 0.3) { generator in
      let valid = Self.pictures[generator.index(below: Self.pictures.count)]
      var bytes = Mutation.mutated(valid, using: &generator)
      // Lengths within the file that are as large as can be.
      if generator.unit() < 0.4, bytes.count > 8 {
        let place = generator.index(below: bytes.count - 4)
        for offset in 0..<4 { bytes[place + offset] = generator.unit() < 0.8 ? 0xFF : 0 }
      }
      guard let header = ImageHeader(bytes) else { return }
      #expect(header.size.map { $0.width > 0 && $0.height > 0 } ?? true)
    }
    #expect(Self.pictures.compactMap { ImageHeader($0)?.format }.count == Self.pictures.count)
  }

  @Test("H-708: a HEIC that claims sides of 32 bits has no size and traps nobody; smaller ones are told")
  func longSides() {
    let heic = Self.pictures[Self.pictures.count - 1]
    #expect(ImageHeader(heic)?.size?.width == 256)
    guard let place = heic.indices.first(where: { heic[$0...].starts(with: Array("ispe".utf8)) }) else {
      Issue.record("the picture has no size")
      return
    }
    var long = heic
    for offset in 8..<16 { long[place + offset] = 0xFF }
    #expect(ImageHeader(long)?.format == .heic)
    #expect(ImageHeader(long)?.size == nil)
    for offset in [8, 12] { long[place + offset] = 0x7F }
    #expect(ImageHeader(long)?.size?.width == 0x7FFF_FFFF)
  }

  private static let directives = [
    "@@tokenhub mode=cheap\nmax_budget=0.1\n@@end hi", "@@tokenhub\nmodel=gpt-test\n@@end\nx @@tokenhub a=b @@end",
    "a @@tokenhub output_schema={\"type\":\"object\"} @@end b", "@@tokenhub mode=vote",
  ]

  @Test("R-1401 to R-1411: directives are taken out of texts that only get shorter, and other people's texts stay")
  func directives() {
    _ = Fuzzing.run("directive texts", seconds: 0.3) { generator in
      let messages = (0...generator.index(below: 3)).map { number -> DirectiveMessage in
        let valid = Self.directives[generator.index(below: Self.directives.count)]
        let text = String(decoding: Mutation.mutated(Array(valid.utf8), using: &generator), as: UTF8.self)
        return DirectiveMessage(isUser: number == 0 || generator.unit() < 0.7, text: text)
      }
      guard
        let reading = try? DirectiveParser.read(
          messages, isJSON: { (try? JSONValue(parsing: Array($0.utf8))) != nil })
      else { return }
      #expect(reading.texts.count == messages.count)
      for (text, message) in zip(reading.texts, messages) {
        #expect((text ?? "").utf8.count <= (message.text ?? "").utf8.count)
        if !message.isUser { #expect(text == message.text) }
      }
    }
  }

  @Test("R-1602: every schema is read or refused, and one that is read answers every value")
  func schemas() throws {
    let valid = JSONValue.reading(
      #"""
      {"type":"object","properties":{"a":{"type":"integer","minimum":0,"maximum":9},"b":{"type":"array","items":{"type":"string",
      "pattern":"^a+$","maxLength":5},"uniqueItems":true},"c":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/d"}]}},"required":["a"],
      "additionalProperties":false,"$defs":{"d":{"enum":[1,"x",null],"multipleOf":0.5}}}
      """#)
    _ = Fuzzing.run("schemas", seconds: 0.4) { generator in
      var mutation = JSONMutation(dice: Dice(seed: generator.next()))
      guard let schema = try? OutputSchema(mutation.mutated(valid)) else { return }
      var answer = JSONWriter()
      answer.value(mutation.mutated(.reading(#"{"a":3,"b":["aa","a"],"c":null}"#)))
      let shaped = OutputFormat(schema: schema, stripsThinking: true, maximumTokens: nil)
        .shaped(String(decoding: answer.bytes, as: UTF8.self))
      if shaped.violation == nil { #expect((try? JSONValue(parsing: Array(shaped.text.utf8))) != nil) }
    }
  }
}
