import GatewayState
import Routing
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import RoutingCore

@Suite(.offThePool) struct TrafficObserverTests {
  private static let summary = DispatchSummary(
    model: "m", provider: "p", reason: .hintExact, hintStatus: .exact, cost: 0, hedgeCost: 0, attempts: [], latency: 1)

  /// What is told of an event, without its time.
  private func told(_ event: RoutingEvent) async throws -> [GatewayEvent.Content] {
    let bus = EventBus()
    let subscription = try bus.subscribe()
    TrafficObserver(metrics: MetricsRegistry(), events: bus, time: VirtualTime()).observe(event, request: "r")
    bus.close()
    var contents: [GatewayEvent.Content] = []
    while let item = await subscription.next() {
      if case .event(let event) = item { contents.append(event.content) }
    }
    return contents
  }

  @Test(
    "H-632: what a dispatcher does is told as the contract's event",
    arguments: [
      (
        RoutingEvent.attemptStarted(model: "m", provider: "p", cause: .escalated),
        GatewayEvent.Content.escalation(requestID: "r", to: "m")
      ),
      (.streamOpened(summary), .streamStarted(requestID: "r", model: "m", provider: "p")),
      (.modelDisabled("m", reason: "auth"), .modelDisabled("m", reason: "auth")),
      (.workflow(.started, id: "w"), .workflowStarted(id: "w")),
      (.workflow(.completed, id: "w"), .workflowCompleted(id: "w")),
      (.workflow(.activityCompleted(call: 2), id: "w"), .activityCompleted(workflow: "w", call: 2)),
      (.workflow(.failed("no"), id: "w"), .workflowFailed(id: "w", message: "no")),
    ])
  func events(event: RoutingEvent, content: GatewayEvent.Content) async throws {
    #expect(try await told(event) == [content])
  }

  /// A clock whose date is none.
  private struct BrokenDate: TimeSource {
    let unixTime: Double
    var now: Moment { .zero }
    func sleep(until moment: Moment) async throws(CancellationError) {}
  }

  @Test("an event by a clock that tells no date is told all the same", arguments: [Double.nan, .infinity, 1e300, -1])
  func brokenDate(unixTime: Double) async throws {
    let bus = EventBus()
    let subscription = try bus.subscribe()
    let observer = TrafficObserver(metrics: MetricsRegistry(), events: bus, time: BrokenDate(unixTime: unixTime))
    observer.observe(.workflow(.started, id: "w"), request: "r")
    #expect(await subscription.next() == .event(GatewayEvent(milliseconds: 0, .workflowStarted(id: "w"))))
  }

  @Test("H-120: attempts and ends of requests are not told of here, so that each is told of once")
  func silent() async throws {
    for cause in Attempt.Cause.allCases where cause != .escalated {
      #expect(try await told(.attemptStarted(model: "m", provider: "p", cause: cause)) == [])
    }
    #expect(try await told(.ended(.answered(Self.summary))) == [])
    #expect(try await told(.ended(.failed(DispatchFailure(kind: .deadline)))) == [])
  }

  @Test("H-907: a change of health is told of and shown, and a removed provider is shown no more")
  func health() async throws {
    let metrics = MetricsRegistry()
    let observer = TrafficObserver(metrics: metrics, events: EventBus(), time: VirtualTime())
    let down = HealthTransition(provider: "p", old: .healthy, new: .down, reason: .probeDead)
    observer.observe(.healthChanged(down), request: "r")
    #expect(try ExpositionReader(metrics.text).value("tokenhub_provider_health_state", "p") == 0)
    let removed = HealthTransition(provider: "p", old: .down, new: nil, reason: .removed)
    observer.observe(.healthChanged(removed), request: "r")
    #expect(try ExpositionReader(metrics.text).value("tokenhub_provider_health_state", "p") == nil)
    #expect(try await told(.healthChanged(down)) == [.healthChange(down)])
  }
}
