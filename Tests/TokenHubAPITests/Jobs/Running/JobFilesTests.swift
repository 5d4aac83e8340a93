import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// What becomes of pictures that models give as bytes.
@Suite(.offThePool) struct JobFilesTests {
  private static let base64 = "iVBORw0KGgoAAAANSUhEUgAAACUAAAAVCAIAAABOhrD5"
  private static let picture = StubTransport.Answer.text(#"{"data": [{"b64_json": "\#(base64)"}]}"#)
  private static let client = #""images": ["data:image/png;base64,\#(base64)"]"#

  /// The text of the only job in the store.
  private static func stored(_ bed: AgentBed) async throws -> JSONValue {
    let documents = try await bed.fixture.store.documents(in: .jobs)
    #expect(documents.count == 1)
    return try #require(documents.first?.body)
  }

  @Test("O-711: a picture without an address is told as its bytes by every way, and its record holds only its id")
  func shown() async throws {
    let blobs = CountingBlobs()
    let bed = try await AgentBed.open(images: [Self.picture], more: [("hook.test", [.text("{}")])]) { _, ports in
      ports.blobs = blobs
    }
    let id = await bed.start(#""max_steps": 1, "webhook_url": "https://hook.test/""#)
    let job = await bed.end(of: id)
    let url = "data:image/png;base64,\(Self.base64)"
    #expect(job["output"]?["images"]?[0]?["url"]?.string == url, "\(job.text)")
    #expect(
      job["output"]?["images"]?[0]?.members?.map(\.name) == ["url", "mime_type", "width", "height", "step"])
    let stream = await bed.fixture.consumer("GET", "/v1/jobs/\(id)/stream", key: bed.key)
    #expect(stream.text.contains(url))
    #expect(await eventually { bed.fixture.transport.requests(to: "hook.test").count == 1 })
    #expect(bed.fixture.transport.lastBody(to: "hook.test")["output"] == job["output"])
    let record = try await Self.stored(bed)
    #expect(!record.text.contains(Self.base64))
    #expect(record["output"]?["images"]?[0]?["blob"]?.string == "blob-1")
    #expect(blobs.kept == 1)
  }

  @Test("O-711: a picture that a host writes into its address is kept as a file as well")
  func written() async throws {
    let blobs = CountingBlobs()
    let answer = StubTransport.Answer.text(#"{"data": [{"url": "data:image/png;base64,\#(Self.base64)"}]}"#)
    let bed = try await AgentBed.open(images: [answer]) { _, ports in ports.blobs = blobs }
    let id = await bed.start(#""max_steps": 1"#)
    let job = await bed.end(of: id)
    #expect(job["output"]?["images"]?[0]?["url"]?.string == "data:image/png;base64,\(Self.base64)")
    #expect(try await !Self.stored(bed).text.contains(Self.base64))
    #expect(blobs.kept == 1)
  }

  @Test("O-711: a picture whose file is gone has no address any more")
  func gone() async throws {
    let blobs = CountingBlobs()
    let bed = try await AgentBed.open(images: [Self.picture]) { _, ports in ports.blobs = blobs }
    let id = await bed.start(#""max_steps": 1"#)
    _ = await bed.end(of: id)
    try await blobs.remove("blob-1")
    let image = await bed.job(id)["output"]?["images"]?[0]
    #expect(image?["url"]?.isNull == true && image?["width"]?.integer == 37)
  }

  @Test("O-702: a picture without an address is handed to the models that work with it")
  func used() async throws {
    let bed = try await AgentBed.open(
      planner: [
        #"{"action": "generate", "prompt": "p"}"#, #"{"action": "inspect", "image_refs": ["image-1"]}"#, "fine",
        #"{"action": "finish"}"#,
      ], images: [Self.picture])
    let job = await bed.run()
    #expect(job["status"]?.string == "succeeded", "\(job.text)")
    #expect(bed.prompts[2].contains("data:image") && bed.prompts[2].contains(Self.base64.prefix(20)))
  }

  @Test(
    "O-714: the pictures that a job made go with it, while the gateway is open and while it is not",
    arguments: [
      true, false,
    ])
  func expires(isOpen: Bool) async throws {
    let (blobs, store) = (CountingBlobs(), MemoryStateStore())
    let bed = try await AgentBed.open(images: [Self.picture], store: store) { _, ports in ports.blobs = blobs }
    _ = await bed.run(#""max_steps": 1, \#(Self.client)"#)
    #expect(await eventually { blobs.kept == 1 })
    #expect(blobs.stored == 2)
    if isOpen {
      await bed.fixture.time.advance(by: 86_400_000)
      await bed.fixture.gateway.tick()
    } else {
      await bed.fixture.gateway.close()
      _ = try await GatewayFixture.open(
        store: store, time: VirtualTime(unixTime: GatewayFixture.start + 86_400),
        configure: { _, ports in ports.blobs = blobs })
    }
    #expect(blobs.kept == 0)
  }

  @Test("O-716: what a canceled job had made is removed at once, as nobody is shown it")
  func canceled() async throws {
    let blobs = CountingBlobs()
    var slow: SlowTransport?
    let bed = try await AgentBed.open(
      planner: [
        #"{"action": "generate", "prompt": "p"}"#,
        #"{"action": "edit", "image_refs": ["image-1"], "prompt": "make it red"}"#,
      ], images: [Self.picture]
    ) { _, ports in
      ports.blobs = blobs
      // Nobody turns this clock.
      let transport = SlowTransport(ports.transport, time: VirtualTime(), part: "multimodal-generation")
      (ports.transport, slow) = (transport, transport)
    }
    let transport = try #require(slow)
    let id = await bed.start(Self.client)
    #expect(await eventually { transport.begun == 1 })
    #expect(blobs.kept == 2)
    #expect(await bed.fixture.consumer("DELETE", "/v1/jobs/\(id)", key: bed.key).status == 200)
    #expect(blobs.kept == 0)
  }

  @Test("O-716: a picture that comes when its job has just been canceled is not kept")
  func tooLate() async throws {
    let blobs = HookedBlobs()
    let bed = try await AgentBed.open(images: [Self.picture]) { _, ports in ports.blobs = blobs }
    blobs.afterStoring {
      guard let id = (try? await bed.fixture.store.documents(in: .jobs))?.first?.key else { return }
      _ = await bed.fixture.consumer("DELETE", "/v1/jobs/\(id)", key: bed.key)
    }
    let job = await bed.run(#""max_steps": 1"#)
    #expect(job["status"]?.string == "canceled", "\(job.text)")
    #expect(await eventually { blobs.files.kept == 0 })
    #expect(blobs.files.stored == 1)
  }

  @Test(
    "O-714, H-910: an end that the store did not take reaches it by a tick or by closing, and is counted",
    arguments: [
      true, false,
    ])
  func settled(ticks: Bool) async throws {
    let (blobs, store) = (HookedBlobs(), BreakableStore())
    let bed = try await AgentBed.open(images: [Self.picture], store: store) { _, ports in ports.blobs = blobs }
    blobs.afterStoring { store.breaks(.jobs) }
    let job = await bed.run(#""max_steps": 1"#)
    #expect(job["status"]?.string == "succeeded")
    #expect(try await Self.stored(bed)["status"]?.string == "processing")
    #expect(
      await bed.fixture.send("GET", "/metrics").text.contains("tokenhub_store_dropped_total{op=\"jobs\"} 2"))
    store.setBroken(false)
    if ticks { await bed.fixture.gateway.tick() } else { await bed.fixture.gateway.close() }
    #expect(try await Self.stored(bed)["status"]?.string == "succeeded")
  }
}
