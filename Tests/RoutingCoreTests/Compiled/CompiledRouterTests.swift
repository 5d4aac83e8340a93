import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct CompiledRouterTests {
  @Test("a health snapshot of another registry stops the program with a sentence, instead of misleading a decision")
  func foreignSnapshot() async {
    await #expect(processExitsWith: .failure) {
      let one = try ModelRegistry(models: [], providers: [Provider(id: "a")])
      let two = try ModelRegistry(models: [], providers: [Provider(id: "a"), Provider(id: "b")])
      _ = CompiledRouter(one).compile(HealthSnapshot(of: two))
    }
  }

  @Test("policies without constraints and with them decide alike where the constraints allow everything")
  func emptyConstraints() throws {
    let registry = try ModelRegistry(
      models: [Model(id: "a", provider: "p"), Model(id: "b", provider: "p")], providers: [Provider(id: "p")])
    let router = CompiledRouter(registry)
    let health = router.compile(HealthSnapshot(of: registry))
    let shape = router.shape(of: RoutingRequest(inputTokens: 5))
    let everything = RoutingConstraints(models: NameFilter(allow: ["*"]), providers: NameFilter(allow: ["p"]))
    let free = router.decide(shape, policy: router.compile(RoutingPolicy()), health: health)
    #expect(free != nil)
    #expect(
      free == router.decide(shape, policy: router.compile(RoutingPolicy(constraints: everything)), health: health))
  }
}
