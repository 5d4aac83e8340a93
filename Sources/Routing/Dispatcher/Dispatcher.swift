public import RoutingCore
import Synchronization

/// Sends requests: asks the router who serves, makes the calls, and does what the request's machine says until there is an
/// answer.
///
/// What follows a failure is decided in the core, by `DispatchStateMachine`. The dispatcher locks, asks, unlocks and acts: the machine is
/// asked under the router's lock, and providers, clock and observer are called outside of it. Everything runs within
/// the caller's task, so cancelling that stops the request, and cancellation reaches the provider.
///
/// The dispatcher drives ``Router/tick(now:limit:)`` by itself, at the end of a request when one is due.
public final class Dispatcher: Sendable {
  /// The router that decides.
  public let router: Router
  /// The numbers that attempts keep to.
  public let parameters: DispatchParameters
  let time: any TimeSource
  let observer: (any RoutingObserver)?
  private let providers: Locked<[ProviderID: any ModelProvider]>
  private let lanes: [DispatchLane]
  private let turn = Atomic<Int>(0)
  private let nextTick: Atomic<Int64>
  private let tickInterval: Milliseconds

  /// Makes a dispatcher that reaches each provider of the registry through an adapter.
  ///
  /// Requests spread over `lanes`, from 1 to 64, each of which decides for one request at a time, which takes some hundred
  /// nanoseconds. Health is compiled for decisions every `tickInterval`, and at once when a provider's state
  /// changes.
  public init(
    _ router: Router, providers: [ProviderID: any ModelProvider], time: any TimeSource,
    observer: (any RoutingObserver)? = nil, parameters: DispatchParameters = DispatchParameters(), lanes: Int = 4,
    tickInterval: Milliseconds = 50
  ) {
    precondition((1...64).contains(lanes), "A dispatcher has 1 to 64 lanes.")
    self.router = router
    self.providers = Locked(providers)
    self.time = time
    self.observer = observer
    self.parameters = parameters
    self.tickInterval = tickInterval
    self.lanes = (0..<lanes).map { _ in DispatchLane(router.makeWorker()) }
    nextTick = Atomic(time.now.advanced(byMilliseconds: tickInterval.value).nanoseconds)
  }

  /// Sends a request and waits for the whole answer.
  ///
  /// - Throws: `DispatchError` with every attempt that was made.
  public func send(_ request: DispatchRequest) async throws(DispatchError) -> DispatchedReply {
    var request = request
    request.routing.isStreaming = false
    let now = time.now
    var machine = DispatchStateMachine(try plan(request))
    let run = DispatchTask(self, request)
    defer { tickIfDue() }
    let result =
      machine.plan.mayRace ? await run.race(&machine, from: now) : await run.sequence(&machine, from: now)
    switch result {
    case .success(let reply): return reply
    case .failure(let failure): throw .failed(failure)
    }
  }

  /// Sends a request and returns with the first piece of its answer; until then others are asked where one fails.
  ///
  /// - Throws: `DispatchError` with every attempt that was made.
  public func stream(_ request: DispatchRequest) async throws(DispatchError) -> DispatchedStream {
    var request = request
    request.routing.isStreaming = true
    let now = time.now
    var machine = DispatchStateMachine(try plan(request))
    defer { tickIfDue() }
    switch await DispatchTask(self, request).open(&machine, from: now) {
    case .success(let stream): return stream
    case .failure(let failure): throw .failed(failure)
    }
  }

  /// What a request takes at most, without sending anything (the worst case of its plan).
  ///
  /// - Throws: `DispatchError` where there is no such policy.
  public func bound(of request: DispatchRequest) throws(DispatchError) -> DispatchBound {
    try plan(request).bound()
  }

  /// Replaces the adapter of a provider; calls under way go on with the former.
  public func setProvider(_ provider: (any ModelProvider)?, for id: ProviderID) {
    providers.withLock { $0[id] = provider }
  }

  /// Asks every provider whether it is there, all at once, and tells the router; a host calls this every thirty
  /// seconds or so.
  public func probe(timeout: Milliseconds = 5000) async {
    let all = providers.withLock { $0.sorted { $0.key < $1.key } }
    await withTaskGroup(of: (ProviderID, ProbeResult?).self) { group in
      for (id, provider) in all { group.addTask { (id, await provider.probe(timeout: timeout)) } }
      for await (id, result) in group {
        guard let result, let transition = router.record(result, at: id, now: time.now) else { continue }
        observer?.observe(.healthChanged(transition), request: "")
        router.tick(now: time.now)
      }
    }
  }
}

// MARK: - What a request needs

extension Dispatcher {
  /// The adapter of a provider, or nil where it has none.
  package func provider(_ id: ProviderID) -> (any ModelProvider)? { providers.withLock { $0[id] } }

  private func plan(_ request: DispatchRequest) throws(DispatchError) -> DispatchPlan {
    try onLane { worker throws(DispatchError) in try worker.plan(request, request.parameters ?? parameters) }
  }

  /// Lends the worker of one of the lanes.
  func onLane<Value: Sendable, Failure: Error>(
    _ body: (inout RouterWorker) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    let place = turn.wrappingAdd(1, ordering: .relaxed).oldValue
    return try lanes[Int(bitPattern: UInt(bitPattern: place) % UInt(lanes.count))].worker.withLock(body)
  }

  /// Folds outcomes and compiles health anew where that is due; one of the requests that end does it.
  func tickIfDue() {
    let now = time.now
    let due = nextTick.load(ordering: .relaxed)
    guard now.nanoseconds >= due else { return }
    let next = now.advanced(byMilliseconds: tickInterval.value).nanoseconds
    guard nextTick.compareExchange(expected: due, desired: next, ordering: .relaxed).exchanged else { return }
    router.tick(now: now)
  }
}

/// One of the places where requests are decided, one at a time.
final class DispatchLane: Sendable {
  let worker: Locked<RouterWorker>

  init(_ worker: consuming RouterWorker) { self.worker = Locked(worker) }
}

extension RouterWorker {
  /// The plan of a request by what is published.
  ///
  /// - Throws: `DispatchError` where there is no such policy.
  mutating func plan(
    _ request: DispatchRequest, _ parameters: DispatchParameters
  ) throws(DispatchError) -> DispatchPlan {
    let policy = try policy(of: request)
    return DispatchPlan(
      request.routing, router: tables.router, policy: policy, health: tables.health, arms: tables.arms, turns: &turns,
      seed: router.seed, maximumTokens: request.payload.maximumTokens, scopes: request.scopes, parameters: parameters,
      failover: request.failover)
  }

  /// The policy that a request is decided by, with what was published last.
  ///
  /// - Throws: `DispatchError` where there is no such policy.
  mutating func policy(of request: DispatchRequest) throws(DispatchError) -> CompiledPolicy {
    refresh()
    return switch request.policy {
    case .given(let policy): tables.router.compile(policy)
    case .named(let name): try compiledPolicy(name)
    }
  }

  /// A policy that the router holds.
  ///
  /// - Throws: `DispatchError` where there is none of this name.
  func compiledPolicy(_ name: PolicyName) throws(DispatchError) -> CompiledPolicy {
    guard let place = view.edition.places[name], let policy = tables.policies[place] else {
      throw .unknownPolicy(name)
    }
    return policy
  }
}
