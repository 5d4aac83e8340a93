import Routing
import RoutingCore
import RoutingTestSupport
import Testing

/// What holds of a router for every random case.
@Suite(.offThePool) struct RouterLaws {
  @Test(
    "R-001: a worker chooses what the compiled router does over the same snapshot, by name, by handle and in a batch")
  func workerEqualsCompiledRouter() throws {
    let violation = try Law.firstViolation(stream: 40) { try Self.disagreement($0) }
    #expect(violation == nil)
  }

  private static func disagreement(_ routingCase: RoutingCase) throws -> String? {
    let registry = try ModelRegistry(models: routingCase.models, providers: routingCase.providers)
    let configuration = RouterConfiguration(
      registry: registry, directory: routingCase.directory, policies: ["the": routingCase.policy],
      arms: routingCase.arms)
    // Begins with another registry, so that everything below has been reconfigured once.
    let router = try Router(RouterConfiguration(registry: .of("z/z")), seed: routingCase.seed)
    let reference = routingCase.request.hint.map { router.reference($0) }
    let worker = BoxedWorker(router)
    try router.reconfigure(configuration, now: .zero)
    worker.refresh()
    var dice = Dice(seed: routingCase.seed)
    if !registry.providers.isEmpty {
      for _ in 0..<dice.number(0...40) {
        let id = dice.pick(registry.providers).id
        guard let provider = worker.provider(withID: id) else { return "no provider \(id)" }
        let outcome: AttemptOutcome =
          dice.chance(0.5) ? .success(latency: Milliseconds(dice.logUniform(1, 1e5)) ?? 0) : .failure(.transient)
        worker.record(outcome, at: provider, now: .seconds(Double(dice.number(0...60))))
      }
    }
    router.tick(now: .seconds(70))

    let plain = try CompiledRouter(registry, directory: routingCase.directory)
    let health = plain.compile(router.health(at: .seconds(70)))
    let shape = plain.shape(of: routingCase.request, seed: routingCase.seed)
    let expected = plain.decide(
      shape, policy: plain.compile(routingCase.policy), health: health,
      arms: routingCase.arms.map { plain.compile($0) })
    var query = RoutingQuery(routingCase.request, policy: try router.policy("the"), reference: reference)
    var ways = [try fresh(router).decide(routingCase.request, policy: "the")]
    ways.append(try fresh(router).decide(query))
    query.reference = nil
    ways.append(try fresh(router).decide(query))
    var choices: [RoutedChoice?] = []
    let batched = fresh(router)
    try batched.decide([query], into: &choices)
    ways += choices
    for (number, way) in ways.enumerated() {
      let model = way.flatMap { batched.modelID(of: $0) }
      let provider = way.flatMap { batched.provider(of: $0)?.id }
      guard model == expected.map({ registry[$0.model].id }), provider == expected.map({ registry[$0.provider].id }),
        way?.estimatedCost == expected?.estimatedCost, way?.reason == expected?.reason,
        way?.hintStatus == expected?.hintStatus, way?.propensity == expected?.propensity
      else { return "way \(number): \(String(describing: way)) for \(String(describing: expected))" }
    }
    return nil
  }

  /// A worker whose turns stand at the beginning of everything.
  private static func fresh(_ router: Router) -> BoxedWorker { BoxedWorker(router.makeWorker(firstTurn: 0)) }
}
