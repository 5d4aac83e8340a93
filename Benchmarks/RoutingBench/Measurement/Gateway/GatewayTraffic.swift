import Routing
import RoutingCore
import TrafficReplay

/// A registry with plans, and what chat models it has under each of the forms that clients name them by.
struct GatewayTraffic {
  /// How a client names a model.
  enum NameForm: String, CaseIterable {
    /// By its id, such as `host/name`.
    case id
    /// By its name alone, which may have several suppliers.
    case name
    /// By a plan.
    case plan
  }

  let registry: ModelRegistry
  let directory: ModelDirectory
  private let names: [NameForm: [String]]

  /// Plans of three models each are made of those that somebody may serve.
  init(over whole: ModelRegistry, models: Int, seed: UInt64) throws {
    let registry = try whole.scaled(to: models, seed: seed)
    self.registry = registry
    let ids = try Self.servable(registry.models.map(\.id.text), Router(RouterConfiguration(registry: registry)))
    let plans = stride(from: 0, to: ids.count, by: 3).map { start in
      ModelPlan(name: "bench-plan-\(start / 3)", members: Array(ids[start..<min(start + 3, ids.count)]))
    }
    directory = ModelDirectory(plans: plans)
    let router = try Router(RouterConfiguration(registry: registry, directory: directory))
    let alone = Set(registry.models.map(\.name)).subtracting(ids).sorted()
    names = [
      .id: ids, .name: try Self.servable(alone, router), .plan: try Self.servable(plans.map(\.name), router),
    ]
    guard names.values.allSatisfy({ !$0.isEmpty }) else {
      throw UsageError(description: "a registry of \(models) models has not every form of a name for a chat model")
    }
  }

  /// The name of a request's model, another one for each of the first requests.
  func name(_ number: Int, as form: NameForm) -> String {
    let all = names[form] ?? []
    return all[number % all.count]
  }

  private static func servable(_ names: [String], _ router: Router) throws -> [String] {
    var worker = router.makeWorker()
    return try names.filter { name in
      try worker.decide(GatewayTraffic.request(naming: name, isStreaming: true)) != nil
    }
  }

  /// What routing knows of a request of the traffic.
  static func request(naming name: String, isStreaming: Bool) -> RoutingRequest {
    RoutingRequest(
      id: "bench", inputTokens: 120, outputTokens: 256, isStreaming: isStreaming,
      parameters: ParameterSet([.temperature]), hint: ModelReference(name, isStrict: true))
  }
}
