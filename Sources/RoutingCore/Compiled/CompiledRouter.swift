/// Decides by the plain rules, from columns and bitsets, without allocating.
///
/// A router never changes; any number of threads may decide with one at once. Names are looked up once
/// (``shape(of:turns:seed:)``), policies, health and arms are compiled: a policy once, health once per epoch. A class,
/// because a decision hands it on, and a copy of its tables' references takes longer than a decision.
public final class CompiledRouter: Sendable {
  /// What references are resolved with.
  public let resolver: ReferenceResolver
  let compiled: CompiledRegistry
  private let planModes: [RoutingMode]

  /// The registry that handles refer to.
  public var registry: ModelRegistry { resolver.registry }

  /// Lays out a registry for deciding, without aliases and plans.
  ///
  /// - Complexity: O(n) in the number of models, times some hundred bitset rows.
  public convenience init(_ registry: ModelRegistry) {
    self.init(ReferenceResolver(registry, checked: ModelDirectory()))
  }

  /// Lays out a registry for deciding, with the names of a directory.
  ///
  /// - Throws: ``InvalidDirectory`` naming everything that keeps these names from being used together.
  /// - Complexity: O(n) in the number of models, times some hundred bitset rows.
  public convenience init(_ registry: ModelRegistry, directory: ModelDirectory) throws(InvalidDirectory) {
    self.init(try ReferenceResolver(registry, directory))
  }

  private init(_ resolver: ReferenceResolver) {
    self.resolver = resolver
    compiled = CompiledRegistry(resolver.registry)
    let modes = resolver.directory.plans.compactMap(\.mode)
    planModes = RoutingMode.allCases.filter(modes.contains)
  }

  /// Makes a policy ready.
  ///
  /// - Complexity: O(1) without constraints and preferences, O(n) with; once more for each mode of a plan.
  public func compile(_ policy: RoutingPolicy) -> CompiledPolicy {
    CompiledPolicy(policy, planModes: planModes, registry: registry, compiled: compiled)
  }

  /// Makes Thompson arms ready.
  ///
  /// - Complexity: O(n) in the number of models, times some 30 µs for each different belief.
  public func compile(_ arms: ThompsonArms) -> CompiledArms {
    CompiledArms(arms, registry: registry)
  }

  /// Makes a health snapshot of this registry ready.
  ///
  /// - Complexity: O(n + p) on average in the number of models and providers.
  public func compile(_ snapshot: HealthSnapshot) -> CompiledHealth {
    checkOrigin(of: snapshot)
    return CompiledHealth(snapshot, compiled: compiled)
  }

  /// Replaces a snapshot by a later one, reusing the memory of the former.
  ///
  /// - Complexity: O(n + p) on average in the number of models and providers.
  public func update(_ health: inout CompiledHealth, from snapshot: HealthSnapshot) {
    checkOrigin(of: snapshot)
    health.update(from: snapshot, compiled: compiled)
  }

  private func checkOrigin(of snapshot: HealthSnapshot) {
    precondition(
      snapshot.readings.count == registry.providers.count, "The health snapshot is of another registry.")
  }

  /// Takes from a request what bears on the choice, and resolves its hint.
  ///
  /// Aliases and `*` that take turns move `turns` on; draws follow from the seed and the request's id.
  public func shape(of request: RoutingRequest, turns: inout ReferenceTurns, seed: UInt64 = 0) -> RequestShape {
    shape(of: request, reference: request.hint.map(resolver.prepare) ?? .none, turns: &turns, seed: seed)
  }

  /// The same with a reference that was looked up before, which stands in for the request's hint.
  package func shape(
    of request: borrowing RoutingRequest, reference: PreparedReference, turns: inout ReferenceTurns, seed: UInt64
  ) -> RequestShape {
    RequestShape(
      request, hint: resolver.target(of: reference, for: request, turns: &turns, seed: seed),
      isStrict: reference.isStrict, compiled: compiled, draws: DrawKey(seed: seed, requestID: request.id))
  }

  /// The same with turns that nothing has taken yet.
  public func shape(of request: RoutingRequest, seed: UInt64 = 0) -> RequestShape {
    var turns = ReferenceTurns()
    return shape(of: request, turns: &turns, seed: seed)
  }

  /// Which of the registry's context windows may hold a prompt, counted from the smallest.
  public func contextClass(of inputTokens: TokenCount) -> Int {
    Int(compiled.contextRow(for: inputTokens))
  }

  /// What a request is expected to cost at a model of this router's registry.
  public func cost(of shape: RequestShape, at model: ModelHandle) -> Dollars {
    Dollars(unchecked: compiled.cost(model.index, shape))
  }

  /// The model that is to serve a request, or nil where none may.
  ///
  /// Without arms, mode `thompson` scores as `normal`.
  ///
  /// - Complexity: O(n / 64 + c) in the number of models and of candidates that pass the bitsets, a few times where a
  ///   picker draws; no allocation.
  public func decide(
    _ shape: RequestShape, policy: CompiledPolicy, health: CompiledHealth, arms: CompiledArms? = nil
  ) -> Choice? {
    switch shape.hint {
    case .absent: return decideFreely(shape, .absent, policy, health, arms)
    case .unknown: return shape.isStrict ? nil : decideFreely(shape, .unknown, policy, health, arms)
    case .found(let target):
      guard target.kind == .plan, let mode = resolver.mode(of: target) else {
        return decide(naming: target, shape, policy, health, arms)
      }
      return decide(naming: target, shape, policy.underPlan(mode), health, arms)
    }
  }

  private func decide(
    naming target: ReferenceTarget, _ shape: RequestShape, _ policy: CompiledPolicy, _ health: CompiledHealth,
    _ arms: CompiledArms?
  ) -> Choice? {
    if let choice = decideAmongNamed(target, shape, policy, health, arms) { return choice }
    return target.isStrict ? nil : decideFreely(shape, target.missedStatus, policy, health, arms)
  }
}
