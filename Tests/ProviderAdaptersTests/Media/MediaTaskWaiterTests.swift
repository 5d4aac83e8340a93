import ProviderAdapters
import Routing
import RoutingCore
import Synchronization
import Testing

@Suite struct MediaTaskWaiterTests {
  private static func answer(_ status: String, code: Int = 200) -> ScriptedTransport.Answer {
    let text = #"{"output":{"task_id":"t-1","task_status":"\#(status)","code":"C","results":[{"url":"u"}]}}"#
    return ScriptedTransport.Answer(head: HTTPResponseHead(status: code), pieces: [Array(text.utf8)])
  }

  private static func outcome(
    _ answers: [ScriptedTransport.Answer], from state: MediaTask.State = .pending, clock: JumpingClock = JumpingClock()
  ) async -> (result: Result<MediaTask, MediaTaskFailure>, transport: ScriptedTransport) {
    let transport = ScriptedTransport(answers)
    let provider = DashScopeProvider(connection: .sample(transport))
    let waiter = MediaTaskWaiter(provider: provider, clock: clock)
    do {
      return (.success(try await waiter.finished(MediaTaskPollingTests.task(state))), transport)
    } catch {
      return (.failure(error), transport)
    }
  }

  @Test("H-153: a task is asked for until it has succeeded")
  func success() async throws {
    let clock = JumpingClock()
    let (result, transport) = await Self.outcome(
      [Self.answer("PENDING"), Self.answer("RUNNING"), Self.answer("SUCCEEDED")], clock: clock)
    #expect(try result.get().imageURLs == ["u"])
    #expect(transport.requests.count == 3 && clock.now == Moment(milliseconds: 6000))
    #expect(transport.requests.allSatisfy { $0.url.hasSuffix("/api/v1/tasks/t-1") && $0.method == "GET" })
  }

  @Test(
    "H-153: one that failed or was called off ends in the supplier's code",
    arguments: ["FAILED", "CANCELED", "UNKNOWN"])
  func failure(status: String) async {
    let (result, transport) = await Self.outcome([Self.answer("RUNNING"), Self.answer(status)])
    guard case .failure(.failed(let task)) = result else { return #expect(Bool(false), "\(result)") }
    #expect(task.state.rawValue == status && task.failure?.code == "C" && transport.requests.count == 2)
  }

  @Test("H-153: after two minutes the wait ends with the id to ask by")
  func deadline() async {
    let clock = JumpingClock()
    let (result, transport) = await Self.outcome([Self.answer("RUNNING")], clock: clock)
    #expect(result == .failure(.timedOut(id: "t-1")))
    #expect(transport.requests.count == 59 && clock.now == Moment(milliseconds: 118_000))
  }

  @Test("H-153: a question that is not answered does not lose the task")
  func resilience() async throws {
    let reset = ScriptedTransport.Answer(failure: .failed(.reset), failsBeforeHead: true)
    let (result, transport) = await Self.outcome([reset, Self.answer("", code: 503), Self.answer("SUCCEEDED")])
    #expect(try result.get().state == .succeeded && transport.requests.count == 3)
    let (refused, _) = await Self.outcome([Self.answer("", code: 401)])
    guard case .failure(.provider(.response(let response))) = refused else { return #expect(Bool(false), "\(refused)") }
    #expect(response.status == 401)
  }

  @Test("H-153: what is final already is not asked for")
  func final() async throws {
    let (result, transport) = await Self.outcome([Self.answer("RUNNING")], from: .succeeded)
    #expect(try result.get().state == .succeeded && transport.requests.isEmpty)
  }

  @Test("H-153: whoever is cancelled does not wait on")
  func cancelled() async {
    let clock = JumpingClock()
    clock.cancelsAfter(3)
    let (result, transport) = await Self.outcome([Self.answer("RUNNING")], clock: clock)
    #expect(result == .failure(.provider(.cancelled)) && transport.requests.count == 3)
  }
}

/// A clock on which every wait is over at once.
final class JumpingClock: TimeSource {
  private let state = Mutex((now: Moment.zero, left: Int.max))

  var now: Moment { state.withLock { $0.now } }
  var unixTime: Double { 0 }

  /// Throws from so many waits on.
  func cancelsAfter(_ waits: Int) { state.withLock { $0.left = waits } }

  func sleep(until moment: Moment) async throws(CancellationError) {
    let isOver = state.withLock { state in
      state.left -= 1
      if state.left >= 0 { state.now = max(state.now, moment) }
      return state.left >= 0
    }
    if !isOver { throw CancellationError() }
  }
}
