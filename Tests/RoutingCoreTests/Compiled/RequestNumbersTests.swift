import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct RequestNumbersTests {
  @Test("a request given as numbers has the shape of the same request with text")
  func shapes() throws {
    let violation = try Law.firstViolation(stream: 77) { routingCase in
      let router = try routingCase.engine().router
      let asked = routingCase.request
      let plain = RoutingRequest(
        id: asked.id, kind: asked.kind, inputTokens: asked.inputTokens, outputTokens: asked.outputTokens,
        units: asked.units, isStreaming: asked.isStreaming, requires: asked.requires, hint: asked.hint)
      guard let hint = asked.hint.map({ router.handle(ofHint: $0) }) ?? .absent else { return nil }
      let numbers = RequestNumbers(
        kind: asked.kind, inputTokens: asked.inputTokens, outputTokens: asked.outputTokens, units: asked.units,
        isStreaming: asked.isStreaming, requires: asked.requires, hint: hint)
      let shape = router.shape(of: numbers, draws: DrawKey(seed: routingCase.seed, requestID: asked.id))
      return shape == router.shape(of: plain, seed: routingCase.seed) ? nil : "\(shape)"
    }
    #expect(violation == nil)
  }

  @Test("R-632, R-641: what stands for something else with every request has no handle")
  func handles() throws {
    let models = [Model.fixture("p/a", at: "p"), .fixture("p/b", at: "p")]
    let registry = try ModelRegistry(models: models, providers: [Provider(id: "p")])
    let alias = ModelAlias(name: "mix", variants: [ModelAlias.Variant(model: "p/a", weight: 1)])
    let router = try CompiledRouter(
      registry, directory: ModelDirectory(aliases: [alias], wildcardPool: ["p/a", "p/b"]))
    #expect(router.handle(ofHint: "mix") == nil)
    #expect(router.handle(ofHint: "*") == nil)
    #expect(router.handle(ofHint: "") == .absent)
    let named = try #require(router.handle(ofHint: "p/b"))
    let unknown = try #require(router.handle(ofHint: "nobody"))
    #expect(Set([named, unknown, .absent]).count == 3)
    let strict = try #require(router.handle(ofHint: ModelReference("nobody", isStrict: true)))
    #expect(strict != unknown)
  }
}
