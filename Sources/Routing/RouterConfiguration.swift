public import RoutingCore

/// Everything that a router decides by and an operator may change while it runs.
public struct RouterConfiguration: Sendable {
  /// The models and providers.
  public var registry: ModelRegistry
  /// Aliases, plans and the pool behind `*`.
  public var directory: ModelDirectory
  /// The policies by name.
  public var policies: [PolicyName: RoutingPolicy]
  /// What Thompson sampling has learned, or nil to score instead.
  public var arms: ThompsonArms?

  /// Makes a configuration, by default with one policy, named `default`, of the contract's values.
  public init(
    registry: ModelRegistry, directory: ModelDirectory = ModelDirectory(),
    policies: [PolicyName: RoutingPolicy] = ["default": RoutingPolicy()], arms: ThompsonArms? = nil
  ) {
    self.registry = registry
    self.directory = directory
    self.policies = policies
    self.arms = arms
  }
}
