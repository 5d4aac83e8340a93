import RoutingTestSupport
import Testing

@testable import GatewayTestSupport

/// The taking of bodies out of a stream of bytes.
@Suite(.offThePool) struct BodyDecoderTests {
  /// Everything that comes out when the bytes arrive in pieces of a size; nil where the body did not end.
  private func decoded(_ framing: RequestHead.BodyFraming, _ text: String, by size: Int) throws -> (String, rest: Int)?
  {
    var (input, decoder, body) = (InputBuffer(), BodyDecoder(framing), [UInt8]())
    let bytes = Array(text.utf8)
    for start in stride(from: 0, to: bytes.count, by: size) {
      input.append(Array(bytes[start..<min(bytes.count, start + size)]))
      while case .bytes(let piece) = try decoder.next(from: &input) { body += piece }
    }
    return decoder.isAtEnd ? (String(decoding: body, as: UTF8.self), input.count) : nil
  }

  @Test("a body of a known length ends there, however it is cut", arguments: 1...7)
  func length(size: Int) throws {
    let result = try #require(try decoded(.length(5), "helloGET", by: size))
    #expect(result.0 == "hello")
    #expect(result.rest == 3)
  }

  @Test("chunks are joined, with their extensions and trailers passed over, however they are cut", arguments: 1...40)
  func chunks(size: Int) throws {
    let text = "4;a=\"b\"\r\nWiki\r\n005\r\npedia\r\nE\r\n in\r\n\r\nchunks.\r\n0\r\nX: y\r\n\r\nGET"
    let result = try #require(try decoded(.chunked, text, by: size))
    #expect(result.0 == "Wikipedia in\r\n\r\nchunks.")
    #expect(result.rest == 3)
  }

  @Test(
    "chunks that are none are refused",
    arguments: [
      "x\r\n", "\r\n", "-1\r\n", "+1\r\na\r\n", "0x1\r\na\r\n", "1\nab", "1\r\nabc\r\n", "1\r\na\n",
      "fffffffffffffffff\r\n",
      "1" + String(repeating: " ", count: 5000),
    ])
  func malformed(text: String) {
    #expect(throws: RequestProblem.malformed) { try decoded(.chunked, text, by: 3) }
  }

  @Test("trailers have a limit")
  func trailers() {
    let line = "X: " + String(repeating: "y", count: 1000) + "\r\n"
    #expect(throws: RequestProblem.headTooLarge) {
      try decoded(.chunked, "0\r\n" + String(repeating: line, count: 70), by: 500)
    }
  }

  @Test("a body that has not ended is not taken for one that has", arguments: ["5\r\nhell", "4\r\nhell\r\n", "0\r\n"])
  func unfinished(text: String) throws {
    #expect(try decoded(.chunked, text, by: 2) == nil)
  }
}
