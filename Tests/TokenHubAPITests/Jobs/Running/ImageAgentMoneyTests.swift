import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct ImageAgentMoneyTests {
  private static let generate = #"{"action": "generate", "prompt": "p"}"#

  @Test("O-715, H-603, H-605: each step is a request of the key's in the log, with its cost and its rewards")
  func logged() async throws {
    let bed = try await AgentBed.open(planner: [Self.generate, #"{"action": "finish"}"#])
    let id = await bed.start()
    let job = await bed.end(of: id)
    let log = await bed.fixture.log()
    #expect(log.map(\.requestID) == ["\(id)-1", "\(id)-2", "\(id)-3"])
    #expect(log.map { $0.model?.text } == ["gpt-test", "gpt-image-test", "gpt-test"])
    #expect(log.allSatisfy { $0.mode == "agent" && $0.statusCode == 200 && $0.apiKeyID != nil })
    let cost = log.reduce(0) { $0 + $1.cost }
    #expect(cost > 0.04 && abs(bed.fixture.spent - cost) < 1e-9)
    #expect(abs((job["output"]?["cost_usd"]?.number ?? 0) - cost) < 1e-9)
    #expect(await bed.fixture.rewards().map(\.requestID) == log.map(\.requestID))
    await bed.fixture.gateway.close()
    let next = try await GatewayFixture.open(store: bed.fixture.store)
    #expect(abs(next.spent - cost) < 1e-9)
    let forwarded = bed.fixture.transport.requests(to: "/images/generations")[0].headers
    #expect(forwarded.contains { $0.name.lowercased() == "x-request-id" && $0.value == "\(id)-2" })
  }

  @Test("H-603: a step that fails is logged as failed, once, and costs nothing")
  func failuresLogged() async throws {
    let bed = try await AgentBed.open(
      planner: [Self.generate], images: [.text(#"{"error":{"message":"no"}}"#, status: 400)])
    _ = await bed.run(#""max_steps": 1"#)
    let log = await bed.fixture.log()
    #expect(log.count == 1 && log[0].statusCode == 400 && log[0].cost == 0 && log[0].errorClass != nil)
    #expect(bed.fixture.spent == 0)
  }

  @Test("O-715, O-601: a budget that is reached in the middle stops the job, with what is there as partial")
  func budget() async throws {
    let bed = try await AgentBed.open(planner: [Self.generate], key: #""name": "poor", "monthly_budget_usd": 0.04"#)
    let job = await bed.run()
    #expect(job["status"]?.string == "succeeded", "\(job.text)")
    #expect(job["output"]?["partial"]?.bool == true && job["steps_used"]?.integer == 2)
    #expect(bed.fixture.transport.requests(to: "/images/generations").count == 1)
    let next = await bed.submit()
    #expect(next.status == 429 && next.json["data"] == .null)
    #expect(next.json["errors"]?[0]?["code"]?.string == "MONTHLY_BUDGET_EXCEEDED")
    #expect(next[header: "x-should-retry"] == "false")
  }

  @Test("O-715: without a picture a reached budget fails the job")
  func budgetWithoutPicture() async throws {
    let bed = try await AgentBed.open(
      planner: [Self.generate], key: #""name": "poor", "monthly_budget_usd": 0.000001"#)
    let job = await bed.run()
    #expect(job["status"]?.string == "failed" && job["error"]?["code"]?.string == "BUDGET_EXCEEDED", "\(job.text)")
  }

  @Test("O-717: after half an hour a job stops, partial with a picture and TIMEOUT without", arguments: [true, false])
  func deadline(hasPicture: Bool) async throws {
    let time = VirtualTime(unixTime: GatewayFixture.start, rounds: 1000)
    let look = #"{"action": "inspect", "image_refs": ["\#(hasPicture ? "image-1" : "input-1")"]}"#
    let answers = (hasPicture ? [Self.generate] : []) + Array(repeating: [look, "fine"], count: 15).flatMap { $0 }
    let hosts = ScriptedHosts([
      ("/chat/completions", answers.map { .json(200, FixtureHosts.completion($0)) }),
      ("/images/generations", [AgentBed.picture()]),
    ])
    var transport: SlowTransport?
    let fixture = try await GatewayFixture.open(
      time: time,
      configure: { configuration, ports in
        configuration.agents = [AgentBed.profile]
        configuration.dispatch.attemptTimeout = 119_000
        let slow = SlowTransport(ports.transport, time: time, part: "/chat/completions", delay: 110_000)
        (ports.transport, transport) = (slow, slow)
      }, answer: hosts.answer)
    let slow = try #require(transport)
    let bed = AgentBed(fixture: fixture, key: await fixture.issueKey())
    let picture = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAACUAAAAVCAIAAABOhrD5"
    let id = await bed.start(#""max_steps": 30, "images": ["\#(picture)"]"#)
    // Sixteen calls of 110 s are done in time, and the seventeenth is cut short.
    for count in 1...17 {
      #expect(await eventually { slow.begun == count })
      await time.advance(by: count < 17 ? 110_000 : 40_000)
    }
    let job = await bed.end(of: id)
    #expect(job["status"]?.string == (hasPicture ? "succeeded" : "failed"), "\(job.text)")
    if hasPicture {
      #expect(job["output"]?["partial"]?.bool == true)
    } else {
      #expect(job["error"]?["code"]?.string == "TIMEOUT")
    }
    #expect((job["steps_used"]?.integer ?? 0) < 30)
  }

  @Test("O-717: a key that was deleted pays for nothing more")
  func keyDeleted() async throws {
    let time = VirtualTime(unixTime: GatewayFixture.start)
    let slow = try await GatewayFixture.open(
      time: time,
      configure: { configuration, ports in
        configuration.agents = [AgentBed.profile]
        ports.transport = SlowTransport(ports.transport, time: time, part: "/chat/completions", delay: 1000)
      })
    let bed = AgentBed(fixture: slow, key: await slow.issueKey())
    let id = await bed.start()
    await time.sleepers(atLeast: 1)
    let keyID = try #require(slow.gateway.services.keys.list().first?.id)
    let revoked = await slow.admin("DELETE", "/admin/v1/apikeys/\(keyID)")
    #expect(revoked.status == 200, "\(revoked.text)")
    await time.advance(by: 10_000)
    let isOver = await eventually {
      slow.gateway.services.jobs.job(id, keyID: keyID, now: 0)?.status.isTerminal == true
    }
    #expect(isOver)
    #expect(slow.transport.requests(to: "/images/generations").isEmpty)
  }
}
