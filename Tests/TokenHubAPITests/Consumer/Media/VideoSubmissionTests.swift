import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct VideoSubmissionTests {
  static let path = "/v1/video/generations"
  static let body = #"{"model": "wan2.6-t2v", "prompt": "a fox runs", "duration": 5}"#

  @Test(
    "H-160: what is wrong with a request is told with its parameter, and nobody is asked",
    arguments: [
      (#"{"prompt": "x"}"#, "model"), (#"{"model": "wan2.6-t2v"}"#, "prompt"),
      (#"{"model": "wan2.6-t2v", "prompt": ""}"#, "prompt"),
      (#"{"model": "wan2.6-t2v", "prompt": "x", "input": {"prompt": "x"}}"#, "input"),
      (#"{"model": "wan2.6-t2v", "prompt": "x", "duration": 0}"#, "duration"),
      (#"{"model": "wan2.6-t2v", "prompt": "x", "duration": 61}"#, "duration"),
      (#"{"model": "wan2.6-t2v", "prompt": "x", "duration": 2.5}"#, "duration"),
      (#"{"model": "wan2.6-t2v", "prompt": "x", "image_url": 7}"#, "image_url"),
    ])
  func invalid(body: String, parameter: String) async throws {
    let fixture = try await GatewayFixture.open()
    let reply = await fixture.consumer("POST", Self.path, key: await fixture.issueKey(), body)
    #expect(reply.status == 400)
    #expect(reply.json["error"]?["param"]?.string == parameter)
    #expect(fixture.transport.requests.isEmpty)
  }

  @Test("H-160, H-161: a video is begun, and its id and state stand where each client looks")
  func submitted() async throws {
    let fixture = try await GatewayFixture.open()
    let reply = await fixture.consumer(
      "POST", Self.path, key: await fixture.issueKey(),
      #"{"model": "wan2.6-t2v", "prompt": "a fox", "duration": 5, "resolution": "720P", "image_url": "https://i.test/1"}"#
    )
    #expect(reply.status == 200, "\(reply.text)")
    #expect(
      reply.json.text
        == #"{"request_id":"r-1","output":{"task_id":"task-1","task_status":"PENDING"},"task_id":"task-1","#
        + #""task_status":"PENDING","model":"wan2.6-t2v"}"#)
    let sent = fixture.transport.lastBody(to: "video-synthesis")
    #expect(sent["input"]?.text == #"{"prompt":"a fox","img_url":"https://i.test/1"}"#)
    #expect(sent["parameters"]?["duration"]?.integer == 5)
    let request = try #require(fixture.transport.requests.first)
    #expect(request.headers.contains { $0.name.lowercased() == "x-dashscope-async" && $0.value == "enable" })
  }

  @Test("H-160: the supplier's own form goes through as it is")
  func passthrough() async throws {
    let fixture = try await GatewayFixture.open()
    let reply = await fixture.consumer(
      "POST", Self.path, key: await fixture.issueKey(),
      #"{"model": "wan2.6-t2v", "input": {"prompt": "a fox"}, "parameters": {"size": "832*480"}}"#)
    #expect(reply.status == 200)
    let sent = fixture.transport.lastBody(to: "video-synthesis")
    #expect(sent["input"]?.text == #"{"prompt":"a fox"}"# && sent["parameters"]?.text == #"{"size":"832*480"}"#)
  }

  @Test(
    "H-162: the supplier's words for a state become the six of the API",
    arguments: [
      ("PENDING", "PENDING"), ("queued", "PENDING"), ("submitted", "PENDING"), ("running", "RUNNING"),
      ("processing", "RUNNING"), ("in_progress", "RUNNING"), ("succeeded", "SUCCEEDED"), ("success", "SUCCEEDED"),
      ("completed", "SUCCEEDED"), ("failed", "FAILED"), ("error", "FAILED"), ("canceled", "CANCELED"),
      ("unknown", "UNKNOWN"), ("expired", "UNKNOWN"),
    ])
  func states(word: String, state: String) async throws {
    let fixture = try await GatewayFixture.open(script: [
      ("video-synthesis", [.task("PENDING")]), ("/tasks/", [.task(word, #","video_url":"https://v.test/1""#)]),
    ])
    let key = await fixture.issueKey()
    #expect(await fixture.consumer("POST", Self.path, key: key, Self.body).status == 200)
    let reply = await fixture.consumer("GET", "/v1/video/tasks/task-1", key: key)
    #expect(reply.status == 200)
    #expect(reply.json["task_status"]?.string == state && reply.json["output"]?["task_status"]?.string == state)
    // The address is there if and only if the video is (H-166).
    #expect((reply.json["video_url"] != nil) == (state == "SUCCEEDED"))
  }

  @Test(
    "H-163: an id that cannot stand in a path, or is taken, is replaced by one of the gateway's",
    arguments: ["a/b", "", "x y", "..", String(repeating: "a", count: 200)])
  func unsafe(id: String) async throws {
    let fixture = try await GatewayFixture.open(script: [("video-synthesis", [.task("PENDING", id: id)])])
    let reply = await fixture.consumer("POST", Self.path, key: await fixture.issueKey(), Self.body)
    guard !id.isEmpty else {
      // Without an id there is nothing to ask for.
      #expect(reply.status == 502)
      #expect(fixture.spent == 0)
      return
    }
    let own = try #require(reply.json["task_id"]?.string)
    #expect(own.hasPrefix("vt_") && own.utf8.count == 35, "\(own)")
    #expect(own.dropFirst(3).allSatisfy { $0.isHexDigit && !$0.isUppercase })
    #expect(reply.json["output"]?["task_id"]?.string == own)
  }

  @Test("H-163: two tasks of the same id are told apart, and each is asked for by the supplier's")
  func clash() async throws {
    let fixture = try await GatewayFixture.open(script: [
      ("video-synthesis", [.task("PENDING")]), ("/tasks/task-1", [.task("RUNNING")]),
    ])
    let key = await fixture.issueKey()
    let first = await fixture.consumer("POST", Self.path, key: key, Self.body).json["task_id"]?.string
    let second = try #require(await fixture.consumer("POST", Self.path, key: key, Self.body).json["task_id"]?.string)
    #expect(first == "task-1" && second.hasPrefix("vt_"))
    let reply = await fixture.consumer("GET", "/v1/video/tasks/\(second)", key: key)
    #expect(reply.status == 200)
    #expect(reply.json["task_id"]?.string == second && reply.json["output"]?["task_id"]?.string == second)
  }

  @Test("H-163: a task that cannot be kept does not look begun")
  func storeFails() async throws {
    let store = BreakableStore()
    let fixture = try await GatewayFixture.open(script: [("video-synthesis", [.task("PENDING")])], store: store)
    let key = await fixture.issueKey()
    store.breaks(.videoTasks)
    let reply = await fixture.consumer("POST", Self.path, key: key, Self.body)
    #expect(reply.status == 500)
    #expect(reply.json["error"]?["code"]?.string == "store_failed")
    #expect(fixture.spent == 0)
    store.setBroken(false)
    #expect(await fixture.consumer("GET", "/v1/video/tasks/task-1", key: key).status == 400)
  }

  @Test(
    "H-164: another supplier is asked only where the first cannot have begun",
    arguments: [
      (StubTransport.Answer.failure(.refused), 200, 1), (.text(#"{"code":"Throttling"}"#, status: 429), 200, 1),
      (.failure(.timedOut), 502, 0), (.failure(.endedEarly), 502, 0), (.bytes(200, Array("<html>".utf8)), 502, 0),
    ])
  func failover(answer: StubTransport.Answer, status: Int, asked: Int) async throws {
    var providers = FixtureRegistry.providers
    providers.append(
      Provider(
        id: "second", type: .dashScope, baseURL: "https://second.test", credentialStore: .notNeeded, region: "cn"))
    let prices = PriceSheet(perUnit: 0.1)
    let models = [
      Model(id: "dashscope/wan", provider: "dashscope", weight: 9, prices: prices, kinds: ModelKindSet([.video])),
      Model(id: "second/wan", provider: "second", weight: 1, prices: prices, kinds: ModelKindSet([.video])),
    ]
    let registry = try ModelRegistry(models: models, providers: providers)
    let hosts = ScriptedHosts([
      ("second.test", [.task("PENDING", id: "task-2")]), ("video-synthesis", [answer]),
    ])
    let fixture = try await GatewayFixture.open(
      registry: registry,
      configure: { configuration, _ in
        configuration.directory = ModelDirectory(plans: [
          ModelPlan(name: "wan", members: ["dashscope/wan", "second/wan"])
        ])
      }, answer: hosts.answer)
    let reply = await fixture.waiting(
      "POST", Self.path, key: await fixture.issueKey(),
      #"{"model": "wan", "prompt": "x", "preferences": {"order": ["dashscope"]}}"#)
    #expect(reply.status == status, "\(reply.text)")
    #expect(fixture.transport.requests(to: "second.test").count == asked)
    if status == 200 { #expect(reply[header: "x-tokenhub-provider"] == "second") }
  }
}
