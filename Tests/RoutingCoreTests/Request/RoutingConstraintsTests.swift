import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct RoutingConstraintsTests {
  private let model = Model(id: "p/m1", provider: "p", name: "alpha", region: nil)
  private let provider = Provider(id: "p", region: "EU", vendor: "Acme")

  private func refusal(_ constraints: RoutingConstraints) -> RoutingConstraints.Dimension? {
    constraints.refusal(of: model, at: provider)
  }

  @Test("R-307, R-704: deny wins over allow, and an empty allow or a star allows everything")
  func allowAndDeny() {
    #expect(refusal(RoutingConstraints()) == nil)
    #expect(refusal(RoutingConstraints(models: NameFilter(allow: ["beta"]))) == .model)
    #expect(refusal(RoutingConstraints(models: NameFilter(allow: ["beta", "*"]))) == nil)
    #expect(refusal(RoutingConstraints(models: NameFilter(allow: ["alpha"], deny: ["p/m1"]))) == .model)
  }

  @Test("R-706: a provider is known by id and vendor, a model by id and name")
  func otherNames() {
    #expect(refusal(RoutingConstraints(providers: NameFilter(allow: ["acme"]))) == nil)
    #expect(refusal(RoutingConstraints(providers: NameFilter(allow: ["p"]))) == nil)
    #expect(refusal(RoutingConstraints(providers: NameFilter(deny: ["acme"]))) == .provider)
    #expect(refusal(RoutingConstraints(models: NameFilter(allow: ["alpha"]))) == nil)
  }

  @Test("R-110, R-705: the model's region counts before its provider's, without regard to case")
  func regions() {
    #expect(refusal(RoutingConstraints(regions: .regions(allow: ["eU"]))) == nil)
    var american = model
    american.region = "US"
    let european = RoutingConstraints(regions: .regions(allow: ["eu"]))
    #expect(european.refusal(of: american, at: provider) == .region)
  }

  @Test("R-705: a model without a region matches only where no region is asked for")
  func noRegion() {
    let placeless = Provider(id: "p")
    #expect(RoutingConstraints(regions: .regions(allow: ["eu"])).refusal(of: model, at: placeless) == .region)
    #expect(RoutingConstraints(regions: .regions(deny: ["eu"])).refusal(of: model, at: placeless) == nil)
    #expect(RoutingConstraints(regions: .regions(allow: ["*"])).refusal(of: model, at: placeless) == nil)
  }

  @Test("model, then provider, then region is blamed")
  func order() {
    let everything = RoutingConstraints(
      models: NameFilter(deny: ["alpha"]), providers: NameFilter(deny: ["p"]), regions: .regions(deny: ["eu"]))
    #expect(refusal(everything) == .model)
  }
}
