import GatewayState
import GatewayTestSupport
import Routing
import RoutingCore
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct ImageAgentRunnerTests {
  private static let request = ImageAgentRequest(instructions: "paint a fox", maximumSteps: 1)

  @Test("O-716: a job that is called off between its start and its first step costs nothing")
  func calledOffEarly() async throws {
    let bed = try await AgentBed.open()
    let services = bed.fixture.gateway.services
    let keyID = try #require(services.keys.list().first?.id)
    _ = try await services.jobs.submit(Self.request, keyID: keyID, now: services.now)
    let started = await services.jobs.startNext(now: services.now)
    let job = try #require(started)
    #expect(services.jobs.isUnderWay(job.id))
    // Nothing runs yet that could be cancelled.
    #expect(await bed.fixture.consumer("DELETE", "/v1/jobs/\(job.id)", key: bed.key).status == 200)
    #expect(!services.jobs.isUnderWay(job.id))
    await ImageAgentRunner(services: services).run(job)
    #expect(bed.fixture.transport.requests(to: "/images/generations").isEmpty)
    #expect(bed.fixture.spent == 0)
    #expect(await bed.job(job.id)["status"]?.string == "canceled")
  }

  @Test("O-717: a gateway that was closed begins no job that waits, and leaves it to the next start")
  func closed() async throws {
    let bed = try await AgentBed.open()
    let services = bed.fixture.gateway.services
    let keyID = try #require(services.keys.list().first?.id)
    await bed.fixture.gateway.close()
    let job = try await services.jobs.submit(Self.request, keyID: keyID, now: services.now)
    await ImageAgentRunner(services: services).startWaiting()
    #expect(services.jobs.job(job.id, keyID: keyID, now: services.now)?.status == .queued)
    #expect(services.running.count == 0)
  }

  @Test("what is closed runs nothing and tells nobody")
  func closedTasks() async {
    let running = RunningJobs()
    let ran = Locked(0)
    running.close()
    running.run("j") { ran.withLock { $0 += 1 } }
    running.deliver { ran.withLock { $0 += 1 } }
    #expect(running.isClosed && running.count == 0)
    for _ in 0..<1000 { await Task.yield() }
    #expect(ran.withLock { $0 } == 0)
  }
}
