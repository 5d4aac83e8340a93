import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct ImageGenerationTests {
  private static let path = "/v1/images/generations"

  @Test(
    "H-150: what is wrong with a request is told with its parameter, and nobody is asked",
    arguments: [
      (#"{"prompt": "x"}"#, "model"), (#"{"model": 7, "prompt": "x"}"#, "model"),
      (#"{"model": "gpt-image-test"}"#, "prompt"), (#"{"model": "gpt-image-test", "prompt": ""}"#, "prompt"),
      (#"{"model": "gpt-image-test", "prompt": "x", "input": {"prompt": "x"}}"#, "input"),
      (#"{"model": "gpt-image-test", "prompt": "x", "n": 0}"#, "n"),
      (#"{"model": "gpt-image-test", "prompt": "x", "n": 11}"#, "n"),
      (#"{"model": "gpt-image-test", "prompt": "x", "size": "63x64"}"#, "size"),
      (#"{"model": "gpt-image-test", "prompt": "x", "size": "8193*64"}"#, "size"),
      (#"{"model": "gpt-image-test", "prompt": "x", "response_format": "png"}"#, "response_format"),
    ])
  func invalid(body: String, parameter: String) async throws {
    let fixture = try await GatewayFixture.open()
    let reply = await fixture.consumer("POST", Self.path, key: await fixture.issueKey(), body)
    #expect(reply.status == 400)
    #expect(reply.json["error"]?["param"]?.string == parameter)
    #expect(reply.json["error"]?["type"]?.string == "invalid_request_error")
    #expect(fixture.transport.requests.isEmpty)
  }

  @Test("H-150: a prompt may have 4000 characters and no more")
  func longPrompts() async throws {
    let fixture = try await GatewayFixture.open()
    let key = await fixture.issueKey()
    for (count, status) in [(4000, 200), (4001, 400)] {
      let prompt = String(repeating: "é", count: count)
      let body = #"{"model": "gpt-image-test", "prompt": "\#(prompt)"}"#
      #expect(await fixture.consumer("POST", Self.path, key: key, body).status == status)
    }
  }

  @Test("H-150: a model of another kind, or none at all, makes no pictures", arguments: ["gpt-test", "no-such"])
  func otherKinds(model: String) async throws {
    let fixture = try await GatewayFixture.open()
    let body = #"{"model": "\#(model)", "prompt": "x"}"#
    let reply = await fixture.consumer("POST", Self.path, key: await fixture.issueKey(), body)
    #expect([404, 503].contains(reply.status), "\(reply.text)")
    #expect(fixture.transport.requests.isEmpty)
  }

  @Test("H-151: the separator of a size is the supplier's own", arguments: ["1024*768", "1024x768"])
  func sizes(size: String) async throws {
    let fixture = try await GatewayFixture.open()
    let key = await fixture.issueKey()
    for model in ["gpt-image-test", "wanx2.1-t2i-turbo"] {
      let body = #"{"model": "\#(model)", "prompt": "x", "size": "\#(size)"}"#
      #expect(await fixture.waiting("POST", Self.path, key: key, body).status == 200)
    }
    #expect(fixture.transport.lastBody(to: "openai.com")["size"]?.string == "1024x768")
    let parameters = fixture.transport.lastBody(to: "image-synthesis")["parameters"]
    #expect(parameters?["size"]?.string == "1024*768")
  }

  @Test("H-152: a supplier of OpenAI's type answers with data and created, as addresses or in Base64")
  func openAI() async throws {
    let fixture = try await GatewayFixture.open(script: [
      (
        "/images/generations",
        [
          .text(#"{"created": 1795305600, "data": [{"url": "https://i.test/1", "revised_prompt": "a red fox"}]}"#),
          .text(#"{"data": [{"b64_json": "aGVsbG8="}]}"#),
        ]
      )
    ])
    let key = await fixture.issueKey()
    let body = #"{"model": "gpt-image-test", "prompt": "a fox"}"#
    let first = await fixture.consumer("POST", Self.path, key: key, body)
    #expect(first.status == 200)
    #expect(first.json["created"]?.integer == 1_795_305_600)
    #expect(first.json["data"]?.text == #"[{"url":"https://i.test/1","revised_prompt":"a red fox"}]"#)
    #expect(first[header: "content-type"]?.hasPrefix("application/json") == true)
    #expect(first[header: "x-tokenhub-model"] == "gpt-image-test")
    let second = await fixture.consumer(
      "POST", Self.path, key: key,
      #"{"model": "gpt-image-test", "prompt": "a fox", "response_format": "b64_json"}"#)
    #expect(second.json["data"]?.text == #"[{"b64_json":"aGVsbG8="}]"#)
    // The supplier named no time, so it is the gateway's.
    #expect(second.json["created"]?.integer == Int(GatewayFixture.start))
    #expect(fixture.transport.lastBody(to: "openai.com")["response_format"]?.string == "b64_json")
  }

  @Test("H-150, H-152: the supplier's own form goes through as it is, and messages are answered at once")
  func multimodal() async throws {
    let output =
      #"{"choices":[{"finish_reason":"stop","message":{"role":"assistant","content":[{"image":"https://i.test/2"}]}}]}"#
    let fixture = try await GatewayFixture.open(script: [
      ("multimodal-generation", [.text(#"{"request_id":"r-9","output":\#(output),"usage":{"image_count":1}}"#)])
    ])
    let input = #"{"messages":[{"role":"user","content":[{"text":"a fox"}]}]}"#
    let reply = await fixture.consumer(
      "POST", Self.path, key: await fixture.issueKey(),
      #"{"model": "wanx2.1-t2i-turbo", "input": \#(input), "parameters": {"size": "1328*1328", "seed": 7}}"#)
    #expect(reply.status == 200, "\(reply.text)")
    #expect(reply.json["output"]?.text == output)
    #expect(reply.json["request_id"]?.string == "r-9")
    #expect(reply.json["usage"]?["image_count"]?.integer == 1)
    #expect(reply.json["data"]?.text == #"[{"url":"https://i.test/2"}]"#)
    let sent = fixture.transport.lastBody(to: "multimodal-generation")
    #expect(sent["input"]?.text == input)
    #expect(sent["parameters"]?.text == #"{"size":"1328*1328","seed":7}"#)
    #expect(sent["model"]?.string == "wanx2.1-t2i-turbo")
    #expect(fixture.transport.requests.count == 1)
    #expect(fixture.transport.requests[0].headers.allSatisfy { $0.name.lowercased() != "x-dashscope-async" })
  }

  @Test(
    "H-154: asked again is only who cannot have begun: a refused connection, an error, a limit",
    arguments: [
      (StubTransport.Answer.failure(.timedOut), 1), (.failure(.reset), 1), (.failure(.endedEarly), 1),
      (.bytes(200, Array("half an ans".utf8)), 1), (.text("{}", status: 504), 1), (.failure(.refused), 3),
      (.failure(.nameNotFound), 3), (.text("{}", status: 503), 3),
    ])
  func retries(answer: StubTransport.Answer, count: Int) async throws {
    let fixture = try await GatewayFixture.open(script: [("/images/generations", [answer])])
    let reply = await fixture.waiting(
      "POST", Self.path, key: await fixture.issueKey(), #"{"model": "gpt-image-test", "prompt": "x"}"#)
    #expect(reply.status == 502, "\(reply.text)")
    #expect(reply.json["error"]?["code"]?.string == "upstream_error")
    #expect(fixture.transport.requests(to: "/images/generations").count == count)
    #expect(fixture.spent == 0)
  }

  @Test(
    "H-153: a picture may take nearly two minutes, and what takes longer is not asked for again",
    arguments: [(115_000, 200), (nil, 504)] as [(Milliseconds?, Int)])
  func slow(delay: Milliseconds?, status: Int) async throws {
    let time = VirtualTime(unixTime: GatewayFixture.start, rounds: 1000)
    let fixture = try await GatewayFixture.open(
      time: time,
      configure: { _, ports in
        ports.transport = SlowTransport(ports.transport, time: time, part: "/images/generations", delay: delay)
      })
    let key = await fixture.issueKey()
    async let reply = fixture.consumer(
      "POST", Self.path, key: key, #"{"model": "gpt-image-test", "prompt": "x"}"#)
    // The answer and the time limit.
    await time.sleepers(atLeast: 2)
    await time.advance(by: delay ?? 120_000)
    #expect(await reply.status == status)
    #expect(fixture.transport.requests.count == (delay == nil ? 0 : 1))
  }

  @Test(
    "H-156: of several pictures the good ones are answered, and none at all is 502",
    arguments: [
      (#"[{"url": "u1"}, {"error": "unsafe"}, {"url": "u2"}]"#, 200, 2), (#"[{"error": "x"}, {"url": ""}]"#, 502, 0),
    ])
  func partial(data: String, status: Int, count: Int) async throws {
    let fixture = try await GatewayFixture.open(script: [("/images/generations", [.text(#"{"data": \#(data)}"#)])])
    let reply = await fixture.consumer(
      "POST", Self.path, key: await fixture.issueKey(), #"{"model": "gpt-image-test", "prompt": "x", "n": 3}"#)
    #expect(reply.status == status)
    #expect((reply.json["data"]?.elements ?? []).count == count)
  }

  @Test("H-120, O-715: what pictures cost is logged and booked once, by their number, and nothing for none")
  func costs() async throws {
    let fixture = try await GatewayFixture.open(script: [
      ("/images/generations", [.text(#"{"data": [{"url": "u"}, {"url": "v"}]}"#), .text(#"{"data": [{}]}"#)])
    ])
    let key = await fixture.issueKey()
    let body = #"{"model": "gpt-image-test", "prompt": "x", "n": 2}"#
    #expect(await fixture.consumer("POST", Self.path, key: key, body).status == 200)
    #expect(await fixture.consumer("POST", Self.path, key: key, body).status == 502)
    #expect(abs(fixture.spent - 0.08) < 1e-9)
    let log = await fixture.log()
    #expect(log.map(\.statusCode) == [200, 502])
    #expect(log.map(\.cost) == [0.08, 0])
  }
}
