/// A registry that answers: which model should serve this request, and why.
///
/// The stages of an answer, each a folder of this module: resolution tells which models the caller means, eligibility
/// leaves those that may serve, cost and health give each its numbers, scoring turns the numbers into one, selection
/// takes one by score or by chance, and the decision carries the result out. Everything is a pure function of its
/// arguments, so the same inputs give the same bytes on any machine.
///
/// This is the convenient front. Callers who decide millions of times a second hold compiled policies and health and
/// ask ``router`` directly.
public struct RoutingEngine: Sendable {
  /// The compiled registry behind every answer.
  public let router: CompiledRouter

  /// The models and providers to choose among.
  public var registry: ModelRegistry { router.registry }

  /// Makes an engine for a registry, without aliases and plans.
  ///
  /// - Complexity: O(n) in the number of models.
  public init(registry: ModelRegistry) {
    router = CompiledRouter(registry)
  }

  /// Makes an engine for a registry and the names of a directory.
  ///
  /// - Throws: ``InvalidDirectory`` naming everything that keeps these names from being used together.
  /// - Complexity: O(n) in the number of models.
  public init(registry: ModelRegistry, directory: ModelDirectory) throws(InvalidDirectory) {
    router = try CompiledRouter(registry, directory: directory)
  }

  /// Chooses a model.
  ///
  /// Whatever is drawn follows from `seed` and the request's id. Without arms, mode `thompson` scores as
  /// `normal`.
  ///
  /// - Complexity: O(n log n) in the number of models.
  public func decide(
    _ request: RoutingRequest, policy: RoutingPolicy, health: HealthSnapshot, arms: ThompsonArms? = nil,
    seed: UInt64 = 0
  ) -> Verdict {
    record(for: request, policy: policy, health: health, arms: arms, seed: seed).verdict
  }

  /// Chooses a model, and tells the order of the others and why some were left out.
  ///
  /// - Complexity: O(n log n) in the number of models.
  public func record(
    for request: RoutingRequest, policy: RoutingPolicy, health: HealthSnapshot, arms: ThompsonArms? = nil,
    seed: UInt64 = 0
  ) -> DecisionRecord {
    var turns = ReferenceTurns()
    return record(for: request, policy: policy, health: health, arms: arms, turns: &turns, seed: seed)
  }

  /// The same, moving on the turns of round-robin aliases and of `*`; a simulation passes a copy.
  ///
  /// - Complexity: O(n log n) in the number of models.
  public func record(
    for request: RoutingRequest, policy: RoutingPolicy, health: HealthSnapshot, arms: ThompsonArms? = nil,
    turns: inout ReferenceTurns, seed: UInt64
  ) -> DecisionRecord {
    router.record(
      for: request, policy: router.compile(policy), health: router.compile(health),
      arms: arms.map { router.compile($0) }, turns: &turns, seed: seed)
  }
}
