import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

/// A dispatcher over scripted providers `p0`, `p1` and so on, each with one model, `m0`, `m1` and so on, the first of
/// which is the cheapest.
struct DispatcherBed: Sendable {
  let time = VirtualTime(unixTime: 784_111_777)
  let router: Router
  let providers: [ScriptedProvider]
  let events = EventLog()
  let dispatcher: Dispatcher

  init(
    _ scripts: [[ScriptedStep]], parameters: DispatchParameters = DispatchParameters(), deadline: Milliseconds? = nil,
    ledger: BudgetLedger = .unlimited, hedges: RetryBudget = .standard
  ) throws {
    let time = time
    let ids = scripts.indices.map { ProviderID("p\($0)") }
    let registry = try ModelRegistry(
      models: scripts.indices.map { number in
        Model(
          id: ModelID("m\(number)"), provider: ids[number],
          prices: PriceSheet(inputPerThousandTokens: 0.001 * Double(number + 1), outputPerThousandTokens: 0.002))
      }, providers: ids.map { Provider(id: $0, type: .openAI) })
    let policy = RoutingPolicy(mode: .normal, maximumCost: nil, deadline: deadline)
    router = try Router(
      RouterConfiguration(registry: registry, policies: ["default": policy]), hedges: hedges, ledger: ledger)
    providers = scripts.map { script in
      ScriptedProvider(script, time: time) { Issue.record("\($0.model) was sent call \($0.number)") }
    }
    dispatcher = Dispatcher(
      router, providers: Dictionary(uniqueKeysWithValues: zip(ids, providers)), time: time, observer: events,
      parameters: parameters)
  }

  static func request(_ id: String = "r", scopes: [BudgetScope] = [], policy: PolicyName = "default") -> DispatchRequest
  {
    DispatchRequest(
      RoutingRequest(id: id, inputTokens: 1000, outputTokens: 500),
      payload: CallPayload(messages: [ChatMessage(.user, "Hello")]), policy: .named(policy), scopes: scopes)
  }

  /// Does something on one thread, while time goes on to the next sleeper whenever nothing else is left to do.
  func run<Value: Sendable>(_ body: @escaping @Sendable (DispatcherBed) async throws -> Value) async throws -> Value {
    let time = time
    let executor = SerialTaskExecutor { time.advanceToNextSleeper() }
    let value = try await executor.run { try await body(self) }
    #expect(!executor.isStuck, "something waited for what never came")
    return value
  }

  /// Sends a request; what came of it.
  func send(_ request: DispatchRequest = DispatcherBed.request()) async -> Result<DispatchedReply, DispatchError> {
    do throws(DispatchError) { return .success(try await dispatcher.send(request)) } catch { return .failure(error) }
  }

  /// Nothing is under way, and nothing is set aside.
  func expectQuiet(sourceLocation: SourceLocation = #_sourceLocation) {
    let now = time.now
    #expect(router.ledger.openReservations.isEmpty, sourceLocation: sourceLocation)
    #expect(
      router.health(at: now).readings.allSatisfy { $0.requestsInFlight == 0 }, sourceLocation: sourceLocation)
    #expect(time.sleeperCount == 0, sourceLocation: sourceLocation)
    #expect(
      providers.allSatisfy { $0.calls.allSatisfy { $0.end != nil } }, "a call goes on", sourceLocation: sourceLocation)
  }
}

/// Keeps what an observer is told.
final class EventLog: RoutingObserver {
  private let entries = Locked<[(event: RoutingEvent, request: String)]>([])
  private let watcher = Locked<(@Sendable (RoutingEvent) -> Void)?>(nil)

  func observe(_ event: RoutingEvent, request: String) {
    entries.withLock { $0.append((event, request)) }
    watcher.withLock { $0 }?(event)
  }

  func watch(_ body: @escaping @Sendable (RoutingEvent) -> Void) { watcher.withLock { $0 = body } }

  var events: [RoutingEvent] { entries.withLock { $0.map(\.event) } }

  /// The events in short: `start m0 first`, `end m0 success`, `open m1`, `health p0 down`, `over`.
  var words: [String] {
    events.map { event in
      switch event {
      case .attemptStarted(let model, _, let cause): "start \(model.text) \(cause.name)"
      case .attemptEnded(let record): "end \(record.model.text) \(record.result.name)"
      case .streamOpened(let summary): "open \(summary.model.text)"
      case .healthChanged(let transition): "health \(transition.provider.text) \(transition.newName)"
      case .modelDisabled(let model, _): "disable \(model.text)"
      case .ended(.answered(let summary)): "answered \(summary.model.text)"
      case .ended(.failed(let failure)): "failed \(failure.kind.name)"
      case .workflow(let event, let id): "\(event.name) \(id)"
      case .orchestrated: "orchestrated"
      }
    }
  }
}

extension Result where Success == DispatchedReply, Failure == DispatchError {
  var summary: DispatchSummary? { if case .success(let reply) = self { reply.summary } else { nil } }
  var dispatchFailure: DispatchFailure? { if case .failure(.failed(let failure)) = self { failure } else { nil } }
}

extension Moment {
  static func milliseconds(_ count: Double) -> Moment { Moment(milliseconds: count) }
}
