import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing
import TokenHubAPI

/// What clients are told of requests that nobody answered (H-020 to H-027, R-720, R-721).
@Suite(.offThePool) struct FailureStatusTests {
  /// What both surfaces say where all providers answer alike.
  private func replies(
    _ answer: @escaping @Sendable (HTTPRequest) -> StubTransport.Answer, openAI: String = #""model": "gpt-test""#,
    native: String = #""model_hint": "gpt-test""#
  ) async throws -> (openAI: Reply, native: Reply) {
    let consumers = [try await Consumer.open(answer: answer), try await Consumer.open(answer: answer)]
    return (await consumers[0].complete(openAI), await consumers[1].chat(native))
  }

  @Test(
    "H-021: where all attempts failed it is 502, with each attempt on the native surface (R-1065)",
    arguments: [
      .json(500, .reading(#"{"error": {"message": "boom"}}"#)), .json(503, .null), .bytes(502, Array("<html>".utf8)),
      .json(401, .reading(#"{"error": {"message": "who are you"}}"#)), .json(403, .null),
      .json(402, .reading(#"{"error": {"message": "pay first"}}"#)), .bytes(200, Array("garbage".utf8)),
      .json(200, []), .json(200, .reading(#"{"choices": []}"#)), .json(200, .reading(#"{"hello": 1}"#)),
      .bytes(200, []),
      .failure(.refused), .failure(.reset), .failure(.endedEarly), .failure(.nameNotFound), .failure(.insecure),
      .failure(.tooLarge), .failure(.timedOut), .failure(.redirected), .failure(.other),
    ] as [StubTransport.Answer])
  func allFailed(answer: StubTransport.Answer) async throws {
    let (openAI, native) = try await replies(Hosts.always(answer))
    #expect(openAI.status == 502, "\(openAI.text)")
    #expect(openAI.json["error"]?["code"]?.string == "upstream_error")
    #expect(openAI.json["error"]?["type"]?.string == "server_error")
    #expect(openAI.json["error"]?["retryable"]?.bool == true)
    #expect(native.status == 502)
    #expect(native.json["error"]?.string == "all providers failed")
    let attempts = native.json["attempts"]?.elements ?? []
    #expect(attempts.count > 1)
    #expect(attempts.allSatisfy { $0["model"]?.string != nil && $0["provider"] != nil && $0["class"]?.string != nil })
  }

  @Test("H-021: what Anthropic's overload says is a rate limit, elsewhere it is the provider's failure (R-1001)")
  func overloaded() async throws {
    let (openAI, _) = try await replies(Hosts.refusing(529))
    #expect(openAI.status == 502)
    let claude = try await Consumer.open(answer: Hosts.refusing(529))
    #expect(await claude.complete(#""model": "claude-test""#).status == 429)
  }

  @Test("H-022: where all are rate limited it is 429 with the providers' wish, and 502 on the native surface")
  func rateLimited() async throws {
    let (openAI, native) = try await replies(Hosts.refusing(429, headers: [HTTPField("Retry-After", "7")]))
    #expect(openAI.status == 429)
    #expect(openAI.json["error"]?["code"]?.string == "upstream_rate_limited")
    #expect(openAI.json["error"]?["type"]?.string == "rate_limit_error")
    #expect(native.status == 502)
    for reply in [openAI, native] { #expect(reply[header: "retry-after"] == "7") }
    #expect(native.json["retry_after"]?.integer == 7)
  }

  @Test("H-023: where the time was over it is 504, and 502 on the native surface")
  func deadline() async throws {
    let consumer = try await Consumer.open(answer: Hosts.always(.endlessStream([])))
    let time = consumer.fixture.time
    let openAI = await time.running {
      await consumer.complete(#""model": "gpt-test", "stream": true, "policy": {"max_latency_ms": 900}"#)
    }
    let native = await time.running { await consumer.chat(#""stream": true, "model_hint": "gpt-test""#) }
    #expect(openAI.status == 504, "\(openAI.text)")
    #expect(openAI.json["error"]?["code"]?.string == "timeout")
    #expect(native.status == 502)
    #expect(native.json["code"]?.string == "deadline")
  }

  @Test("H-024: what the client is to blame for is 400 with the provider's words, and 502 on the native surface")
  func clientError() async throws {
    // All providers of one type, so that nobody else is asked (R-1051).
    let registry = try ModelRegistry(
      models: [FixtureRegistry.models[2]], providers: [FixtureRegistry.providers[0]])
    for status in [400, 404, 422] {
      let consumer = try await Consumer.open(registry: registry, answer: Hosts.refusing(status, "no tool named x"))
      let openAI = await consumer.complete()
      #expect(openAI.status == 400)
      #expect(openAI.json["error"]?["message"]?.string == "no tool named x")
      #expect(openAI.json["error"]?["type"]?.string == "invalid_request_error")
      #expect(openAI.json["error"]?["retryable"]?.bool == false)
      let native = await consumer.chat()
      #expect(native.status == 502)
      #expect(native.json["error"]?.string == "no tool named x")
      #expect(consumer.sent.count == 2)
    }
  }

  @Test("H-025: an answer of another shape than asked for is 502 on the native surface, and never worth a retry")
  func schema() async throws {
    let consumer = try await Consumer.open(answer: Hosts.saying("no json"))
    let reply = await consumer.chat(#""output_schema": {"type": "object"}"#)
    #expect(reply.status == 502)
    #expect(reply.json["code"]?.string == "output_schema_validation_failed")
    #expect(reply.json["error"]?.string?.contains("output_schema_validation_failed") == true)
    #expect(reply[header: "x-should-retry"] == "false")
  }

  @Test("H-027, R-614: a model that nobody knows is 404 with the parameter, on the native surface it is a preference")
  func unknownModel() async throws {
    let (openAI, native) = try await replies(
      FixtureHosts.answer, openAI: #""model": "no-such-model""#, native: #""model_hint": "no-such-model""#)
    #expect(openAI.status == 404)
    #expect(openAI.json["error"]?["code"]?.string == "model_not_found")
    #expect(openAI.json["error"]?["param"]?.string == "model")
    #expect(native.status == 200)
    #expect(native.json["hint_status"]?.string == "unknown")
  }

  @Test(
    "H-020, R-720: with nobody to ask it is 503 with the dimension that took the last one away, natively 502",
    arguments: [
      (#"{"region": "mars"}"#, "region_unavailable"), (#"{"provider": "nobody"}"#, "no_supplier"),
      (#"{"model": "nothing"}"#, "no_supplier"), (#"{"provider": {"deny": ["openai"]}}"#, "no_supplier"),
      (#"{"region": ["eu"]}"#, "region_unavailable"),
    ])
  func noSupplier(preferences: String, code: String) async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.complete(#""model": "gpt-test", "preferences": \#(preferences)"#)
    #expect(reply.status == 503, "\(reply.text)")
    #expect(reply.json["error"]?["code"]?.string == code)
    #expect(consumer.sent.isEmpty)
  }

  @Test("H-020: with nobody to ask at all the native surface says 502")
  func nativeNoSupplier() async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.chat("", #""policy": {"preferences": {"region": "mars"}}"#)
    #expect(reply.status == 502)
    #expect(reply.json["error"]?.string == "no eligible models registered")
    #expect(reply.json["code"]?.string == "region_unavailable")
  }

  @Test("R-721: a request that never can be served is not worth a retry, and the regions that would do are told")
  func permanent() async throws {
    let consumer = try await Consumer.open()
    let reply = await consumer.complete(#""model": "deepseek-v3.2", "preferences": {"region": "mars"}"#)
    #expect(reply[header: "x-should-retry"] == "false")
    #expect(reply.json["error"]?["retryable"]?.bool == false)
    #expect(reply.json["error"]?["allowed_regions"] == ["cn", "eu"], "\(reply.text)")
  }

  @Test("R-721: a provider that is only switched off for now is worth a retry")
  func passing() async throws {
    let consumer = try await Consumer.open(answer: Hosts.refusing(402, "insufficient balance"))
    _ = await consumer.complete()
    let reply = await consumer.complete()
    #expect(reply.status == 503)
    #expect(reply.json["error"]?["code"]?.string == "no_supplier")
    #expect(reply[header: "x-should-retry"] != "false")
  }

  @Test("C-316, R-1030: retries within the gateway are invisible: one answer, and none of the failures before it")
  func retriesAreInvisible() async throws {
    let turns = Turns()
    let consumer = try await Consumer.open(answer: { request in
      turns.next() < 2 ? .json(503, .null) : FixtureHosts.answer(request)
    })
    let reply = await consumer.complete()
    #expect(reply.status == 200)
    #expect(reply[header: "x-tokenhub-reason"] == "retried-transient")
    #expect(consumer.sent.count == 3)
  }
}
