import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// What holds of every request, whatever it asks for (H-001 to H-007).
@Suite(.offThePool) struct RequestSurfaceTests {
  @Test(
    "H-001: every response with JSON says so, errors too",
    arguments: [
      ("GET", "/healthz", 200), ("GET", "/v1/models", 200), ("GET", "/nowhere", 404), ("GET", "/v1/chat", 405),
      ("POST", "/v1/chat", 401), ("POST", "/v1/chat/completions", 401), ("POST", "/v1/images/generations", 401),
      ("GET", "/v1/jobs/job_x", 401), ("GET", "/admin/v1/models", 401), ("GET", "/v1/messages", 404),
    ])
  func jsonEverywhere(method: String, path: String, status: Int) async throws {
    let reply = await (try await GatewayFixture.open()).send(method, path)
    #expect(reply.status == status)
    #expect(reply[header: "content-type"]?.hasPrefix("application/json") == true)
    #expect(reply.json.members != nil, "\(reply.text)")
  }

  @Test("H-001: timestamps are RFC 3339 in UTC with a Z")
  func timestamps() async throws {
    let consumer = try await Consumer.open()
    _ = await consumer.complete()
    await consumer.fixture.gateway.close()
    let reply = await consumer.fixture.admin("GET", "/admin/v1/logs")
    #expect(reply.json["logs"]?[0]?["timestamp"]?.string == "2026-11-22T00:00:00.000Z")
  }

  private static let limit = 10_485_760

  /// A body of so many bytes that is JSON up to its padding.
  private static func body(_ count: Int) -> [UInt8] {
    let json = Array(#"{"model": "gpt-test", "messages": [{"role": "user", "content": "hi"}]}"#.utf8)
    return json + [UInt8](repeating: UInt8(ascii: " "), count: count - json.count)
  }

  @Test("H-002: ten mebibytes are read, and one byte more is too much")
  func bodySize() async throws {
    let consumer = try await Consumer.open()
    for (size, status) in [(Self.limit, 200), (Self.limit + 1, 413)] {
      let reply = await consumer.fixture.send(
        "POST", "/v1/chat/completions", headers: [HTTPField("x-api-key", consumer.key)], body: .bytes(Self.body(size)))
      #expect(reply.status == status)
    }
  }

  @Test(
    "H-002, H-014: what is too large is told in the shape of the surface, before the key is looked at (H-032)",
    arguments: ["/v1/chat", "/v1/chat/completions", "/v1/embeddings", "/admin/v1/models"])
  func bodyTooLarge(path: String) async throws {
    let fixture = try await GatewayFixture.open()
    let stated = await fixture.send("POST", path, headers: [HTTPField("Content-Length", "10485761")])
    let given = await fixture.send("POST", path, body: .bytes(Self.body(Self.limit + 1)))
    for reply in [stated, given] {
      #expect(reply.status == 413)
      let error = reply.json["error"]
      #expect((error?.string ?? error?["message"]?.string)?.contains("10485760") == true)
      if error?.string == nil { #expect(error?["type"]?.string == "invalid_request_error") }
    }
  }

  @Test("H-002: a body without a stated length is stopped at the limit, not read to its end")
  func endlessBody() async throws {
    let consumer = try await Consumer.open()
    let body = EndlessBody()
    let reply = await consumer.fixture.send(
      "POST", "/v1/chat", headers: [HTTPField("x-api-key", consumer.key)], body: .pieces(body))
    #expect(reply.status == 413)
    #expect(body.pieceCount.next() < 12)
  }

  @Test(
    "H-003: what is no JSON object is bad json, and an empty body too",
    arguments: ["", "{", "[1]", "null", "\"x\"", "{\"a\":1}}", "\u{FEFF}nonsense"])
  func malformed(body: String) async throws {
    let consumer = try await Consumer.open()
    let native = await consumer.post("/v1/chat", body)
    #expect(native.status == 400)
    #expect(native.json["error"]?.string == "bad json")
    #expect(native.json["detail"]?.string?.isEmpty == false)
    let admin = await consumer.fixture.admin("POST", "/admin/v1/models", body)
    #expect(admin.status == 400 && admin.json["error"]?.string == "bad json")
    let openAI = await consumer.post("/v1/chat/completions", body)
    #expect(openAI.status == 400)
    #expect(openAI.json["error"]?["message"]?.string?.hasPrefix("bad json") == true)
  }

  @Test("H-002: a body of more values than any request has is refused, as it would take many times its size")
  func manyValues() async throws {
    let most = GatewayRequest.maximumJSONValues
    // The object and its list are two of them.
    let zeros = repeatElement(UInt8(ascii: "0"), count: most - 1).flatMap { [$0, UInt8(ascii: ",")] }.dropLast()
    let request = GatewayRequest(
      method: "POST", path: "/v1/chat", body: .bytes(Array(#"{"x":["#.utf8) + zeros + Array("]}".utf8)),
      remoteAddress: "192.0.2.1")
    let error = await #expect(throws: APIError.self) { try await request.jsonBody() }
    #expect(error?.status == 400 && error?.detail?.contains("more values") == true, "\(error?.detail ?? "")")
  }

  @Test("H-003: a body that breaks off is a bad request")
  func brokenBody() async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.fixture.send(
      "POST", "/v1/chat", headers: [HTTPField("x-api-key", consumer.key)], body: .pieces(BrokenBody()))
    #expect(reply.status == 400)
  }

  @Test(
    "H-003: a field of the wrong type is named",
    arguments: [
      (#""request": 5"#, "request"), (#""request": {"messages": 5}"#, "messages"),
      (#""request": {"messages": [5]}"#, "messages[0]"),
      (#""request": {"messages": [{"role": "user", "content": 5}]}"#, "content"),
      (#""request": {"messages": [{"role": "user", "content": "x"}], "stream": "yes"}"#, "stream"),
      (#""request": {"messages": [{"role": "user", "content": "x"}], "model_hint": 1}"#, "model_hint"),
      (
        #""request": {"messages": [{"role": "user", "content": "x"}], "estimated_input_tokens": -1}"#,
        "estimated_input_tokens"
      ),
      (#""request": {"messages": [{"role": "user", "content": "x"}], "parameters": []}"#, "parameters"),
      (#""request": {"messages": [{"role": "user", "content": "x"}], "meta": "m"}"#, "meta"),
      (#""request": {"messages": [{"role": "user", "content": "x"}]}, "policy": []"#, "policy"),
      (
        #""request": {"messages": [{"role": "user", "content": "x"}]}, "policy": {"max_budget_usd": "1"}"#,
        "max_budget_usd"
      ),
      (#""request": {"messages": [{"role": "user", "content": "x"}]}, "capabilities": {"planning": 1}"#, "planning"),
      (#""request": {"messages": [{"role": "user", "content": "x"}]}, "output_format": 1"#, "output_format"),
    ])
  func wrongType(members: String, field: String) async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.post("/v1/chat", "{\(members)}")
    #expect(reply.status == 400)
    let told = [reply.json["error"]?.string, reply.json["param"]?.string].compactMap { $0 }.joined(separator: " ")
    #expect(told.contains(field), "\(reply.text)")
    #expect(consumer.sent.isEmpty)
  }

  @Test("H-003: members that nobody knows are ignored")
  func unknownMembers() async throws {
    let consumer = try await Consumer.open()
    #expect(await consumer.chat(#""who": {"knows": [1]}"#, #""why": null"#).status == 200)
  }

  @Test(
    "H-004: the type of a body does not matter as long as it is JSON",
    arguments: [nil, "text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-8", ""])
  func contentType(type: String?) async throws {
    let consumer = try await Consumer.open()
    #expect(await consumer.complete(headers: type.map { [HTTPField("Content-Type", $0)] } ?? []).status == 200)
  }

  @Test(
    "H-005: another method of a known path is 405 with those that are allowed",
    arguments: [
      ("GET", "/v1/chat", "POST"), ("DELETE", "/v1/models", "GET, HEAD"), ("PUT", "/healthz", "GET, HEAD"),
      ("PATCH", "/v1/jobs/job_1", "DELETE, GET, HEAD"), ("HEAD", "/v1/plan", "POST"),
    ])
  func otherMethod(method: String, path: String, allowed: String) async throws {
    let reply = await (try await GatewayFixture.open()).send(method, path)
    #expect(reply.status == 405)
    #expect(reply[header: "allow"] == allowed)
  }

  @Test("H-005: HEAD is GET without the body")
  func head() async throws {
    let fixture = try await GatewayFixture.open()
    for path in ["/v1/models", "/healthz", "/metrics"] {
      let (get, head) = (await fixture.send("GET", path), await fixture.send("HEAD", path))
      #expect(head.status == get.status && head.bytes.isEmpty)
      #expect(head[header: "content-type"] == get[header: "content-type"])
      #expect(head[header: "content-length"] == "\(get.bytes.count)")
    }
  }

  @Test(
    "H-006: a request's id is the client's where it has the right form, else 32 hexadecimal digits",
    arguments: [
      ("abc", true), ("A.b_c-9", true), (String(repeating: "x", count: 128), true),
      (String(repeating: "x", count: 129), false), ("", false), ("a/b", false), ("a b", false), ("ü", false),
      ("a\r\nb", false),
    ])
  func requestID(id: String, isKept: Bool) async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.complete(headers: [HTTPField("X-Request-ID", id)])
    let used = try #require(reply[header: "x-request-id"])
    #expect((used == id) == isKept)
    if !isKept { #expect(used.count == 32 && used.allSatisfy { $0.isHexDigit && !$0.isUppercase }) }
    #expect(consumer.fixture.transport.requests.first?.header("x-request-id") == used)
  }

  @Test("H-006: errors have an id as well, and no two requests the same")
  func requestIDOfErrors() async throws {
    let fixture = try await GatewayFixture.open()
    let (first, second) = (await fixture.send("GET", "/nowhere"), await fixture.send("GET", "/nowhere"))
    #expect(first[header: "x-request-id"]?.count == 32)
    #expect(first[header: "x-request-id"] != second[header: "x-request-id"])
    #expect(first.json["request_id"]?.string == first[header: "x-request-id"])
  }

  @Test(
    "H-007: a slash at the end of a path is accepted, and segments are decoded once",
    arguments: [
      ("/v1/models/", 200), ("/v1/models//", 404), ("//v1/models", 404), ("/v1/mo%64els", 200),
      ("/v1/mo%2564els", 404), ("/v1%2Fmodels", 404), ("/v1/models%", 400), ("/v1/models%2", 400),
      ("/v1/models%zz", 400), ("/v1/%FF", 400), ("/healthz/", 200), ("", 400), ("healthz", 400),
    ])
  func paths(path: String, status: Int) async throws {
    let fixture = try await GatewayFixture.open()
    let response = await fixture.gateway.handle(GatewayRequest(method: "GET", path: path, remoteAddress: "192.0.2.1"))
    #expect(response.status == status)
  }
}

/// A body that never ends, a mebibyte at a time.
private final class EndlessBody: GatewayBodyStream {
  let pieceCount = Turns()

  func next() async throws(GatewayBodyFailure) -> [UInt8]? {
    _ = pieceCount.next()
    return [UInt8](repeating: UInt8(ascii: " "), count: 1 << 20)
  }
}

/// A body whose client goes away.
private struct BrokenBody: GatewayBodyStream {
  func next() async throws(GatewayBodyFailure) -> [UInt8]? { throw GatewayBodyFailure() }
}
