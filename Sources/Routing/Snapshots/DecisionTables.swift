import RoutingCore

/// What a decision reads of a view, laid into the worker itself.
///
/// It cannot be copied, so the compiler lends its parts instead of counting references to them: reading them through the
/// view's object, a decision over six models took 280 ns more.
struct DecisionTables: ~Copyable, Sendable {
  let router: CompiledRouter
  let registry: ModelRegistry
  let health: CompiledHealth
  let arms: CompiledArms?
  let policies: [CompiledPolicy?]
  let references: [PreparedReference]
  let mustAsk: [Bool]

  init(_ view: RouterView) {
    router = view.edition.router
    registry = router.registry
    health = view.health
    arms = view.edition.arms
    policies = view.policies
    references = view.edition.references
    mustAsk = view.mustAsk
  }

  /// The choice for a request whose names are looked up.
  @inline(__always)
  borrowing func choice(
    for request: borrowing RoutingRequest, _ reference: PreparedReference, policy place: Int,
    turns: inout ReferenceTurns, seed: UInt64
  ) throws(MissingPolicy) -> Choice? {
    guard place < policies.count, let policy = policies[place] else { throw MissingPolicy() }
    let shape = router.shape(of: request, reference: reference, turns: &turns, seed: seed)
    return router.decide(shape, policy: policy, health: health, arms: arms)
  }

  /// There is nothing at the place of a policy.
  struct MissingPolicy: Error {}
}
