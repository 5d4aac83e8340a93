import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ModelTests {
  @Test(
    "R-103, R-104, R-105, R-106, R-109: a model that says nothing has weight 5, no known window, no price, chat, enabled"
  )
  func defaults() {
    let model = Model(id: "a", provider: "p")
    #expect(model.weight == 5)
    #expect(model.contextWindow == nil)
    #expect(model.prices == PriceSheet(inputPerThousandTokens: 0, outputPerThousandTokens: 0, perUnit: 0))
    #expect(model.kinds == .chat)
    #expect(model.isEnabled)
  }

  @Test(
    "R-108: the name is the id without a leading provider, unless given",
    arguments: [
      ("alibaba/deepseek-v3.2", "alibaba", "deepseek-v3.2"), ("deepseek-v3.2", "alibaba", "deepseek-v3.2"),
      ("alibaba/", "alibaba", "alibaba/"), ("alibabas/x", "alibaba", "alibabas/x"), ("a/b/c", "a", "b/c"),
    ])
  func name(id: String, provider: String, name: String) {
    #expect(Model(id: ModelID(id), provider: ProviderID(provider)).name == name)
    #expect(Model(id: ModelID(id), provider: ProviderID(provider), name: "x").name == "x")
  }

  @Test("R-113: a provider is enabled and its region and vendor are lower-cased")
  func provider() {
    let provider = Provider(id: "P", region: "EU-West", vendor: "Acme")
    #expect(provider.isEnabled)
    #expect(provider.region?.name == "eu-west")
    #expect(provider.vendor == "acme")
    #expect(provider.id.text == "P")
  }

  @Test("what nobody said of a capability counts as the policy reads it")
  func unknownCapabilities() {
    let knowledge = CapabilityKnowledge(
      supported: CapabilitySet([.tools]), unsupported: CapabilitySet([.vision]))
    let required = CapabilitySet([.tools, .vision, .reasoning])
    #expect(knowledge.missing(from: required, reading: .asSupported) == CapabilitySet([.vision]))
    #expect(knowledge.missing(from: required, reading: .asUnsupported) == CapabilitySet([.vision, .reasoning]))
  }

  @Test("wire names and cases of kinds, capabilities, modes and states stand for each other")
  func wireNames() {
    #expect(ModelKind.allCases.allSatisfy { ModelKind(name: $0.name) == $0 })
    #expect(Capability.allCases.allSatisfy { Capability(name: $0.name) == $0 })
    #expect(RoutingMode.allCases.allSatisfy { RoutingMode(name: $0.name) == $0 })
    #expect(RoutingStrategy.allCases.allSatisfy { RoutingStrategy(name: $0.name) == $0 })
    #expect(ProviderState.allCases.allSatisfy { ProviderState(name: $0.name) == $0 })
    #expect(RoutingMode(name: "vote") == nil)
  }
}
