public import RoutingCore

/// Decides and records for one thread at a time.
///
/// A worker is a value that cannot be copied, so the compiler sees to it that no two threads use it at once; it may be
/// moved from thread to thread. Deciding and recording take no lock, wait for nobody and allocate nothing. At the
/// beginning of each decision the worker looks whether something was published, which costs one load, and takes it up.
///
/// Aliases and `*` that take turns do so for each worker by itself.
///
/// An idle worker keeps at most three views alive: the one it decides with, the one before, and one it has not seen.
/// When a worker ends, what it recorded is still folded.
public struct RouterWorker: ~Copyable, Sendable {
  let router: Router
  let link: WorkerLink
  private(set) var view: RouterView
  private(set) var tables: DecisionTables
  var writer = OutcomeRing.Writer()
  var turns: ReferenceTurns
  private let identity: ObjectIdentifier
  private let seed: UInt64
  private let firstTurn: Int

  init(router: Router, link: WorkerLink, view: RouterView, firstTurn: Int) {
    self.router = router
    self.link = link
    self.view = view
    tables = DecisionTables(view)
    turns = ReferenceTurns(startingAt: firstTurn, for: view.edition.router.resolver.directory)
    identity = ObjectIdentifier(router)
    seed = router.seed
    self.firstTurn = firstTurn
  }

  deinit { link.close() }

  /// Tells the workers of a router apart: how many were made before this one.
  public var number: Int { link.number }
  /// The number of the publication that this worker decides with.
  public var generation: UInt64 { view.generation }

  /// Takes up what was published, as every decision does at its beginning.
  @inline(__always)
  public mutating func refresh() {
    if !link.arrivals.isEmpty { takeUp() }
  }

  @inline(never)
  private mutating func takeUp() {
    guard let next = link.arrivals.take() else { return }
    if next.edition.directoryNumber != view.edition.directoryNumber {
      turns = ReferenceTurns(startingAt: firstTurn, for: next.edition.router.resolver.directory)
    }
    tables.take(next)
    link.returns.post(view)
    view = next
  }

  /// The model that is to serve a request, or nil where none may.
  ///
  /// - Throws: ``UnknownPolicy`` where the handle's policy was dropped by a reconfiguration.
  /// - Complexity: That of `CompiledRouter.decide`; no allocation.
  public mutating func decide(_ query: borrowing RoutingQuery) throws(UnknownPolicy) -> RoutedChoice? {
    refresh()
    return try choose(query)
  }

  /// The same with the policy's name and the request's own hint, both of which are looked up.
  ///
  /// - Throws: ``UnknownPolicy`` where there is none of this name.
  public mutating func decide(
    _ request: borrowing RoutingRequest, policy: PolicyName = "default"
  ) throws(UnknownPolicy) -> RoutedChoice? {
    refresh()
    guard let place = view.edition.places[policy] else { throw UnknownPolicy(name: policy) }
    return try choose(request, request.hint.map { tables.router.resolver.prepare($0) } ?? .none, policy: place)
  }

  /// Decides a batch by one view: what is published meanwhile counts from the next call on.
  ///
  /// `choices` takes the answers in the order of the queries, in place of whatever it held; nothing is allocated where
  /// it has the capacity.
  ///
  /// - Throws: ``UnknownPolicy`` for the first policy that was dropped; `choices` is empty then.
  public mutating func decide(
    _ queries: Span<RoutingQuery>, into choices: inout [RoutedChoice?]
  ) throws(UnknownPolicy) {
    refresh()
    choices.removeAll(keepingCapacity: true)
    for place in queries.indices {
      do throws(UnknownPolicy) {
        choices.append(try choose(queries[place]))
      } catch {
        choices.removeAll(keepingCapacity: true)
        throw error
      }
    }
  }

  @inline(__always)
  private mutating func choose(_ query: borrowing RoutingQuery) throws(UnknownPolicy) -> RoutedChoice? {
    precondition(query.policy.router == identity, "The handle of a policy is of another router.")
    guard let reference = query.reference else {
      return try choose(
        query.request, query.request.hint.map { tables.router.resolver.prepare($0) } ?? .none,
        policy: query.policy.place)
    }
    return try choose(query.request, prepared(reference), policy: query.policy.place)
  }

  @inline(__always)
  private mutating func choose(
    _ request: borrowing RoutingRequest, _ reference: PreparedReference, policy place: Int
  ) throws(UnknownPolicy) -> RoutedChoice? {
    let choice: Choice?
    do {
      choice = try tables.choice(for: request, reference, policy: place, turns: &turns, seed: seed)
    } catch {
      throw UnknownPolicy(name: router.policyName(at: place))
    }
    guard let choice else { return nil }
    return RoutedChoice(
      choice: choice, registry: view.edition.registryNumber, provider: routed(choice.provider))
  }

  func routed(_ provider: ProviderHandle) -> RoutedProvider {
    RoutedProvider(router: identity, roster: view.roster, place: provider.index)
  }

  /// What a reference stands for: whoever has its handle, has a worker that was told of it.
  @inline(__always)
  func prepared(_ reference: ReferenceHandle) -> PreparedReference {
    precondition(reference.router == identity, "The handle of a reference is of another router.")
    return tables.references[reference.place]
  }

  func compiledPolicy(_ policy: PolicyHandle) throws(UnknownPolicy) -> CompiledPolicy {
    precondition(policy.router == identity, "The handle of a policy is of another router.")
    guard policy.place < tables.policies.count, let compiled = tables.policies[policy.place] else {
      throw UnknownPolicy(name: router.policyName(at: policy.place))
    }
    return compiled
  }

  func check(_ provider: RoutedProvider) {
    precondition(provider.router == identity, "The provider is of another router.")
  }
}
