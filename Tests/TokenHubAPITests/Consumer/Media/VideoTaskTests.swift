import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct VideoTaskTests {
  private static let done = StubTransport.Answer.task("SUCCEEDED", #","video_url":"https://v.test/1""#)
  private static let path = "/v1/video/tasks/task-1"

  /// A gateway at which a key has begun a video, which then stands as the supplier says.
  private func begun(
    _ answers: [StubTransport.Answer], store: any StateStore = MemoryStateStore()
  ) async throws -> (GatewayFixture, key: String) {
    let fixture = try await GatewayFixture.open(
      script: [("video-synthesis", [.task("PENDING")]), ("/api/v1/tasks/", answers)], store: store)
    let key = await fixture.issueKey()
    let reply = await fixture.consumer("POST", VideoSubmissionTests.path, key: key, VideoSubmissionTests.body)
    #expect(reply.status == 200, "\(reply.text)")
    #expect(fixture.spent == 0)
    return (fixture, key)
  }

  @Test("H-166, H-168: a video is asked for until it is there, with the wait that is advised")
  func polled() async throws {
    let (fixture, key) = try await begun([.task("PENDING"), .task("RUNNING"), Self.done])
    for state in ["PENDING", "RUNNING"] {
      let reply = await fixture.consumer("GET", Self.path, key: key)
      #expect(reply.status == 200 && reply.json["task_status"]?.string == state)
      #expect(reply[header: "retry-after"] == "10")
      #expect(reply.json["video_url"] == nil)
    }
    let last = await fixture.consumer("GET", Self.path, key: key)
    #expect(
      last.json.text
        == #"{"request_id":"r-1","output":{"task_id":"task-1","task_status":"SUCCEEDED","video_url":"https://v.test/1"},"#
        + #""task_id":"task-1","task_status":"SUCCEEDED","video_url":"https://v.test/1","usage":{"n":1}}"#)
    #expect(last[header: "retry-after"] == nil)
  }

  @Test("H-166, H-168: a video that is there is not asked for again, and was paid for once")
  func cached() async throws {
    let (fixture, key) = try await begun([Self.done, .failure(.refused)])
    let first = await fixture.consumer("GET", Self.path, key: key)
    for _ in 0..<3 {
      let again = await fixture.consumer("GET", Self.path, key: key)
      #expect(again.status == 200 && again.bytes == first.bytes)
    }
    #expect(fixture.transport.requests(to: "/tasks/").count == 1)
    #expect(abs(fixture.spent - 0.5) < 1e-9)
    #expect(await fixture.log().map(\.cost).sorted() == [0, 0.5])
  }

  @Test("H-166: a video that failed is 200 with code and message, is remembered, and costs nothing")
  func failed() async throws {
    let (fixture, key) = try await begun([
      .task("FAILED", #","code":"InternalError","message":"out of film""#), .failure(.refused),
    ])
    for _ in 0..<2 {
      let reply = await fixture.consumer("GET", Self.path, key: key)
      #expect(reply.status == 200 && reply.json["task_status"]?.string == "FAILED")
      #expect(reply.json["output"]?["code"]?.string == "InternalError")
      #expect(reply.json["output"]?["message"]?.string == "out of film")
      #expect(reply.json["video_url"] == nil && reply[header: "retry-after"] == nil)
    }
    #expect(fixture.spent == 0)
  }

  @Test("H-168: two polls that race, and a poll after a restart, book what a video costs once")
  func bookedOnce() async throws {
    let store = MemoryStateStore()
    let (fixture, key) = try await begun([Self.done], store: store)
    await withTaskGroup(of: Int.self) { group in
      for _ in 0..<8 { group.addTask { await fixture.consumer("GET", Self.path, key: key).status } }
      for await status in group { #expect(status == 200) }
    }
    #expect(abs(fixture.spent - 0.5) < 1e-9)
    await fixture.gateway.close()
    let next = try await GatewayFixture.open(script: [("/tasks/", [Self.done])], store: store)
    #expect(abs(next.spent - 0.5) < 1e-9)
    let reply = await next.consumer("GET", Self.path, key: key)
    #expect(reply.status == 200 && reply.json["video_url"]?.string == "https://v.test/1")
    #expect(next.transport.requests.isEmpty)
    #expect(abs(next.spent - 0.5) < 1e-9)
    #expect(await next.log().map(\.cost).sorted() == [0, 0.5])
  }

  @Test("H-168: a video that the store cannot book is told of as soon as it can")
  func storeFails() async throws {
    let store = BreakableStore()
    let (fixture, key) = try await begun([.task("RUNNING"), Self.done], store: store)
    store.breaks(.videoTasks)
    // How far it is needs no store.
    #expect(await fixture.consumer("GET", Self.path, key: key).json["task_status"]?.string == "RUNNING")
    #expect(await fixture.consumer("GET", Self.path, key: key).status == 500)
    #expect(fixture.spent == 0)
    store.setBroken(false)
    #expect(await fixture.consumer("GET", Self.path, key: key).json["task_status"]?.string == "SUCCEEDED")
    #expect(abs(fixture.spent - 0.5) < 1e-9)
  }

  @Test("H-165: the record names the supplier, whatever the query says", arguments: ["", "?model=", "?model=gpt-test"])
  func recordWins(query: String) async throws {
    let (fixture, key) = try await begun([.task("RUNNING")])
    let reply = await fixture.consumer("GET", Self.path + query, key: key)
    #expect(reply.status == 200 && reply.json["task_status"]?.string == "RUNNING")
    #expect(reply[header: "x-tokenhub-provider"] == "dashscope")
  }

  @Test("H-165: without a record the model names the supplier, and without either it is 400")
  func withoutRecord() async throws {
    let fixture = try await GatewayFixture.open(script: [("/tasks/old-1", [.task("RUNNING", id: "old-1"), Self.done])])
    let key = await fixture.issueKey()
    let known = await fixture.consumer("GET", "/v1/video/tasks/old-1?model=wan2.6-t2v", key: key)
    #expect(known.status == 200, "\(known.text)")
    #expect(known.json["task_status"]?.string == "RUNNING" && known[header: "retry-after"] == "10")
    for query in ["", "?model=", "?other=1"] {
      let reply = await fixture.consumer("GET", "/v1/video/tasks/old-1\(query)", key: key)
      #expect(reply.status == 400)
      #expect(reply.json["error"]?["param"]?.string == "model")
    }
  }

  @Test("R-703, R-708: a key asks nobody whom it may not use, whatever model it names")
  func deniedProvider() async throws {
    let fixture = try await GatewayFixture.open(script: [("/tasks/old-1", [.task("RUNNING", id: "old-1")])])
    let path = "/v1/video/tasks/old-1?model=wan2.6-t2v"
    for preferences in [#"{"provider": {"deny": ["dashscope"]}}"#, #"{"region": {"allow": ["us"]}}"#] {
      let key = await fixture.issueKey(#""name": "narrow", "preferences": \#(preferences)"#)
      let reply = await fixture.consumer("GET", path, key: key)
      #expect(reply.status == 404 && reply.json["error"]?["code"]?.string == "task_not_found", "\(reply.text)")
    }
    #expect(fixture.transport.requests.isEmpty)
    #expect(await fixture.consumer("GET", path, key: await fixture.issueKey()).status == 200)
  }

  @Test("H-167: a task of another key looks like one that nobody knows")
  func foreign() async throws {
    let unknown = StubTransport.Answer.text(#"{"code":"NotFound","message":"no such task"}"#, status: 404)
    let (fixture, _) = try await begun([unknown])
    let other = await fixture.issueKey(#""name": "other""#)
    let foreign = await fixture.consumer("GET", Self.path + "?model=wan2.6-t2v", key: other)
    #expect(fixture.transport.requests(to: "/tasks/").isEmpty)
    let missing = await fixture.consumer("GET", "/v1/video/tasks/task-9?model=wan2.6-t2v", key: other)
    #expect(foreign.status == 404 && missing.status == 404)
    #expect(foreign.bytes == missing.bytes)
    #expect(foreign.json["error"]?["code"]?.string == "task_not_found")
    #expect(await fixture.consumer("GET", Self.path, key: other).bytes == missing.bytes)
    for id in ["a%2Fb", "a%20b", "%2e%2e", "task-9"] {
      let model = id == "task-9" ? "no-such-model" : "wan2.6-t2v"
      let reply = await fixture.consumer("GET", "/v1/video/tasks/\(id)?model=\(model)", key: other)
      #expect(reply.status == 404 && reply.bytes == missing.bytes, "\(id) \(reply.text)")
    }
  }

  @Test(
    "H-167: a supplier that cannot be asked is 502 and changes nothing",
    arguments: [StubTransport.Answer.failure(.refused), .text("{}", status: 500), .bytes(200, Array("x".utf8))])
  func unreachable(answer: StubTransport.Answer) async throws {
    let (fixture, key) = try await begun([.task("RUNNING"), answer, Self.done])
    #expect(await fixture.consumer("GET", Self.path, key: key).status == 200)
    let reply = await fixture.consumer("GET", Self.path, key: key)
    #expect(reply.status == 502)
    #expect(reply.json["error"]?["code"]?.string == "upstream_error")
    let record = fixture.gateway.services.videoTasks.record("task-1", now: fixture.gateway.services.now)
    #expect(record?.state == .running)
    #expect(await fixture.consumer("GET", Self.path, key: key).json["task_status"]?.string == "SUCCEEDED")
  }

  @Test("H-163: a task is known for a day")
  func expires() async throws {
    let (fixture, key) = try await begun([.task("RUNNING")])
    await fixture.time.advance(by: 86_399_999)
    #expect(await fixture.consumer("GET", Self.path, key: key).status == 200)
    await fixture.time.advance(by: 1)
    #expect(await fixture.consumer("GET", Self.path, key: key).status == 400)
    await fixture.gateway.tick()
    #expect(try await fixture.store.documents(in: .videoTasks).isEmpty)
  }

  @Test("H-166: the times of a task are passed on as the supplier writes them")
  func times() async throws {
    let times = #","submit_time":"2026-11-22 08:00:00.1","scheduled_time":"s","end_time":"e""#
    let (fixture, key) = try await begun([.task("RUNNING", times)])
    let output = await fixture.consumer("GET", Self.path, key: key).json["output"]
    #expect(output?["submit_time"]?.string == "2026-11-22 08:00:00.1")
    #expect(output?["scheduled_time"]?.string == "s" && output?["end_time"]?.string == "e")
  }
}
