import RoutingCore
import RoutingTestSupport
import Testing

@testable import GatewayState

@Suite(.offThePool) struct JobRecordFilesTests {
  private static let file = AgentImage(url: nil, blob: "f1", mediaType: "image/png", width: 4, height: 3)
  private static let served = AgentImage(
    url: "https://x.test/2", blob: "f2", mediaType: "image/png", width: 4, height: 3)

  /// A job of two steps that made two pictures, one of which has no address, and its run.
  private static func job() throws -> (JobRecord, ImageAgentRun) {
    var request = ImageAgentRequest(instructions: "paint a fox", maximumSteps: 30)
    request.images = [ImageAgentInput(.blob("c1")), ImageAgentInput(.url("https://x.test/c"))]
    var (run, _) = ImageAgentRun.start(request, profile: ImageAgentProfile(id: "p"), now: 0)
    var job = try #require(JobRecord(id: "job_x", keyID: "k", request: request, now: 0).started(now: 0))
    for image in [file, served] {
      let results: [ImageAgentStepResult] = [.plan("generate", "\"prompt\": \"p\""), .made(image, cost: 0.25)]
      for result in results {
        let effects = run.resume(.stepEnded(run.stepsUsed + 1, result), now: 0)
        job = try #require(job.took(JobStep(run, effects), now: 0))
      }
    }
    _ = run.resume(.stepEnded(run.stepsUsed + 1, .plan("finish")), now: 0)
    return (job, run)
  }

  @Test("O-714: a job remembers the files of its steps, stored and read again, and which of them nobody needs any more")
  func remembered() throws {
    let (job, run) = try Self.job()
    #expect(job.files == ["f1", "f2"] && job.allFiles == ["c1", "f1", "f2"] && job.idleFiles == [])
    #expect(try JobRecord(json: JSONValue(parsing: Array(job.json.text.utf8))) == job)
    #expect(try ImageAgentRun(state: run.state) == run)
    let outcome = try #require(run.outcome)
    #expect(job.ended(outcome.ending, now: 1)?.idleFiles == ["c1"])
    for ending in [JobEnding.canceled, .failed(JobError(code: "C", message: "m"))] {
      #expect(job.ended(ending, now: 1)?.idleFiles == ["c1", "f1", "f2"])
    }
  }

  @Test("O-711: a client sees the addresses of pictures and never the ids of their files; a lost one has none")
  func shown() throws {
    let (job, run) = try Self.job()
    let outcome = try #require(run.outcome)
    let ended = try #require(job.ended(outcome.ending, now: 1))
    #expect(ended.shownFiles == ["f1"])
    let shown = ended.showing(["f1": "data:image/png;base64,AA==", "f2": "other"])
    let images = try #require(shown.wire["output"]?["images"]?.elements)
    #expect(images.map { $0["url"]?.string } == ["data:image/png;base64,AA==", "https://x.test/2"])
    for image in images { #expect(image.members?.map(\.name) == ["url", "mime_type", "width", "height", "step"]) }
    #expect(shown.showing([:]) == shown)
    #expect(ended.wire["output"]?["images"]?[0]?["url"]?.isNull == true)
    #expect(ended.wire["output"]?["images"]?[0]?["blob"] == nil)
  }

  @Test("a stored picture without an address and without a file is none")
  func neither() throws {
    let (_, run) = try Self.job()
    let text = run.state.text.replacing("\"blob\":\"f1\"", with: "\"blob\":null")
    #expect(throws: InvalidJobState.malformed(path: "results[1].made.url")) {
      try ImageAgentRun(state: JSONValue(parsing: Array(text.utf8)))
    }
  }
}
