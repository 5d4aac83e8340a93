import Digests
import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct JobWebhookTests {
  private static let secret = "a-secret-of-webhooks"

  /// Runs a job to its end and gives what the hook was sent, and when, in milliseconds from the start.
  private func deliveries(
    _ answers: [StubTransport.Answer], secret: String? = secret, count: Int, planner: [String] = []
  ) async throws -> (job: JSONValue, requests: [HTTPRequest], times: [Double]) {
    let time = VirtualTime(unixTime: GatewayFixture.start)
    let times = Locked<[Double]>([])
    let hosts = ScriptedHosts([("hook.test", answers), ("/images/generations", [AgentBed.picture()])])
    let fixture = try await GatewayFixture.open(
      time: time,
      configure: { configuration, _ in
        configuration.agents = [AgentBed.profile]
        configuration.webhookSecret = secret.map { SecretText($0) }
      },
      answer: { request in
        if request.url.contains("hook.test") { times.withLock { $0.append(time.now.milliseconds(since: .zero)) } }
        return hosts.answer(request)
      })
    let bed = AgentBed(fixture: fixture, key: await fixture.issueKey())
    let job = await bed.run(#""max_steps": 1, "webhook_url": "https://hook.test/a?b=c""#)
    let hasAll = await time.running {
      await eventually { fixture.transport.requests(to: "hook.test").count >= count }
    }
    #expect(hasAll)
    // Nothing more comes, however long one waits.
    await time.advance(by: 120_000)
    return (job, fixture.transport.requests(to: "hook.test"), times.withLock { $0 })
  }

  @Test("H-760, O-714: the end of a job is told once, as its own data with the event, signed")
  func delivered() async throws {
    let (job, requests, _) = try await deliveries([.bytes(204, [])], count: 1)
    #expect(requests.count == 1)
    let request = try #require(requests.first)
    #expect(request.method == "POST" && request.url == "https://hook.test/a?b=c" && request.timeout == 10_000)
    let body = try JSONValue(parsing: request.body)
    #expect(body.members?.first?.name == "event" && body["event"]?.string == "job.completed")
    #expect(Array((body.members ?? []).dropFirst()) == job.members)
    func header(_ name: String) -> String? {
      request.headers.first { $0.name.lowercased() == name }?.value
    }
    #expect(header("content-type") == "application/json" && header("x-tokenhub-event") == "job.completed")
    let uuid = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
    #expect(header("x-tokenhub-delivery")?.wholeMatch(of: uuid) != nil)
    let code = HMACSHA256.code(of: request.body, key: Array(Self.secret.utf8))
    #expect(header("x-tokenhub-signature") == "sha256=" + HexadecimalText.text(of: code))
    // A consumer's key is none of the hook's business.
    #expect(header("authorization") == nil)
  }

  @Test("H-760: without a secret nothing is signed")
  func unsigned() async throws {
    let (_, requests, _) = try await deliveries([.text("{}")], secret: nil, count: 1)
    #expect(requests[0].headers.allSatisfy { $0.name.lowercased() != "x-tokenhub-signature" })
  }

  @Test(
    "H-760: what is not received is sent three times more, after one second, five and twenty-five, and redirects count",
    arguments: [
      StubTransport.Answer.text("{}", status: 500), .failure(.timedOut), .failure(.redirected),
      .bytes(302, [], headers: [HTTPField("Location", "https://elsewhere.test/")]),
    ])
  func retried(answer: StubTransport.Answer) async throws {
    let (job, requests, times) = try await deliveries([answer], count: 4)
    #expect(requests.count == 4)
    #expect(Set(requests).count == 1)
    #expect(times == [0, 1000, 6000, 31_000])
    #expect(job["status"]?.string == "succeeded")
  }

  @Test("H-760: a retry that is received is the last")
  func mended() async throws {
    let (_, requests, times) = try await deliveries([.text("{}", status: 503), .text("{}")], count: 2)
    #expect(requests.count == 2 && times == [0, 1000])
  }

  @Test(
    "H-709: a hook in a private network, or none at all, is refused",
    arguments: [
      "http://127.0.0.1/", "http://localhost:8080/x", "http://10.0.0.1/", "http://[::1]/", "http://169.254.169.254/",
      "http://192.168.1.1/", "ftp://hook.test/", "hook.test", "https://user@hook.test/",
    ])
  func privateHooks(url: String) async throws {
    let bed = try await AgentBed.open()
    let reply = await bed.submit(#""webhook_url": "\#(url)""#)
    #expect(reply.status == 400, "\(reply.text)")
    #expect(reply.json["errors"]?[0]?["field"]?.string == "webhook_url")
    #expect(reply.json["errors"]?[0]?["code"]?.string == "VALIDATION_ERROR")
    #expect(try await bed.fixture.store.documents(in: .jobs).isEmpty)
  }

  @Test("H-709: a host may allow hooks in its own network")
  func allowedHooks() async throws {
    let bed = try await AgentBed.open(more: [("127.0.0.1", [.text("{}")])]) { configuration, _ in
      configuration.allowsPrivateAddresses = true
    }
    _ = await bed.run(#""max_steps": 1, "webhook_url": "http://127.0.0.1:9/hook""#)
    #expect(await eventually { bed.fixture.transport.requests(to: "127.0.0.1").count == 1 })
  }
}
