import RoutingCore

/// What a decision reads of a view, laid into the worker itself, and what the worker has learned of the view's registry.
///
/// It cannot be copied, so the compiler lends its parts instead of counting references to them: reading them through the
/// view's object, a decision over six models took 280 ns more.
struct DecisionTables: ~Copyable, Sendable {
  private(set) var router: CompiledRouter
  private(set) var registry: ModelRegistry
  private(set) var health: CompiledHealth
  private(set) var arms: CompiledArms?
  private(set) var policies: [CompiledPolicy?]
  private(set) var references: [PreparedReference]
  private(set) var mustAsk: [Bool]
  private var prepared: PreparedRouter

  init(_ view: RouterView) {
    router = view.edition.router
    registry = router.registry
    health = view.health
    arms = view.edition.arms
    policies = view.policies
    references = view.edition.references
    mustAsk = view.mustAsk
    prepared = PreparedRouter(view.edition.preparation, health: view.health)
  }

  /// Goes over to another view; what was learned stays good as long as the registry does.
  mutating func take(_ view: RouterView) {
    if view.edition.router === router {
      prepared.adopt(view.health)
    } else {
      router = view.edition.router
      registry = router.registry
      prepared = PreparedRouter(view.edition.preparation, health: view.health)
    }
    health = view.health
    arms = view.edition.arms
    policies = view.policies
    references = view.edition.references
    mustAsk = view.mustAsk
  }

  /// The choice for a request whose names are looked up.
  @inline(__always)
  mutating func choice(
    for request: borrowing RoutingRequest, _ reference: PreparedReference, policy place: Int,
    turns: inout ReferenceTurns, seed: UInt64
  ) throws(MissingPolicy) -> Choice? {
    guard place < policies.count, let policy = policies[place] else { throw MissingPolicy() }
    let shape = router.shape(of: request, reference: reference, turns: &turns, seed: seed)
    return prepared.decide(shape, policy: policy, arms: arms)
  }

  /// There is nothing at the place of a policy.
  struct MissingPolicy: Error {}
}
