import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct MediaTaskPollingTests {
  static func task(_ state: MediaTask.State, id: String? = "t-1") -> MediaTask {
    MediaTask(id: id, state: state, body: .null)
  }

  private static func moment(_ milliseconds: Double) -> Moment { Moment(milliseconds: milliseconds) }

  @Test("H-153: a task that goes on is asked for every two seconds, until two minutes after its submission")
  func schedule() {
    let plan = MediaTaskPolling(start: Self.moment(5000))
    for state in [MediaTask.State.pending, .running] {
      #expect(
        plan.action(after: Self.task(state), now: Self.moment(5000)) == .ask(at: Self.moment(7000), timeout: 10_000))
      #expect(
        plan.action(after: Self.task(state), now: Self.moment(122_000)) == .ask(at: Self.moment(124_000), timeout: 1000)
      )
      for late in [123_000.0, 125_000, 1e9] {
        #expect(plan.action(after: Self.task(state), now: Self.moment(late)) == .fail(.timedOut(id: "t-1")))
      }
    }
  }

  @Test("H-153: what is final ends the wait, whenever that is known", arguments: MediaTask.State.allCases)
  func ends(state: MediaTask.State) {
    let plan = MediaTaskPolling(start: .zero)
    let task = Self.task(state)
    for now in [0.0, 1e9] where state.isFinal {
      #expect(
        plan.action(after: task, now: Self.moment(now)) == (state == .succeeded ? .finish(task) : .fail(.failed(task))))
    }
    let nameless = Self.task(state, id: nil)
    #expect(
      plan.action(after: nameless, now: .zero) == (state == .succeeded ? .finish(nameless) : .fail(.failed(nameless))))
  }

  @Test(
    "H-153: a question that fails for a while is asked again, another ends the wait", arguments: FailureClass.allCases)
  func failures(meant: FailureClass) {
    let plan = MediaTaskPolling(start: .zero)
    let failure = ProviderFailure.transport(.reset)
    let passes = meant == .transient || meant == .rateLimited
    #expect(
      plan.action(after: failure, meaning: meant, id: "t-1", now: .zero)
        == (passes ? .ask(at: Self.moment(2000), timeout: 10_000) : .fail(.provider(failure))))
    #expect(
      plan.action(after: failure, meaning: meant, id: "t-1", now: Self.moment(119_000))
        == .fail(passes ? .timedOut(id: "t-1") : .provider(failure)))
    #expect(plan.action(after: .cancelled, meaning: meant, id: "t-1", now: .zero) == .fail(.provider(.cancelled)))
  }
}
