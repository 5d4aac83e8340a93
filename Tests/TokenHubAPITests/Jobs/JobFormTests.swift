import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct JobFormTests {
  private static let picture = TestPart(
    MultipartPart(name: "images", fileName: "f.png", mediaType: "image/png"), bytes: SamplePictures.png)

  private func send(
    _ bed: AgentBed, _ parts: [TestPart], boundary: String = "b-1", headers: [HTTPField] = []
  ) async -> Reply {
    await send(
      bed, body: MultipartText.body(parts, boundary: boundary), type: "multipart/form-data; boundary=\(boundary)",
      headers: headers)
  }

  private func send(
    _ bed: AgentBed, body: [UInt8], type: String, headers: [HTTPField] = []
  ) async -> Reply {
    let all = [HTTPField("Authorization", "Bearer \(bed.key)"), HTTPField("Content-Type", type)] + headers
    return await bed.fixture.send("POST", "/v2/image/agent", headers: all, body: .bytes(body))
  }

  @Test("H-701 to H-710, H-712: a whole form is taken, and its pictures are stored and used")
  func taken() async throws {
    let blobs = CountingBlobs()
    let bed = try await AgentBed.open(
      planner: [#"{"action": "edit", "image_refs": ["input-1", "input-2"], "prompt": "p"}"#, #"{"action": "finish"}"#],
      more: [
        (
          "multimodal-generation",
          [.text(#"{"output":{"choices":[{"message":{"content":[{"image":"https://img.test/2.png"}]}}]}}"#)]
        )
      ]
    ) { _, ports in ports.blobs = blobs }
    var second = Self.picture
    second.head = MultipartPart(name: "images[0]", fileName: nil, mediaType: nil)
    second.bytes = SamplePictures.gif
    let reply = await send(
      bed,
      [
        TestPart("instructions", "paint a fox"), Self.picture, second, TestPart("model_id", "image-agent-1-preview"),
        TestPart("aspect_ratio", "4:5"), TestPart("resolution", "2K"), TestPart("max_steps", "4"),
        TestPart("agent_id", ""), TestPart("webhook_url", ""), TestPart("unknown", "x"),
      ])
    #expect(reply.status == 202, "\(reply.text)")
    #expect(blobs.stored == 2)
    let job = await bed.end(of: reply.json["data"]?["job_id"]?.string ?? "")
    #expect(job["status"]?.string == "succeeded", "\(job.text)")
    #expect(job["max_steps"]?.integer == 4)
    // What the client sent is not kept for longer than the job needs it.
    #expect(await eventually { blobs.kept == 0 })
    let content = bed.fixture.transport.lastBody(to: "multimodal-generation")["input"]?["messages"]?[0]?["content"]
    #expect(content?[0]?["image"]?.string?.hasPrefix("data:image/") == true)
    let types = content?.elements?.compactMap { $0["image"]?.string?.prefix(15) } ?? []
    #expect(types.count == 2 && Set(types) == ["data:image/png;", "data:image/gif;"])
  }

  @Test("H-713, H-714: all that is wrong is told at once, by field, and nothing is stored")
  func manyErrors() async throws {
    let blobs = CountingBlobs()
    let bed = try await AgentBed.open { _, ports in ports.blobs = blobs }
    var text = Self.picture
    text.bytes = Array("no picture".utf8)
    let reply = await send(
      bed,
      [
        TestPart("instructions", "ab"), TestPart("model_id", "other"), TestPart("agent_id", "nobody"),
        TestPart("aspect_ratio", "7:3"), TestPart("resolution", "8K"), TestPart("webhook_url", "x"),
        TestPart("max_steps", "2.5"), TestPart("max_steps", "3"), Self.picture, text,
      ])
    #expect(reply.status == 400 && reply.json["data"] == .null)
    let errors = reply.json["errors"]?.elements ?? []
    let fields = Set(errors.compactMap { $0["field"]?.string })
    #expect(
      fields == [
        "instructions", "model_id", "agent_id", "aspect_ratio", "resolution", "webhook_url", "max_steps", "images",
      ])
    for error in errors {
      #expect(
        error["code"]?.string == (error["field"]?.string == "images" ? "INVALID_IMAGE" : "VALIDATION_ERROR"),
        "\(error.text)")
      #expect(error["message"]?.string?.isEmpty == false)
    }
    #expect(blobs.stored == 0)
    #expect(try await bed.fixture.store.documents(in: .jobs).isEmpty)
  }

  @Test(
    "H-710: steps are whole numbers from 1 to 30",
    arguments: ["0", "31", "2.5", "x", "-1", "1e1", "99999999999999999999"])
  func steps(text: String) async throws {
    let bed = try await AgentBed.open()
    let reply = await send(bed, [TestPart("instructions", "paint"), TestPart("max_steps", text)])
    #expect(reply.status == 400 && reply.json["errors"]?[0]?["field"]?.string == "max_steps", "\(reply.text)")
  }

  @Test(
    "H-702: another type of body is 415", arguments: ["text/plain", "application/x-www-form-urlencoded", "image/png"])
  func types(type: String) async throws {
    let bed = try await AgentBed.open()
    let reply = await send(bed, body: Array("instructions=paint".utf8), type: type)
    #expect(reply.status == 415 && reply.json["data"] == .null)
    #expect(reply.json["errors"]?[0]?["code"]?.string == "UNSUPPORTED_MEDIA_TYPE")
  }

  @Test("H-707, H-713: a file that is too large is 413 at once, and a body that says so is not read")
  func tooLarge() async throws {
    let blobs = CountingBlobs()
    let bed = try await AgentBed.open { _, ports in ports.blobs = blobs }
    let body = EndlessForm()
    let all = [
      HTTPField("Authorization", "Bearer \(bed.key)"), HTTPField("Content-Type", "multipart/form-data; boundary=b-1"),
    ]
    let reply = await bed.fixture.send("POST", "/v2/image/agent", headers: all, body: .pieces(body))
    #expect(reply.status == 413 && reply.json["errors"]?[0]?["code"]?.string == "PAYLOAD_TOO_LARGE")
    // Thirty megabytes, and not much more, were read of it.
    #expect(body.given < 32 << 20)
    let stated = await bed.fixture.send(
      "POST", "/v2/image/agent", headers: all + [HTTPField("Content-Length", "\(302 << 20)")],
      body: .pieces(EndlessForm()))
    #expect(stated.status == 413 && stated.json["errors"]?[0]?["code"]?.string == "PAYLOAD_TOO_LARGE")
    #expect(blobs.stored == 0)
  }

  @Test("H-707, H-713: eleven pictures are 400")
  func tooMany() async throws {
    let bed = try await AgentBed.open()
    let reply = await send(
      bed, [TestPart("instructions", "paint")] + Array(repeating: Self.picture, count: 11))
    #expect(reply.status == 400 && reply.json["errors"]?[0]?["field"]?.string == "images")
  }

  @Test("H-713: without a key it is 401, and without a supplier 503, each in the shape of the surface")
  func refused() async throws {
    let bed = try await AgentBed.open()
    let nobody = await bed.fixture.consumer("POST", "/v2/image/agent", key: "tokenhub_x", "{}")
    #expect(nobody.status == 401)
    #expect(
      nobody.json.text == #"{"data":null,"errors":[{"code":"UNAUTHORIZED","message":"missing or invalid api key"}]}"#)
    let blobs = CountingBlobs()
    for kinds: [ModelKind] in [[.chat], [.image]] {
      let models = FixtureRegistry.models.filter { model in kinds.contains { model.kinds.contains($0) } }
      let fixture = try await GatewayFixture.open(
        registry: try ModelRegistry(models: models, providers: FixtureRegistry.providers),
        configure: { configuration, ports in
          configuration.directory = ModelDirectory()
          ports.blobs = blobs
        })
      let poor = AgentBed(fixture: fixture, key: await fixture.issueKey())
      let reply = await send(poor, [TestPart("instructions", "paint a fox"), Self.picture])
      #expect(reply.status == 503 && reply.json["errors"]?[0]?["code"]?.string == "NO_SUPPLIER", "\(reply.text)")
      // One step needs no planner.
      #expect(await poor.submit(#""max_steps": 1"#).status == (kinds == [.image] ? 202 : 503))
    }
    #expect(blobs.stored == 0)
    let without = try await AgentBed.open { _, ports in ports.blobs = nil }
    #expect(await without.submit().status == 503)
  }

  @Test("H-714: where pictures or the job cannot be stored, nothing is kept")
  func storeFails() async throws {
    let full = CountingBlobs(limit: 1)
    let bed = try await AgentBed.open { _, ports in ports.blobs = full }
    let reply = await send(bed, [TestPart("instructions", "paint"), Self.picture, Self.picture])
    #expect(reply.status == 503 && full.stored == 1 && full.kept == 0)
    let blobs = CountingBlobs()
    let store = BreakableStore()
    let other = try await AgentBed.open(store: store) { _, ports in ports.blobs = blobs }
    store.breaks(.jobs)
    let failed = await send(other, [TestPart("instructions", "paint"), Self.picture])
    #expect(failed.status == 500 && blobs.stored == 1 && blobs.kept == 0)
    #expect(failed.json["errors"]?[0]?["code"]?.string == "STORE_FAILED")
  }

  @Test("H-717, H-040: the same form twice under one key is one job, whatever its boundary; another form is another")
  func idempotent() async throws {
    let bed = try await AgentBed.open()
    let key = [HTTPField("Idempotency-Key", "k-1")]
    let form = [TestPart("instructions", "paint a fox"), TestPart("max_steps", "1"), Self.picture]
    let first = await send(bed, form, headers: key)
    let second = await send(bed, form, boundary: "another-boundary", headers: key)
    #expect(first.status == 202 && second.status == 202 && first.bytes == second.bytes)
    #expect(second[header: "idempotency-replay"] == "true" && first[header: "idempotency-replay"] == nil)
    #expect(try await bed.fixture.store.documents(in: .jobs).count == 1)
    var other = Self.picture
    other.bytes = SamplePictures.gif
    let third = await send(bed, [form[0], form[1], other], headers: key)
    #expect(third.status == 202 && third[header: "idempotency-replay"] == nil && third.bytes != first.bytes)
    #expect(try await bed.fixture.store.documents(in: .jobs).count == 2)
    let fourth = await send(bed, form)
    #expect(fourth.status == 202 && fourth.bytes != first.bytes)
  }

  @Test("H-702: JSON that cannot be read is 400", arguments: ["", "{", "[]", #"{"instructions": 7}"#])
  func badJSON(text: String) async throws {
    let bed = try await AgentBed.open()
    let reply = await send(bed, body: Array(text.utf8), type: "application/json")
    #expect(reply.status == 400 && reply.json["data"] == .null, "\(reply.text)")
    #expect(reply.json["errors"]?[0]?["code"]?.string == "VALIDATION_ERROR")
  }

  @Test("H-716: a body that breaks off is 400")
  func truncated() async throws {
    let bed = try await AgentBed.open()
    let body = MultipartText.body([TestPart("instructions", "paint")], boundary: "b-1")
    let reply = await send(bed, body: Array(body.dropLast(12)), type: "multipart/form-data; boundary=b-1")
    #expect(reply.status == 400 && reply.json["errors"]?[0]?["code"]?.string == "VALIDATION_ERROR")
  }
}

/// A form whose one file never ends.
private final class EndlessForm: GatewayBodyStream {
  private let state = Locked((hasBegun: false, given: 0))

  var given: Int { state.withLock { $0.given } }

  func next() async throws(GatewayBodyFailure) -> [UInt8]? {
    state.withLock { state in
      let isFirst = !state.hasBegun
      state.hasBegun = true
      let piece =
        isFirst
        ? Array("--b-1\r\nContent-Disposition: form-data; name=\"images\"; filename=\"f\"\r\n\r\n".utf8)
        : Array(repeating: 65, count: 1 << 20)
      state.given += piece.count
      return piece
    }
  }
}
