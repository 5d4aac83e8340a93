import RoutingCore
import RoutingTestSupport
import Testing

@testable import GatewayState

@Suite(.offThePool) struct JobRecordTests {
  private static func job(_ change: (inout JobBook) -> Void) throws -> JobRecord {
    var book = JobBook()
    _ = book.submit(.fixture, id: "job_x", keyID: "k", now: 1_700_000_000_000)
    change(&book)
    return try #require(book["job_x"])
  }

  private static let outputs: [JSONValue] = [["x"], .null]

  @Test("H-712: a job that was taken is told by its id and its links")
  func accepted() throws {
    #expect(
      try Self.job { _ in }.accepted.text
        == #"{"job_id":"job_x","links":{"self":"/v1/jobs/job_x","stream":"/v1/jobs/job_x/stream"}}"#)
  }

  @Test("H-740: a job is told with all its members, output only where it succeeded and error where it failed")
  func wire() throws {
    #expect(
      try Self.job { _ in }.wire.text == """
        {"job_id":"job_x","type":"image_agent","status":"queued","progress":0,"steps_used":0,"max_steps":10,\
        "created_at":"2023-11-14T22:13:20.000Z","updated_at":"2023-11-14T22:13:20.000Z","output":null,"error":null,\
        "links":{"self":"/v1/jobs/job_x","stream":"/v1/jobs/job_x/stream"}}
        """)
    let running = try Self.job {
      _ = $0.startNext(now: 1_700_000_001_000)
      _ = $0.took(JobStep(stepsUsed: 3, messages: [(3, "m")], run: "s"), of: "job_x", now: 1_700_000_002_500)
    }.wire
    #expect(running["status"] == "processing")
    #expect(running["progress"]?.number == 0.3)
    #expect(running["steps_used"] == 3)
    #expect(running["updated_at"] == "2023-11-14T22:13:22.500Z")
    #expect(running["log"] == nil)
    let done = try Self.job { _ = $0.end("job_x", .succeeded(["x"]), now: 0) }.wire
    #expect(done["status"] == "succeeded" && done["output"] == ["x"] && done["progress"]?.number == 1)
    let failed = try Self.job { _ = $0.end("job_x", .failed(JobError(code: "C", message: "m")), now: 0) }.wire
    #expect(failed["status"] == "failed" && failed["output"]?.isNull == true)
    #expect(failed["error"]?.text == #"{"code":"C","message":"m"}"#)
    #expect(try Self.job { _ = $0.end("job_x", .canceled, now: 0) }.wire["status"] == "canceled")
  }

  @Test("a stored job reads back as it was, in every state")
  func roundTrip() throws {
    let jobs = [
      try Self.job { _ in }, try Self.job { _ = $0.startNext(now: 5) },
      try Self.job {
        _ = $0.startNext(now: 1_700_000_001_000)
        _ = $0.took(JobStep(stepsUsed: 3, messages: [(3, "é\n")], run: ["s"]), of: "job_x", now: 1_700_000_002_500)
      }, try Self.job { _ = $0.end("job_x", .succeeded(["x"]), now: 7) },
      try Self.job { _ = $0.end("job_x", .failed(JobError(code: "C", message: "m")), now: 0) },
      try Self.job { _ = $0.end("job_x", .canceled, now: 0) },
    ]
    for job in jobs { #expect(try JobRecord(json: JSONValue(parsing: Array(job.json.text.utf8))) == job) }
  }

  @Test("a stored job that is none is refused by name")
  func refusals() throws {
    let text = try Self.job { _ = $0.end("job_x", .canceled, now: 0) }.json.text
    func error(_ old: String, _ new: String) -> InvalidJobState? {
      do throws(InvalidJobState) {
        _ = try JobRecord(json: (try? JSONValue(parsing: Array(text.replacing(old, with: new).utf8))) ?? .null)
        return nil
      } catch { return error }
    }
    #expect(error(text, "[]") == .malformed(path: "object"))
    #expect(error("\"version\":1", "\"version\":0") == .unsupportedVersion(0))
    #expect(error("\"canceled\"", "\"gone\"") == .malformed(path: "status"))
    #expect(error("\"ended_at\"", "\"ended\"") == .malformed(path: "ended_at"))
    #expect(error("\"key_id\":\"k\"", "\"key_id\":1") == .malformed(path: "key_id"))
    #expect(error("\"resolution\":\"2K\"", "\"resolution\":\"3K\"") == .malformed(path: "request.resolution"))
  }
}
