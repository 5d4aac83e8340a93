/// A registry that answers: which model should serve this request, and why.
///
/// The stages of an answer, each a folder of this module: eligibility leaves the models that may serve, cost and
/// health give each its numbers, scoring turns the numbers into one, selection takes the best, and the decision
/// carries the result out. Everything is a pure function of its arguments, so the same inputs give the same bytes on
/// any machine.
///
/// This is the convenient front. Callers who decide millions of times a second hold compiled policies and health and
/// ask ``router`` directly.
public struct RoutingEngine: Sendable {
  /// The compiled registry behind every answer.
  public let router: CompiledRouter

  /// The models and providers to choose among.
  public var registry: ModelRegistry { router.registry }

  /// Makes an engine for a registry.
  ///
  /// - Complexity: O(n) in the number of models.
  public init(registry: ModelRegistry) {
    router = CompiledRouter(registry)
  }

  /// Chooses a model.
  ///
  /// The generator is read only where the policy explores.
  ///
  /// - Complexity: O(n log n) in the number of models.
  public func decide(
    _ request: RoutingRequest, policy: RoutingPolicy, health: HealthSnapshot, using generator: inout SeededGenerator
  ) -> Verdict {
    record(for: request, policy: policy, health: health, using: &generator).verdict
  }

  /// Chooses the best model, without exploring.
  ///
  /// - Complexity: O(n log n) in the number of models.
  public func decide(_ request: RoutingRequest, policy: RoutingPolicy, health: HealthSnapshot) -> Verdict {
    var policy = policy
    policy.explorationTemperature = 0
    var unread = SeededGenerator(seed: 0)
    return decide(request, policy: policy, health: health, using: &unread)
  }

  /// Chooses a model, and tells the order of the others and why some were left out.
  ///
  /// The generator is read only where the policy explores.
  ///
  /// - Complexity: O(n log n) in the number of models.
  public func record(
    for request: RoutingRequest, policy: RoutingPolicy, health: HealthSnapshot, using generator: inout SeededGenerator
  ) -> DecisionRecord {
    router.record(for: request, policy: router.compile(policy), health: router.compile(health), using: &generator)
  }
}
