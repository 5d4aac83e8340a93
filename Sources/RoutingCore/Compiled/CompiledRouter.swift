/// The fast way to a decision: the same answers as the plain rules, from columns and bitsets, without allocating.
///
/// A router is an immutable value; any number of threads may decide with one at once. Names are looked up once
/// (``shape(of:)``), policies and health are compiled: a policy once, health once per epoch.
public struct CompiledRouter: Sendable {
  /// The registry that handles refer to.
  public let registry: ModelRegistry
  let compiled: CompiledRegistry

  /// Lays out a registry for deciding.
  ///
  /// - Complexity: O(n) in the number of models, times some forty bitset rows.
  public init(_ registry: ModelRegistry) {
    self.registry = registry
    compiled = CompiledRegistry(registry)
  }

  /// Makes a policy ready.
  ///
  /// - Complexity: O(1) without constraints, O(n) with.
  public func compile(_ policy: RoutingPolicy) -> CompiledPolicy {
    CompiledPolicy(policy, registry: registry, compiled: compiled)
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

  /// Takes from a request what bears on the choice, and looks up its hint.
  public func shape(of request: RoutingRequest) -> RequestShape {
    guard let hint = request.hint else { return RequestShape(request, hint: .absent) }
    return RequestShape(request, hint: registry.handle(ofModel: hint).map(RequestShape.Hint.model) ?? .unknown)
  }

  /// The best model for a request, or nil where none may serve it.
  ///
  /// Exploration is not applied: it needs dice and a ranking, see ``record(for:policy:health:using:)``.
  ///
  /// - Complexity: O(n / 64 + c) in the number of models and of candidates that pass the bitsets; no allocation.
  public func decide(_ shape: RequestShape, policy: CompiledPolicy, health: CompiledHealth) -> Choice? {
    let scan = CandidateScan(shape, policy: policy, compiled: compiled)
    switch shape.hint {
    case .absent:
      return best(shape, scan, policy, health).map { choice($0, shape, .absent) }
    case .unknown:
      return best(shape, scan, policy, health).map { choice($0, shape, .unknown) }
    case .model(let model):
      if mayServe(model, shape, scan, policy, health) {
        return Choice(
          model: model, provider: ProviderHandle(index: compiled.candidates[model.index].provider),
          estimatedCost: cost(of: shape, at: model), reason: .hintExact, hintStatus: .exact)
      }
      return best(shape, scan, policy, health).map { choice($0, shape, .ineligible) }
    }
  }

  private func choice(_ index: Int, _ shape: RequestShape, _ hintStatus: HintStatus) -> Choice {
    let candidate = compiled.candidates[index]
    return Choice(
      model: ModelHandle(index: index), provider: ProviderHandle(index: candidate.provider),
      estimatedCost: cost(of: shape, at: ModelHandle(index: index)),
      reason: .routedByWeight(Int(candidate.weight)), hintStatus: hintStatus)
  }

  /// What a request is expected to cost at a model of this router's registry.
  public func cost(of shape: RequestShape, at model: ModelHandle) -> Dollars {
    Dollars(unchecked: compiled.candidate(model.index, for: shape).cost(of: shape))
  }

  private func mayServe(
    _ model: ModelHandle, _ shape: RequestShape, _ scan: CandidateScan, _ policy: CompiledPolicy,
    _ health: CompiledHealth
  ) -> Bool {
    let word = scan.word(model.index / 64, policy: policy, health: health, bits: compiled.bits)
    return word & (1 << UInt64(model.index % 64)) != 0
      && compiled.windows[model.index] >= scan.windowToCheck
      && cost(of: shape, at: model).value <= policy.costLimit
  }
}
