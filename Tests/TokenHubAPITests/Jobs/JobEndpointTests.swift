import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct JobEndpointTests {
  private static let missing = #"{"data":null,"errors":[{"code":"NOT_FOUND","message":"job not found"}]}"#

  /// A gateway whose pictures never come, so that jobs of one step stay under way.
  private func hanging(
    store: any StateStore = MemoryStateStore(),
    configure: (inout GatewayConfiguration, inout GatewayPorts) -> Void = { _, _ in }
  ) async throws -> (AgentBed, SlowTransport) {
    let time = VirtualTime(unixTime: GatewayFixture.start)
    var slow: SlowTransport?
    let fixture = try await GatewayFixture.open(
      store: store, time: time,
      configure: { configuration, ports in
        configuration.agents = [AgentBed.profile]
        if let rate = RequestRate(perSecond: 10_000, burst: 10_000) { configuration.consumerRate = rate }
        let transport = SlowTransport(ports.transport, time: time, part: "/images/generations")
        ports.transport = transport
        slow = transport
        configure(&configuration, &ports)
      }, answer: ScriptedHosts([]).answer)
    return (AgentBed(fixture: fixture, key: await fixture.issueKey()), try #require(slow))
  }

  private func status(_ bed: AgentBed, _ id: String) async -> String? { await bed.job(id)["status"]?.string }

  @Test("H-741: an unknown job and one of another key look alike, whatever is asked of them")
  func foreign() async throws {
    let bed = try await AgentBed.open()
    let id = await bed.start(#""max_steps": 1"#)
    _ = await bed.end(of: id)
    let other = await bed.fixture.issueKey(#""name": "other""#)
    for name in [id, "job_aaaaaaaaaaaaaaaaaaaaaaaa", "x", "job_%2F"] {
      for (method, path) in [("GET", ""), ("DELETE", ""), ("GET", "/stream")] {
        let reply = await bed.fixture.consumer(method, "/v1/jobs/\(name)\(path)", key: other)
        #expect(reply.status == 404, "\(name) \(reply.text)")
        #expect(reply.json.text == Self.missing)
        #expect(reply[header: "content-type"]?.hasPrefix("application/json") == true)
      }
    }
  }

  @Test("H-741, H-754: without an id it is 400", arguments: ["/v1/jobs/", "/v1/jobs//stream", "/v1/jobs"])
  func emptyID(path: String) async throws {
    let bed = try await AgentBed.open()
    let reply = await bed.fixture.consumer("GET", path, key: bed.key)
    #expect(reply.status == 400, "\(reply.text)")
    #expect(reply.json["errors"]?[0]?["code"]?.string == "VALIDATION_ERROR")
    #expect(await bed.fixture.consumer("GET", path, key: "tokenhub_wrong").status == 401)
  }

  @Test("H-741, O-714: a job is kept for a day after its end")
  func expires() async throws {
    let bed = try await AgentBed.open()
    let id = await bed.start(#""max_steps": 1"#)
    _ = await bed.end(of: id)
    await bed.fixture.time.advance(by: 86_399_999)
    #expect(await status(bed, id) == "succeeded")
    await bed.fixture.time.advance(by: 1)
    #expect(await bed.fixture.consumer("GET", "/v1/jobs/\(id)", key: bed.key).status == 404)
    await bed.fixture.gateway.tick()
    #expect(try await bed.fixture.store.documents(in: .jobs).isEmpty)
  }

  @Test("H-742, O-716: a job is canceled with the call that is under way, once")
  func cancels() async throws {
    let (bed, slow) = try await hanging()
    let id = await bed.start(#""max_steps": 1"#)
    #expect(await eventually { slow.begun == 1 })
    let reply = await bed.fixture.consumer("DELETE", "/v1/jobs/\(id)", key: bed.key)
    #expect(reply.status == 200 && reply.json["errors"] == .null)
    #expect(reply.json["data"]?["status"]?.string == "canceled")
    #expect(await eventually { slow.cancelled == 1 })
    let again = await bed.fixture.consumer("DELETE", "/v1/jobs/\(id)", key: bed.key)
    #expect(again.status == 409 && again.json["data"] == .null)
    let job = await bed.job(id)
    #expect(job["status"]?.string == "canceled" && job["progress"]?.number == 1 && job["output"] == .null)
    // What a provider makes of a call that was broken off nobody knows, so it counts as expected.
    #expect(await eventually { await bed.fixture.log().map(\.statusCode) == [499] })
    #expect(await bed.fixture.log().map(\.cost) == [bed.fixture.spent])
  }

  @Test("H-742: whoever cancels does not wait for the webhook")
  func cancelsAtOnce() async throws {
    let (bed, slow) = try await hanging()
    let id = await bed.start(#""max_steps": 1, "webhook_url": "https://hook.test/images/generations""#)
    #expect(await eventually { slow.begun == 1 })
    let reply = await bed.fixture.consumer("DELETE", "/v1/jobs/\(id)", key: bed.key)
    #expect(reply.status == 200)
    // The hook's own request is under way and stays so.
    #expect(await eventually { slow.begun == 2 })
  }

  @Test("O-717: the sixth job of a key waits until one of five has ended; another key's does not wait")
  func sixth() async throws {
    let (bed, _) = try await hanging()
    var ids: [String] = []
    for _ in 0..<7 { ids.append(await bed.start(#""max_steps": 1"#)) }
    for (place, id) in ids.enumerated() {
      #expect(await status(bed, id) == (place < 5 ? "processing" : "queued"))
    }
    let other = AgentBed(fixture: bed.fixture, key: await bed.fixture.issueKey(#""name": "other""#))
    #expect(await status(other, await other.start(#""max_steps": 1"#)) == "processing")
    #expect(await bed.fixture.send("GET", "/metrics").text.contains("jobs_active 6"))
    #expect(await bed.fixture.consumer("DELETE", "/v1/jobs/\(ids[2])", key: bed.key).status == 200)
    #expect(await status(bed, ids[5]) == "processing")
    #expect(await status(bed, ids[6]) == "queued")
    // A job that waits can be canceled as well, and is not begun then.
    #expect(await bed.fixture.consumer("DELETE", "/v1/jobs/\(ids[6])", key: bed.key).status == 200)
    #expect(await status(bed, ids[6]) == "canceled")
  }

  @Test("O-717, H-713, H-714: the hundred and first that waits is 429, and nothing of it is stored")
  func queueFull() async throws {
    let blobs = CountingBlobs()
    let (bed, _) = try await hanging { _, ports in ports.blobs = blobs }
    let picture = #""max_steps": 1, "images": ["data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAACUAAAAVCAIAAABOhrD5"]"#
    for _ in 0..<105 { #expect(await bed.submit(#""max_steps": 1"#).status == 202) }
    let reply = await bed.submit(picture)
    #expect(reply.status == 429)
    #expect(reply.json["data"] == .null && reply.json["errors"]?[0]?["code"]?.string == "RATE_LIMITED")
    #expect(reply[header: "retry-after"] != nil)
    #expect(blobs.kept == 0)
    #expect(try await bed.fixture.store.documents(in: .jobs).count == 105)
  }

  @Test("O-502, O-714: after a restart jobs that were under way are failed and told of, and those that waited go on")
  func restart() async throws {
    let store = MemoryStateStore()
    let (bed, slow) = try await hanging(store: store) { configuration, _ in configuration.jobs.activeJobsPerKey = 1 }
    let hook = #""max_steps": 1, "webhook_url": "https://hook.test/end""#
    let first = await bed.start(hook)
    let second = await bed.start(hook)
    #expect(await eventually { slow.begun == 1 })
    await bed.fixture.gateway.close()
    #expect(await eventually { slow.cancelled == 1 })
    // Closing is not the client's wish.
    #expect(await status(bed, first) == "processing")
    let next = try await AgentBed.open(more: [("hook.test", [.text("{}")])], store: store)
    let again = AgentBed(fixture: next.fixture, key: bed.key)
    let failed = await again.job(first)
    #expect(failed["status"]?.string == "failed" && failed["error"]?["code"]?.string == "INTERRUPTED")
    #expect(await eventually { await self.status(again, second) == "succeeded" })
    #expect(await eventually { next.fixture.transport.requests(to: "hook.test").count == 2 })
    let told = next.fixture.transport.requests(to: "hook.test").compactMap { try? JSONValue(parsing: $0.body) }
    #expect(Set(told.compactMap { $0["status"]?.string }) == ["failed", "succeeded"])
  }

  @Test("H-033: a key without the scope of jobs is refused in the shape of the surface")
  func scopes() async throws {
    let bed = try await AgentBed.open(key: #""name": "chat only", "scopes": ["chat"]"#)
    for (method, path) in [("POST", "/v2/image/agent"), ("GET", "/v1/jobs/x"), ("DELETE", "/v1/jobs/x")] {
      let reply = await bed.fixture.consumer(method, path, key: bed.key, method == "POST" ? "{}" : nil)
      #expect(reply.status == 403)
      #expect(reply.json.text == #"{"data":null,"errors":[{"code":"FORBIDDEN","message":"scope not allowed"}]}"#)
    }
  }
}
