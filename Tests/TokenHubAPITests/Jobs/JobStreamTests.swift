import GatewayState
import GatewayTestSupport
import ProviderAdapters
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite(.offThePool) struct JobStreamTests {
  /// One frame of a stream, read field by field.
  private struct Frame {
    var event: String?
    var id: Int?
    var data: JSONValue

    init(_ text: String) {
      var fields: [String: String] = [:]
      for line in text.split(separator: "\n") {
        let parts = line.split(separator: ":", maxSplits: 1)
        if parts.count == 2 { fields[String(parts[0])] = String(parts[1].drop { $0 == " " }) }
      }
      event = fields["event"]
      id = fields["id"].flatMap { Int($0) }
      data = fields["data"].flatMap { try? JSONValue(parsing: Array($0.utf8)) } ?? .null
    }
  }

  private static let planner = [#"{"action": "generate", "prompt": "p"}"#, #"{"action": "finish"}"#]

  private func stream(_ bed: AgentBed, _ id: String, after last: String? = nil) async -> (Reply, [Frame]) {
    let headers = last.map { [HTTPField("Last-Event-ID", $0)] } ?? []
    let reply = await bed.fixture.consumer("GET", "/v1/jobs/\(id)/stream", key: bed.key, headers: headers)
    return (reply, reply.frames.map(Frame.init))
  }

  @Test("H-122, H-750, H-751, H-752: a job that has ended is told in order, with ids, and closed at once")
  func ended() async throws {
    let bed = try await AgentBed.open(planner: Self.planner)
    let id = await bed.start()
    let job = await bed.end(of: id)
    let (reply, frames) = await stream(bed, id)
    #expect(reply.status == 200 && reply[header: "content-type"] == "text/event-stream")
    #expect(reply[header: "cache-control"] == "no-cache" && reply[header: "x-accel-buffering"] == "no")
    let logs = frames.filter { $0.event == "log" }
    #expect(frames.map(\.event) == ["status"] + logs.map(\.event) + ["result", "end"])
    #expect(frames.first?.data["status"]?.string == "succeeded" && frames.first?.data["progress"]?.number == 1)
    #expect(logs.map { $0.id ?? 0 } == Array(1...logs.count))
    #expect(logs.compactMap { $0.data["step"]?.integer } == [1, 2, 3, 4])
    #expect(logs.allSatisfy { $0.data["message"]?.string?.isEmpty == false && $0.data["t"]?.string != nil })
    #expect(frames.dropLast().last?.data == job["output"])
    #expect(frames.last?.data.text == #"{"status":"succeeded"}"#)
  }

  @Test(
    "H-753: only lines behind the last event are sent again, all of them where it cannot be read",
    arguments: [("0", 4), ("1", 3), ("3", 1), ("4", 0), ("99", 0), ("x", 4), ("-1", 4), ("1.5", 4), ("", 4)])
  func resumed(last: String, count: Int) async throws {
    let bed = try await AgentBed.open(planner: Self.planner)
    let id = await bed.start()
    _ = await bed.end(of: id)
    let (_, frames) = await stream(bed, id, after: last)
    #expect(frames.first?.event == "status" && frames.last?.event == "end")
    #expect(frames.filter { $0.event == "result" }.count == 1)
    #expect(frames.filter { $0.event == "log" }.map { $0.id ?? 0 } == Array((5 - count)..<5))
  }

  @Test("H-751, H-752, O-713: a job is told of as it goes on, its progress never falls, and silences are bridged")
  func live() async throws {
    let time = VirtualTime(unixTime: GatewayFixture.start)
    let hosts = ScriptedHosts([
      ("/chat/completions", Self.planner.map { .json(200, FixtureHosts.completion($0)) }),
      ("/images/generations", [AgentBed.picture()]),
    ])
    let fixture = try await GatewayFixture.open(
      time: time,
      configure: { configuration, ports in
        configuration.agents = [AgentBed.profile]
        ports.transport = SlowTransport(ports.transport, time: time, part: "/images/generations", delay: 40_000)
      }, answer: hosts.answer)
    let bed = AgentBed(fixture: fixture, key: await fixture.issueKey())
    let id = await bed.start()
    let progress = await bed.job(id)["progress"]?.number ?? 1
    async let streamed = stream(bed, id)
    for moment in [15_000, 30_000, 40_000] as [Double] {
      #expect(await eventually { time.nextWaking == Moment.zero.advanced(byMilliseconds: moment) })
      await time.advance(to: Moment.zero.advanced(byMilliseconds: moment))
    }
    let (_, frames) = await streamed
    #expect(frames.first?.event == "status" && frames.first?.data["status"]?.string == "processing")
    #expect(frames.contains { $0.event == "ping" })
    let states = frames.filter { $0.event == "status" }
    #expect(states.last?.data["status"]?.string == "succeeded")
    let all = [progress] + states.compactMap { $0.data["progress"]?.number }
    #expect(all == all.sorted() && all.last == 1)
    #expect(frames.filter { $0.event == "log" }.compactMap(\.id) == [1, 2, 3, 4])
    #expect(Array(frames.map(\.event).suffix(2)) == ["result", "end"])
  }

  @Test("H-751: a job that failed is told of by its error, one that was canceled as well")
  func failures() async throws {
    let failing = try await AgentBed.open(planner: [#"{"action": "finish"}"#])
    let id = await failing.start()
    _ = await failing.end(of: id)
    let (_, frames) = await stream(failing, id)
    #expect(Array(frames.map(\.event).suffix(2)) == ["error", "end"])
    #expect(frames.dropLast().last?.data["code"]?.string == "NO_OUTPUT")
    #expect(frames.last?.data["status"]?.string == "failed")
  }
}
