import GatewayDoubles
import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// No request, however broken, and no provider, however strange, makes a gateway trap, hang, or answer out of form.
@Suite(.offThePool, .serialized) struct RequestFuzzTests {
  /// How many requests one gateway gets; what they leave behind is there for those that follow.
  private static let requestsPerGateway = 6

  @Test("H-006, H-010 to H-013: every request is answered, in the form of its surface, whatever it is")
  func requests() async throws {
    try await run("requests", RequestCorpus.all)
  }

  @Test("H-713, H-716: every form of an image agent is answered, however it is broken and cut")
  func forms() async throws {
    try await run("forms", RequestCorpus.jobs)
  }

  @Test("R-1406, R-1603: every directive and every schema is answered")
  func directives() async throws {
    try await run("directives", [RequestCorpus.native])
  }

  @Test("H-122, H-127: every stream of a provider is passed on as frames with one end, whatever its bytes are")
  func streams() async throws {
    try await run("streams", [RequestCorpus.chat], providersAreStrange: true)
  }

  private func run(_ name: String, _ corpus: [RequestCorpus.Entry], providersAreStrange: Bool = false) async throws {
    let watchdog = Watchdog()
    defer { watchdog.stop() }
    _ = try await Fuzzing.run(name, seconds: 0.6) { generator in
      let answers = StrangeHosts(seed: generator.next(), strangeness: providersAreStrange ? 0.9 : 0.3)
      let fixture = try await GatewayFixture.open(
        configure: { configuration, ports in
          configuration.jobs.queuedJobsPerKey = 2
          ports.random = SeededBytes(seed: 5)
        }, answer: answers.answer)
      let key = await fixture.issueKey()
      for _ in 0..<Self.requestsPerGateway {
        var maker = RequestMaker(dice: Dice(seed: generator.next()), key: key)
        let request = maker.request(corpus)
        watchdog.sees(request)
        await check(request, fixture)
      }
      await fixture.time.running { await fixture.gateway.close() }
    }
  }

  /// Sends a request and checks all that holds of every answer.
  private func check(_ made: RequestMaker.Made, _ fixture: GatewayFixture) async {
    let start = fixture.time.now
    let reply = await fixture.time.running {
      await Reply(await fixture.gateway.handle(made.request), maximumFrames: 40)
    }
    // A stream may be silent for long, and its comments are counted as its frames.
    let minutes = fixture.time.now.milliseconds(since: start) / 60_000
    let isStream = reply[header: "content-type"] == "text/event-stream"
    #expect(isStream || minutes < 60, "\(minutes) minutes for \(made)")
    for problem in ReplyRules.problems(of: reply, to: made.request) {
      Issue.record("\(problem): \(reply.status) \(reply.text.prefix(300)) to \(made)")
    }
  }
}
