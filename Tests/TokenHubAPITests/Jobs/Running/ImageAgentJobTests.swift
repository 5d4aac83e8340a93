import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct ImageAgentJobTests {
  @Test("H-712, H-715, H-740, O-701, O-705: a job of one step is taken, makes one picture and asks no planner")
  func oneStep() async throws {
    let bed = try await AgentBed.open()
    let taken = await bed.submit(#""max_steps": 1"#)
    #expect(taken.status == 202)
    #expect(taken.json["errors"] == .null)
    let id = try #require(taken.json["data"]?["job_id"]?.string)
    #expect(id.wholeMatch(of: /job_[a-z2-7]{24}/) != nil)
    let links = #"{"self":"/v1/jobs/\#(id)","stream":"/v1/jobs/\#(id)/stream"}"#
    #expect(taken.json["data"]?["links"]?.text == links)
    let job = await bed.end(of: id)
    #expect(
      job.members?.map(\.name) == [
        "job_id", "type", "status", "progress", "steps_used", "max_steps", "created_at", "updated_at", "output",
        "error", "links",
      ])
    #expect(job["type"]?.string == "image_agent" && job["status"]?.string == "succeeded")
    #expect(job["progress"]?.number == 1 && job["steps_used"]?.integer == 1 && job["max_steps"]?.integer == 1)
    #expect(job["error"] == .null && job["links"]?.text == links)
    #expect(job["created_at"]?.string == UTCDate.text(of: Int(GatewayFixture.start) * 1000))
    let image = job["output"]?["images"]?[0]
    #expect(image?["url"]?.string == "https://img.test/1.png" && image?["step"]?.integer == 1)
    #expect(job["output"]?["model_id"]?.string == "image-agent-1-preview")
    #expect(job["output"]?["cost_usd"]?.number == 0.04 && job["output"]?["partial"] == nil)
    #expect(bed.prompts.isEmpty)
    #expect(bed.fixture.transport.lastBody(to: "/images/generations")["prompt"]?.string == "paint a fox")
  }

  @Test("O-702, O-703, O-711: the planner has a picture made, looked at, changed and chosen; the last one is final")
  func wholeLoop() async throws {
    let bed = try await AgentBed.open(
      planner: [
        #"{"action": "generate", "prompt": "a red fox"}"#,
        #"{"action": "inspect", "image_refs": ["image-1"], "prompt": "is it red?"}"#, "It is rather brown.",
        #"{"action": "edit", "image_refs": ["image-1"], "prompt": "make it red"}"#,
        #"{"action": "finish", "note": "a red fox"}"#,
      ],
      more: [
        (
          "multimodal-generation",
          [.text(#"{"output":{"choices":[{"message":{"content":[{"image":"https://img.test/2.png"}]}}]}}"#)]
        )
      ])
    let job = await bed.run()
    #expect(job["status"]?.string == "succeeded", "\(job.text)")
    let output = job["output"]
    #expect(
      output?["images"]?.elements?.compactMap { $0["url"]?.string } == [
        "https://img.test/1.png", "https://img.test/2.png",
      ])
    // think, generate, think, inspect, think, edit, think, finish
    #expect(job["steps_used"]?.integer == 8 && output?["steps_used"]?.integer == 8)
    #expect(output?["images"]?[0]?["step"]?.integer == 2 && output?["images"]?[1]?["step"]?.integer == 6)
    #expect(output?["text"]?.string == "a red fox")
    #expect(bed.fixture.transport.lastBody(to: "/images/generations")["prompt"]?.string == "a red fox")
    let edit = bed.fixture.transport.lastBody(to: "multimodal-generation")["input"]?["messages"]?[0]?["content"]
    #expect(edit?.text == #"[{"image":"https://img.test/1.png"},{"text":"make it red"}]"#)
    // The model that looks gets the picture.
    #expect(bed.prompts[2].contains("image_url") && bed.prompts[2].contains("https://img.test/1.png"))
    #expect(bed.prompts[3].contains("It is rather brown."))
  }

  @Test("O-704: the planner is told the request, the frame, the steps left, what there is and how to answer")
  func prompt() async throws {
    let bed = try await AgentBed.open(planner: [#"{"action": "generate", "prompt": "p"}"#, #"{"action": "finish"}"#])
    _ = await bed.run(#""aspect_ratio": "16:9", "resolution": "4K", "max_steps": 4"#)
    let told = try #require(bed.prompts.first)
    for part in ["paint a fox", "16:9", "4K", "Steps left after this one: 3", "Images made so far: none", "image_refs"]
    {
      #expect(told.contains(part), "\(part)")
    }
    #expect(bed.prompts.last?.contains("image-1") == true)
    let sent = bed.fixture.transport.lastBody(to: "/images/generations")
    #expect(sent["size"]?.string == "4096x2304")
  }

  @Test("O-703: a reply that cannot be used is mended once, and the second ends the job")
  func repair() async throws {
    let mended = try await AgentBed.open(
      planner: ["a fox!", #"{"action": "generate", "prompt": "p"}"#, #"{"action": "finish"}"#])
    let job = await mended.run()
    #expect(job["status"]?.string == "succeeded" && job["steps_used"]?.integer == 5, "\(job.text)")
    #expect(mended.prompts[1].contains("a fox!"))
    let broken = try await AgentBed.open(planner: ["a fox!", #"{"action": "dance"}"#])
    let failed = await broken.run()
    #expect(failed["status"]?.string == "failed" && failed["error"]?["code"]?.string == "AGENT_ERROR")
    #expect(failed["steps_used"]?.integer == 2 && failed["progress"]?.number == 1)
    #expect(failed["output"] == .null)
    #expect(broken.fixture.transport.requests(to: "/images/generations").isEmpty)
  }

  @Test("O-710: two steps that fail in a row end the job, partial where there is a picture")
  func failures() async throws {
    let refused = StubTransport.Answer.text(#"{"error":{"message":"not allowed"}}"#, status: 400)
    let plan = #"{"action": "generate", "prompt": "p"}"#
    let without = try await AgentBed.open(planner: [plan], images: [refused])
    // A plan between two failures keeps them from being in a row.
    let job = await without.run(#""max_steps": 4"#)
    #expect(job["status"]?.string == "failed", "\(job.text)")
    #expect(job["error"]?["code"]?.string == "NO_OUTPUT")
    let down = try await AgentBed.open(
      planner: [], more: [("/chat/completions", [.json(200, FixtureHosts.completion(plan)), refused])])
    let partial = await down.run()
    #expect(partial["status"]?.string == "succeeded", "\(partial.text)")
    #expect(partial["output"]?["partial"]?.bool == true)
    #expect(partial["output"]?["images"]?.elements?.count == 1)
    #expect(partial["steps_used"]?.integer == 4)
    let dead = try await AgentBed.open(planner: [], more: [("/chat/completions", [refused])])
    let failed = await dead.run()
    #expect(failed["error"]?["code"]?.string == "UPSTREAM_ERROR" && failed["steps_used"]?.integer == 2)
  }

  @Test("O-712: a planner that finishes without a picture has no output")
  func noOutput() async throws {
    let bed = try await AgentBed.open(planner: [#"{"action": "finish", "note": "done"}"#])
    let job = await bed.run()
    #expect(job["status"]?.string == "failed" && job["error"]?["code"]?.string == "NO_OUTPUT")
  }

  @Test("O-707: what a picture really is is reported, whether it comes as bytes or as an address")
  func sizes() async throws {
    let base64 = "iVBORw0KGgoAAAANSUhEUgAAACUAAAAVCAIAAABOhrD5"
    let bytes = try await AgentBed.open(images: [.text(#"{"data": [{"b64_json": "\#(base64)"}]}"#)])
    let address = try await AgentBed.open(more: [
      ("img.test", [.bytes(200, SamplePictures.jpeg + Array(repeating: 0, count: 100_000))])
    ])
    let unknown = try await AgentBed.open(more: [("img.test", [.failure(.timedOut)])])
    let page = try await AgentBed.open(more: [("img.test", [.bytes(200, Array(repeating: 60, count: 100))])])
    let expected: [(AgentBed, Int, Int, String)] = [
      (bytes, 37, 21, "image/png"), (address, 37, 21, "image/jpeg"), (unknown, 2048, 2048, "image/png"),
      (page, 2048, 2048, "image/png"),
    ]
    for (bed, width, height, type) in expected {
      let image = await bed.run(#""max_steps": 1"#)["output"]?["images"]?[0]
      #expect(image?["width"]?.integer == width && image?["height"]?.integer == height)
      #expect(image?["mime_type"]?.string == type)
    }
    #expect(address.fixture.transport.cancelledStreams == 1)
  }

  @Test("O-707, H-709: a picture in a private network is not looked at")
  func privatePicture() async throws {
    let bed = try await AgentBed.open(
      images: [.text(#"{"data": [{"url": "http://169.254.169.254/latest"}]}"#)])
    let job = await bed.run(#""max_steps": 1"#)
    #expect(job["output"]?["images"]?[0]?["width"]?.integer == 2048)
    #expect(bed.fixture.transport.requests(to: "169.254").isEmpty)
  }

  @Test("O-706: a shape left open is that of the client's first picture")
  func openRatio() async throws {
    let bed = try await AgentBed.open()
    let picture = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAACUAAAAVCAIAAABOhrD5"
    _ = await bed.run(#""max_steps": 1, "aspect_ratio": "auto", "images": ["\#(picture)"]"#)
    // 37 by 21 is nearest to 16 by 9.
    #expect(bed.fixture.transport.lastBody(to: "/images/generations")["size"]?.string == "2048x1152")
  }
}
