import Digests
import GatewayState
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

@Suite struct WebhookTests {
  /// Answers in order, the last again and again; notes what came and when.
  private final class Receiver: HTTPTransport {
    struct State: Sendable {
      var answers: [Result<Int, HTTPTransportError>]
      var requests: [HTTPRequest] = []
      var times: [Double] = []
    }

    let state: Locked<State>
    let time: any TimeSource

    init(_ answers: [Result<Int, HTTPTransportError>], time: any TimeSource) {
      state = Locked(State(answers: answers))
      self.time = time
    }

    func send(_ request: HTTPRequest) async throws(HTTPTransportError) -> HTTPResponse {
      let now = time.now.milliseconds(since: .zero)
      let answer = state.withLock { state in
        state.requests.append(request)
        state.times.append(now)
        return state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
      }
      return HTTPResponse(head: HTTPResponseHead(status: try answer.get()), body: [])
    }

    func stream(_ request: HTTPRequest) async throws(HTTPTransportError) -> any HTTPResponseStream {
      throw .failed(.refused)
    }
  }

  private static let done = JobRecord.fixture(ending: .succeeded(["x"]))

  private static func deliver(
    _ answers: [Result<Int, HTTPTransportError>], _ job: JobRecord = done
  ) async -> (WebhookReport, [Double], [HTTPRequest]) {
    let time = VirtualTime()
    let receiver = Receiver(answers, time: time)
    let delivery = WebhookDelivery(
      transport: receiver, time: time, random: ConstantRandom(byte: 0xFF),
      sign: { HMACSHA256.code(of: $0, key: Array("secret".utf8)) })
    let report = await time.running { await delivery.deliver(job) }
    let state = receiver.state.withLock { $0 }
    return (report, state.times, state.requests)
  }

  @Test("H-760: the body is the job as clients see it and the event, the headers name and sign it")
  func request() async throws {
    let (report, _, requests) = await Self.deliver([.success(204)])
    #expect(report.isDelivered && report.attempts == 1 && report.status == 204)
    let request = try #require(requests.first)
    #expect(request.method == "POST" && request.url == "https://x.test/hook")
    #expect(request.timeout == 10_000)
    let body = try JSONValue(parsing: request.body)
    #expect(body["event"] == "job.completed")
    #expect(body.members?.dropFirst().map(\.name) == Self.done.wire.members?.map(\.name))
    for member in try #require(Self.done.wire.members) { #expect(body[member.name]?.text == member.value.text) }
    let headers = Dictionary(uniqueKeysWithValues: request.headers.map { ($0.name, $0.value) })
    #expect(
      headers == [
        "Content-Type": "application/json", "X-TokenHub-Event": "job.completed",
        "X-TokenHub-Delivery": "ffffffff-ffff-4fff-bfff-ffffffffffff",
        "X-TokenHub-Signature": "sha256="
          + HexadecimalText.text(of: HMACSHA256.code(of: request.body, key: Array("secret".utf8))),
      ])
  }

  @Test("H-760: without a secret nothing is signed")
  func unsigned() {
    let request = WebhookRequest.make(Self.done.wire, to: "https://x.test", delivery: "d", sign: nil)
    #expect(!request.headers.contains { $0.name == "X-TokenHub-Signature" })
  }

  @Test(
    "H-760: what is not answered with 2xx is sent again after 1 s, 5 s and 25 s, the same each time, and then given up",
    arguments: [
      .success(500), .success(404), .success(302), .success(199), .success(300), .failure(.failed(.timedOut)),
      .failure(.failed(.redirected)), .failure(.failed(.refused)),
    ] as [Result<Int, HTTPTransportError>])
  func retries(answer: Result<Int, HTTPTransportError>) async {
    let (report, times, requests) = await Self.deliver([answer])
    #expect(times == [0, 1000, 6000, 31_000])
    #expect(Set(requests).count == 1)
    #expect(report.attempts == 4 && !report.isDelivered)
    #expect(report.status == (try? answer.get()))
  }

  @Test("H-760: the first 2xx ends the attempts", arguments: [200, 202, 299])
  func success(status: Int) async {
    let (report, times, _) = await Self.deliver([.success(503), .failure(.failed(.refused)), .success(status)])
    #expect(times == [0, 1000, 6000])
    #expect(report.isDelivered)
  }

  @Test("H-760: only a job that has ended and wants it told is told")
  func silence() async {
    for job in [JobRecord.fixture(), .fixture(webhook: nil, ending: .canceled)] {
      let (report, _, requests) = await Self.deliver([.success(200)], job)
      #expect(report == WebhookReport() && requests.isEmpty)
    }
    for ending in [JobEnding.canceled, .failed(JobError(code: "C", message: "m"))] {
      #expect(await Self.deliver([.success(200)], .fixture(ending: ending)).0.isDelivered)
    }
  }

  @Test("a delivery that is cancelled ends early")
  func cancellation() async {
    let time = VirtualTime()
    let receiver = Receiver([.success(500)], time: time)
    let delivery = WebhookDelivery(transport: receiver, time: time, random: ConstantRandom(), sign: nil)
    let task = Task { await delivery.deliver(Self.done) }
    await time.sleepers(atLeast: 1)
    task.cancel()
    #expect(await task.value.attempts == 1)
  }

  @Test("H-760: a delivery is named by a random UUID of version 4 and the variant of RFC 9562")
  func uuid() {
    #expect(RandomUUID.text(of: Array(repeating: 0, count: 16)) == "00000000-0000-4000-8000-000000000000")
    #expect(RandomUUID.text(of: Array(0..<16)) == "00010203-0405-4607-8809-0a0b0c0d0e0f")
  }
}
