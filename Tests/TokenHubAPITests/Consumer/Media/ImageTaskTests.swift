import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct ImageTaskTests {
  private static let path = "/v1/images/generations"
  private static let body = #"{"model": "wanx2.1-t2i-turbo", "prompt": "a fox", "n": 2, "size": "1024*1024"}"#

  private func send(
    _ answers: [StubTransport.Answer], _ body: String = body,
    configure: (inout GatewayConfiguration, inout GatewayPorts) -> Void = { _, _ in }
  ) async throws -> (GatewayFixture, Reply) {
    let fixture = try await GatewayFixture.open(
      script: [("image-synthesis", [.task("PENDING")]), ("/api/v1/tasks/", answers)], configure: configure)
    return (fixture, await fixture.waiting("POST", Self.path, key: await fixture.issueKey(), body))
  }

  @Test("H-152, H-153: a task is begun once and asked for every two seconds until its pictures are there")
  func polled() async throws {
    let results = #","results":[{"url":"https://i.test/1"},{"url":"https://i.test/2"}]"#
    let (fixture, reply) = try await send([.task("PENDING"), .task("RUNNING"), .task("SUCCEEDED", results)])
    #expect(reply.status == 200, "\(reply.text)")
    #expect(reply.json["output"]?["results"]?[1]?["url"]?.string == "https://i.test/2")
    #expect(reply.json["data"]?.text == #"[{"url":"https://i.test/1"},{"url":"https://i.test/2"}]"#)
    #expect(reply.json["usage"]?["n"]?.integer == 1 && reply.json["request_id"]?.string == "r-1")
    #expect(fixture.time.now.milliseconds(since: .zero) == 6000)
    let begun = fixture.transport.requests(to: "image-synthesis")
    #expect(begun.count == 1)
    #expect(begun[0].headers.contains { $0.name.lowercased() == "x-dashscope-async" && $0.value == "enable" })
    #expect(fixture.transport.requests(to: "/tasks/task-1").count == 3)
    #expect(abs(fixture.spent - 0.04) < 1e-9)
  }

  @Test("H-152: without the mirror a client gets the supplier's own members alone")
  func mirror() async throws {
    let (_, reply) = try await send([.task("SUCCEEDED", #","results":[{"url":"u"}]"#)]) { configuration, _ in
      configuration.mirrorsImageData = false
    }
    #expect(reply.status == 200)
    #expect(reply.json.members?.map(\.name) == ["output", "usage", "request_id"])
  }

  @Test(
    "H-153: a task that failed is 502 with the supplier's code and words, and is not paid for",
    arguments: ["FAILED", "CANCELED", "UNKNOWN"])
  func failed(state: String) async throws {
    let (fixture, reply) = try await send([
      .task("RUNNING"), .task(state, #","code":"DataInspectionFailed","message":"the prompt is not allowed""#),
    ])
    #expect(reply.status == 502, "\(reply.text)")
    #expect(reply.json["error"]?["provider_code"]?.string == "DataInspectionFailed")
    #expect(reply.json["error"]?["message"]?.string == "the prompt is not allowed")
    #expect(reply.json["error"]?["type"]?.string == "server_error")
    #expect(fixture.spent == 0)
    #expect(await fixture.log().map(\.statusCode) == [502])
    #expect(await fixture.rewards().map(\.errorClass) == ["other"])
  }

  @Test("H-153: a task that is not done after two minutes is 504 with its id")
  func late() async throws {
    let (fixture, reply) = try await send([.task("RUNNING")])
    #expect(reply.status == 504, "\(reply.text)")
    #expect(reply.json["error"]?["code"]?.string == "timeout")
    #expect(reply.json["error"]?["task_id"]?.string == "task-1")
    #expect(fixture.time.now.milliseconds(since: .zero) <= 120_000)
    #expect(fixture.transport.requests(to: "/tasks/").count == 59)
  }

  @Test("H-153: who has less time waits less")
  func ownDeadline() async throws {
    let (fixture, reply) = try await send(
      [.task("RUNNING")],
      #"{"model": "wanx2.1-t2i-turbo", "prompt": "a fox", "policy": {"max_latency_ms": 5000}}"#)
    #expect(reply.status == 504, "\(reply.text)")
    #expect(fixture.time.now.milliseconds(since: .zero) <= 5000)
  }

  @Test("H-153: one question that fails does not end the wait")
  func patient() async throws {
    let (fixture, reply) = try await send([
      .failure(.reset), .text("{}", status: 500), .task("SUCCEEDED", #","results":[{"url":"u"}]"#),
    ])
    #expect(reply.status == 200)
    #expect(fixture.transport.requests(to: "image-synthesis").count == 1)
  }

  @Test("H-153, H-129, O-715: who goes away while a picture is made pays for it, and the model has not failed")
  func cancelled() async throws {
    let fixture = try await GatewayFixture.open(script: [
      ("image-synthesis", [.task("PENDING")]), ("/api/v1/tasks/", [.task("RUNNING")]),
    ])
    let key = await fixture.issueKey()
    let firstQuestion = fixture.time.now.advanced(byMilliseconds: 2000)
    let asking = Task { await fixture.consumer("POST", Self.path, key: key, Self.body) }
    #expect(await eventually { fixture.time.nextWaking == firstQuestion })
    asking.cancel()
    #expect(await asking.value.status == 499)
    #expect(abs(fixture.spent - 0.04) < 1e-9)
    let log = await fixture.log()
    #expect(log.map(\.statusCode) == [499] && log.map(\.errorClass) == ["cancelled"] && log.map(\.cost) == [0.04])
    #expect(await fixture.rewards().isEmpty)
  }

  @Test("H-153, O-715: a task that nobody can ask for any more is 502 and paid for, and the model has not failed")
  func unknowable() async throws {
    let (fixture, reply) = try await send([.task("RUNNING"), .text("{}", status: 401)])
    #expect(reply.status == 502 && reply.json["error"]?["code"]?.string == "upstream_error", "\(reply.text)")
    #expect(abs(fixture.spent - 0.04) < 1e-9)
    #expect(await fixture.log().map(\.statusCode) == [502])
    #expect(await fixture.rewards().map(\.errorClass) == [nil])
  }

  @Test("H-155: pictures of a task last a day, which the answer tells")
  func lifetime() async throws {
    let (fixture, reply) = try await send([.task("SUCCEEDED", #","results":[{"url":"u"}]"#)])
    let end = fixture.gateway.services.now + 86_400_000
    #expect(reply[header: "x-asset-expires"] == UTCDate.text(of: end))
    let other = await fixture.consumer(
      "POST", Self.path, key: await fixture.issueKey(), #"{"model": "gpt-image-test", "prompt": "x"}"#)
    #expect(other[header: "x-asset-expires"] == nil)
  }

  @Test("H-156: results that failed are left out, and where all did it is 502")
  func partial() async throws {
    let bad = #"{"code":"InternalError","message":"m"}"#
    let (_, some) = try await send([.task("SUCCEEDED", #","results":[\#(bad),{"url":"u"}]"#)])
    #expect(some.status == 200)
    #expect(some.json["data"]?.text == #"[{"url":"u"}]"#)
    #expect(some.json["output"]?["results"]?.elements?.count == 1)
    let (fixture, none) = try await send([.task("SUCCEEDED", #","results":[\#(bad)]"#)])
    #expect(none.status == 502)
    #expect(fixture.spent == 0)
  }
}
