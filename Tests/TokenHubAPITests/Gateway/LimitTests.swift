import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing
import TokenHubAPI

/// How often and for how much (H-038, H-039).
@Suite(.offThePool) struct LimitTests {
  @Test("H-038: an address may ask 120 times at once and 60 times a second, on all consumer paths together")
  func address() async throws {
    let fixture = try await GatewayFixture.open()
    func statuses(_ count: Int) async -> [Int] {
      var statuses: [Int] = []
      for number in 0..<count {
        statuses.append(await fixture.send("GET", number % 2 == 0 ? "/v1/models" : "/v1/jobs/x").status)
      }
      return statuses
    }
    #expect(!(await statuses(120)).contains(429))
    let refused = await fixture.send("GET", "/v1/models")
    #expect(refused.status == 429)
    #expect(refused[header: "retry-after"] == "1")
    #expect(refused.json["error"]?["type"]?.string == "rate_limit_error")
    await fixture.time.advance(by: 500)
    #expect(await statuses(31).filter { $0 == 429 }.count == 1)
    // Others are not concerned, and neither are paths outside of the API.
    #expect(await fixture.send("GET", "/healthz").status == 200)
    let response = await fixture.gateway.handle(
      GatewayRequest(method: "GET", path: "/v1/models", remoteAddress: "198.51.100.7"))
    #expect(response.status == 200)
    #expect(await fixture.send("GET", "/metrics").text.contains("tokenhub_rate_limited_total 2\n"))
  }

  @Test("H-038: an administrator's address may ask 60 times at once and 30 times a second; the event stream is free")
  func admin() async throws {
    let fixture = try await GatewayFixture.open()
    for _ in 0..<60 { #expect(await fixture.admin("GET", "/admin/v1/info").status == 200) }
    let refused = await fixture.admin("GET", "/admin/v1/info")
    #expect(refused.status == 429 && refused[header: "retry-after"] == "1")
    let events = await fixture.gateway.handle(
      GatewayRequest(
        method: "GET", path: "/admin/v1/events", query: "token=\(GatewayFixture.adminToken)",
        remoteAddress: "192.0.2.1"))
    #expect(events.status == 200)
    await fixture.time.advance(by: 1000)
    for _ in 0..<30 { #expect(await fixture.admin("GET", "/admin/v1/info").status == 200) }
    #expect(await fixture.admin("GET", "/admin/v1/info").status == 429)
    #expect(await fixture.send("GET", "/metrics").text.contains("tokenhub_admin_rate_limited_total 2\n"))
  }

  @Test("H-034, H-038: whoever guesses the token at the event stream is counted, and sixty wrong guesses end it")
  func guessedTokens() async throws {
    let fixture = try await GatewayFixture.open()
    func events(_ token: String, from address: String = "192.0.2.1") async -> Int {
      let response = await fixture.gateway.handle(
        GatewayRequest(
          method: "GET", path: "/admin/v1/events", query: "token=\(token)", remoteAddress: address))
      if case .events(let stream) = response.body { stream.cancel() }
      return response.status
    }
    for number in 0..<60 { #expect(await events("guess-\(number)") == 401) }
    #expect(await events("one-more") == 429)
    // The right one neither, or the refusals would keep nobody from finding it.
    #expect(await events(GatewayFixture.adminToken) == 429)
    #expect(await events(GatewayFixture.adminToken, from: "198.51.100.7") == 200)
    #expect(await fixture.send("GET", "/metrics").text.contains("tokenhub_admin_rate_limited_total 2\n"))
    await fixture.time.advance(by: 1000)
    for _ in 0..<100 { #expect(await events(GatewayFixture.adminToken) == 200) }
  }

  @Test("H-038, H-181: whoever guesses the token of the metrics is counted likewise, and who has it is not")
  func guessedMetricsTokens() async throws {
    let fixture = try await GatewayFixture.open { configuration, _ in
      configuration.metricsToken = SecretText("scrape")
    }
    func metrics(_ token: String) async -> Reply {
      await fixture.send("GET", "/metrics", headers: [HTTPField("Authorization", "Bearer \(token)", isSecret: true)])
    }
    for _ in 0..<100 { #expect(await metrics("scrape").status == 200) }
    for number in 0..<60 { #expect(await metrics("guess-\(number)").status == 401) }
    for token in ["one-more", "scrape"] { #expect(await metrics(token).status == 429) }
    await fixture.time.advance(by: 1000)
    #expect(await metrics("scrape").text.contains("tokenhub_rate_limited_total 2\n"))
  }

  @Test("H-038: a key has its own rate, twice as many at once; −1 is none and 0 the common one")
  func keys() async throws {
    let rate = try #require(RequestRate(perSecond: 1, burst: 3))
    let consumer = try await Consumer.open(
      key: #""name": "two", "rate_limit_rps": 2"#, configure: { configuration, _ in configuration.keyRate = rate })
    let free = Consumer(
      fixture: consumer.fixture, key: await consumer.fixture.issueKey(#""name": "free", "rate_limit_rps": -1"#))
    let common = Consumer(fixture: consumer.fixture, key: await consumer.fixture.issueKey(#""name": "common""#))
    func allowed(_ consumer: Consumer) async -> Int {
      var count = 0
      for _ in 0..<10 where await consumer.fixture.consumer("GET", "/v1/jobs/x", key: consumer.key).status != 429 {
        count += 1
      }
      return count
    }
    #expect(await allowed(consumer) == 4)
    #expect(await allowed(free) == 10)
    #expect(await allowed(common) == 3)
    await consumer.fixture.time.advance(by: 1500)
    #expect(await allowed(consumer) == 3)
    let refused = await consumer.chat()
    #expect(refused.status == 429 && refused[header: "retry-after"] == "1")
    #expect(refused.json["error"]?.string == "rate limit exceeded" && refused.json["retry_after"]?.integer == 1)
  }

  @Test("H-039: a key whose month is spent is refused until the next month, in the words of each surface")
  func budget() async throws {
    let consumer = try await Consumer.open(key: #""name": "poor", "monthly_budget_usd": 0.00004"#)
    // 12 tokens in and 2 out of gpt-test are 0.00004 dollars.
    #expect(await consumer.complete().status == 200)
    let native = await consumer.chat()
    #expect(native.status == 429)
    #expect(native.json["error"]?.string == "monthly budget exceeded")
    #expect(native.json["budget_usd"]?.number == 0.00004)
    #expect(abs((native.json["spent_usd"]?.number ?? 0) - 0.00004) < 1e-12)
    let openAI = await consumer.complete()
    #expect(openAI.status == 429)
    #expect(openAI.json["error"]?["type"]?.string == "insufficient_quota")
    #expect(openAI.json["error"]?["code"]?.string == "monthly_budget_exceeded")
    #expect(openAI.json["error"]?["retryable"]?.bool == false)
    #expect(openAI.json["error"]?["budget_usd"]?.number == 0.00004)
    for reply in [native, openAI] {
      #expect(reply[header: "x-should-retry"] == "false")
      #expect(reply[header: "retry-after"] == nil)
    }
    #expect(consumer.sent.count == 1)
    // The 22nd of November is eight days before December.
    await consumer.fixture.time.advance(by: 777_600_000)
    #expect(await consumer.complete().status == 200)
  }

  @Test("H-032: the month's money is looked at before the key's rate, and the rate before a repeated request")
  func orderOfLimits() async throws {
    let poor = try await Consumer.open(key: #""name": "poor", "monthly_budget_usd": 0.00004, "rate_limit_rps": 0.5"#)
    let slow = Consumer(
      fixture: poor.fixture, key: await poor.fixture.issueKey(#""name": "slow", "rate_limit_rps": 0.5"#))
    let repeated = [HTTPField("Idempotency-Key", "a")]
    for (consumer, code) in [(poor, "monthly_budget_exceeded"), (slow, "rate_limit_exceeded")] {
      #expect(await consumer.complete(headers: repeated).status == 200)
      let second = await consumer.complete(headers: repeated)
      #expect(second.status == 429 && second.json["error"]?["code"]?.string == code, "\(second.text)")
    }
  }

  @Test("H-039: what counts is what was logged since the month began or the key was marked paid")
  func paid() async throws {
    let consumer = try await Consumer.open(key: #""name": "poor", "monthly_budget_usd": 0.00004"#)
    _ = await consumer.complete()
    #expect(await consumer.complete().status == 429)
    let id = await consumer.fixture.admin("GET", "/admin/v1/apikeys").json[0]?["id"]?.string ?? ""
    await consumer.fixture.time.advance(by: 1000)
    #expect(await consumer.fixture.admin("POST", "/admin/v1/apikeys/\(id)/paid").status == 200)
    #expect(await consumer.complete().status == 200)
  }

  @Test("H-039: a gateway that is opened anew knows from the log what was spent")
  func budgetAfterRestart() async throws {
    let store = MemoryStateStore()
    let first = try await GatewayFixture.open(store: store)
    let key = await first.issueKey(#""name": "poor", "monthly_budget_usd": 0.00004"#)
    _ = await Consumer(fixture: first, key: key).complete()
    await first.gateway.close()
    let second = try await GatewayFixture.open(store: store)
    #expect(await Consumer(fixture: second, key: key).complete().status == 429)
  }
}
