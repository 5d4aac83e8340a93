import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct RefusalTests {
  private let models = [
    Model.fixture("a", at: "p-eu", weight: 5), .fixture("b", at: "p-us", weight: 6),
    .fixture("c", at: "p-ap", weight: 7), .fixture("d", at: "p-none", weight: 8),
  ]
  private let providers = [
    Provider(id: "p-eu", region: "EU", vendor: "Acme"), Provider(id: "p-us", region: "us"),
    Provider(id: "p-ap", region: "ap"), Provider(id: "p-none"),
  ]

  private func refusal(
    _ models: [Model]? = nil, _ constraints: RoutingConstraints = RoutingConstraints(), hint: ModelReference? = nil,
    tokens: TokenCount = 100, minimumWeight: Int = 0, health: [ProviderID: HealthReading] = [:],
    providers: [Provider]? = nil
  ) throws -> Refusal {
    try #require(
      try answer(
        models ?? self.models, providers: providers ?? self.providers,
        request: RoutingRequest(inputTokens: tokens, hint: hint),
        policy: RoutingPolicy(minimumWeight: minimumWeight, constraints: constraints), health: health
      ).verdict.refusal)
  }

  private func regions(_ allow: String..., deny: [String] = []) -> NameFilter {
    .regions(allow: allow, deny: deny)
  }

  @Test("R-720, R-614: causes have the contract's codes")
  func codes() {
    #expect(
      Refusal.Cause.allCases.map(\.code) == [
        "model_not_found", "region_unavailable", "no_supplier", "no_eligible_model",
      ])
  }

  @Test("R-720: where nothing is registered or switched on, there is no supplier")
  func nothingThere() throws {
    #expect(try refusal([]) == Refusal(hintStatus: .absent, cause: .noSupplier, isPermanent: true))
    var off = models
    for index in off.indices { off[index].isEnabled = false }
    #expect(try refusal(off) == Refusal(hintStatus: .absent, cause: .noSupplier))
    var closed = providers
    for index in closed.indices { closed[index].isEnabled = false }
    #expect(try refusal(providers: closed) == Refusal(hintStatus: .absent, cause: .noSupplier))
    #expect(try refusal(providers: []).cause == .noSupplier)
  }

  @Test("R-720: models and providers out of bounds leave no supplier, for good where nothing registered matches")
  func modelOrProvider() throws {
    let permanent = Refusal(hintStatus: .absent, cause: .noSupplier, isPermanent: true)
    #expect(try refusal(nil, RoutingConstraints(models: NameFilter(allow: ["x"]))) == permanent)
    #expect(try refusal(nil, RoutingConstraints(models: NameFilter(deny: ["a", "b", "c", "d"]))) == permanent)
    #expect(try refusal(nil, RoutingConstraints(providers: NameFilter(allow: ["p-x"]))) == permanent)
    #expect(
      try refusal(
        nil, RoutingConstraints(models: NameFilter(allow: ["a"]), providers: NameFilter(deny: ["acme"]))) == permanent)
  }

  @Test("R-720, R-721: a region that removes the last survivor is to blame, and the regions that would work are listed")
  func region() throws {
    #expect(
      try refusal(nil, RoutingConstraints(regions: regions("mars")))
        == Refusal(
          hintStatus: .absent, cause: .regionUnavailable, isPermanent: true, allowedRegions: ["ap", "eu", "us"]))
    #expect(
      try refusal(
        nil, RoutingConstraints(providers: NameFilter(deny: ["p-none"]), regions: regions(deny: ["EU", "US", "AP"])))
        == Refusal(
          hintStatus: .absent, cause: .regionUnavailable, isPermanent: true, allowedRegions: ["ap", "eu", "us"]))
  }

  @Test("R-720: model is asked before provider, and provider before region")
  func order() throws {
    // The provider leaves "a", which the region removes; "b" in that region is removed by the provider.
    #expect(
      try refusal(nil, RoutingConstraints(providers: NameFilter(allow: ["acme"]), regions: regions("us")))
        == Refusal(hintStatus: .absent, cause: .regionUnavailable, isPermanent: true, allowedRegions: ["eu"]))
    // The provider removes what the model leaves, before any region is asked.
    #expect(
      try refusal(
        nil,
        RoutingConstraints(
          models: NameFilter(allow: ["b"]), providers: NameFilter(allow: ["acme"]), regions: regions("mars")))
        == Refusal(hintStatus: .absent, cause: .noSupplier, isPermanent: true))
  }

  @Test("R-720: a disabled model within bounds could serve one day, so the refusal is not for good")
  func notForGood() throws {
    var models = models
    models[0].isEnabled = false
    #expect(
      try refusal(models, RoutingConstraints(regions: regions("eu")))
        == Refusal(hintStatus: .absent, cause: .regionUnavailable, allowedRegions: ["ap", "us"]))
    #expect(
      try refusal(models, RoutingConstraints(models: NameFilter(allow: ["a"])))
        == Refusal(hintStatus: .absent, cause: .noSupplier))
  }

  @Test(
    "R-720: survivors that are all down, limited or locked leave no supplier, for now",
    arguments: [
      HealthReading(isAvailable: false), HealthReading(isRateLimited: true), HealthReading(credentialsAreLocked: true),
    ])
  func unreachable(reading: HealthReading) throws {
    let constraints = RoutingConstraints(regions: regions("eu"))
    #expect(
      try refusal(nil, constraints, health: ["p-eu": reading]) == Refusal(hintStatus: .absent, cause: .noSupplier))
    let all = Dictionary(uniqueKeysWithValues: providers.map { ($0.id, reading) })
    #expect(try refusal(health: all) == Refusal(hintStatus: .absent, cause: .noSupplier))
  }

  @Test("R-720: survivors that can be reached and fail another filter are none of these")
  func otherFilters() throws {
    let small = models.map { model in
      var model = model
      model.contextWindow = 10
      return model
    }
    #expect(try refusal(small) == Refusal(hintStatus: .absent))
    #expect(try refusal(minimumWeight: 9) == Refusal(hintStatus: .absent))
    #expect(
      try refusal(minimumWeight: 9, health: ["p-us": HealthReading(isAvailable: false)])
        == Refusal(hintStatus: .absent, cause: .noneEligible))
  }

  @Test("R-721: a region counts only where the request could be served now, and a model's own goes before its host's")
  func regionsThatWork() throws {
    var models = models
    models[0].region = "Africa"
    models[2].contextWindow = 10
    models.append(.fixture("e", at: "p-us", weight: 1))
    #expect(
      try refusal(models, RoutingConstraints(regions: regions("mars"))).allowedRegions == ["africa", "us"])
    #expect(
      try refusal(
        models, RoutingConstraints(regions: regions("mars")), health: ["p-us": HealthReading(isAvailable: false)]
      ).allowedRegions == ["africa"])
    #expect(
      try refusal(models, RoutingConstraints(regions: regions("mars")), minimumWeight: 6).allowedRegions == ["us"])
    #expect(
      try refusal(
        models, RoutingConstraints(providers: NameFilter(deny: ["acme"]), regions: regions("mars"))
      ).allowedRegions == ["us"])
    #expect(try refusal(models, RoutingConstraints(regions: regions("mars")), minimumWeight: 10).allowedRegions == [])
  }

  @Test("R-609, R-614: a name that nobody knows is not found where only it may serve, whatever else is wrong")
  func modelNotFound() throws {
    let notFound = Refusal(hintStatus: .unknown, cause: .modelNotFound, isPermanent: true)
    let strict = ModelReference("who", isStrict: true)
    #expect(try refusal(hint: strict) == notFound)
    #expect(try refusal([], hint: strict) == notFound)
    #expect(try refusal(nil, RoutingConstraints(regions: regions("mars")), hint: strict) == notFound)
  }

  @Test("R-609, R-613: as a preference an unknown name is never the cause")
  func unknownPreference() throws {
    #expect(
      try refusal(hint: "who", minimumWeight: 9) == Refusal(hintStatus: .unknown, cause: .noneEligible))
    #expect(
      try refusal(nil, RoutingConstraints(models: NameFilter(allow: ["x"])), hint: "who")
        == Refusal(hintStatus: .unknown, cause: .noSupplier, isPermanent: true))
  }

  @Test("R-614, R-720: a known name that may not serve is refused as if nothing else were registered")
  func strictIneligible() throws {
    let strict = ModelReference("a", isStrict: true)
    #expect(
      try refusal(hint: strict, health: ["p-eu": HealthReading(isAvailable: false)])
        == Refusal(hintStatus: .ineligible, cause: .noSupplier))
    #expect(try refusal(hint: strict, minimumWeight: 6) == Refusal(hintStatus: .ineligible, cause: .noneEligible))
    #expect(
      try refusal(nil, RoutingConstraints(regions: regions("us")), hint: strict)
        == Refusal(hintStatus: .ineligible, cause: .regionUnavailable, isPermanent: true, allowedRegions: ["eu"]))
    #expect(
      try refusal(nil, RoutingConstraints(models: NameFilter(deny: ["a"])), hint: strict)
        == Refusal(hintStatus: .ineligible, cause: .noSupplier, isPermanent: true))
    #expect(try refusal(hint: "a", minimumWeight: 9).hintStatus == .ineligible)
  }

  @Test("R-617, R-721: soft limits do not hold for the named model where regions are tried")
  func softLimitsOfRegions() throws {
    let request = RoutingRequest(inputTokens: 100, hint: ModelReference("a", isStrict: true))
    let policy = RoutingPolicy(
      minimumWeight: 9, defaulted: .minimumWeight, constraints: RoutingConstraints(regions: regions("us")))
    #expect(
      try answer(models, providers: providers, request: request, policy: policy).verdict.refusal?.allowedRegions
        == ["eu"])
  }
}
