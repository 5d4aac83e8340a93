import RoutingCore
import RoutingTestSupport
import Testing

/// What keys and requests wish for together.
@Suite(.offThePool) struct PreferenceLayersTests {
  private func merged(
    request: RoutingPreferences? = nil, key: RoutingPreferences? = nil, runtime: RoutingPreferences? = nil
  ) throws -> RoutingPolicy {
    try PolicyStack(
      request: PolicyLayer(preferences: request), key: PolicyLayer(preferences: key),
      runtime: PolicyLayer(preferences: runtime)
    ).merged().policy
  }

  @Test("R-703: the constraints of all four layers hold together")
  func constraints() throws {
    func layer(_ constraints: RoutingConstraints) -> PolicyLayer { PolicyLayer(constraints: constraints) }
    let constraints = try PolicyStack(
      directive: layer(RoutingConstraints(providers: NameFilter(allow: ["acme"]))),
      request: layer(RoutingConstraints(providers: NameFilter(allow: ["*"], deny: ["p3"]))),
      key: layer(
        RoutingConstraints(providers: NameFilter(allow: ["p1", "p2", "p3"]), regions: .regions(deny: ["us"]))),
      runtime: layer(RoutingConstraints(models: NameFilter(deny: ["alpha"])))
    ).merged().policy.constraints
    func refusal(_ id: ProviderID, _ model: String = "m", region: Region? = nil) -> RoutingConstraints.Dimension? {
      constraints.refusal(
        of: .fixture(ModelID(model), at: id), at: Provider(id: id, region: region, vendor: "acme"))
    }
    #expect(refusal("p1") == nil, "by its vendor for one layer, by its id for another")
    #expect(refusal("p3") == .provider)
    #expect(refusal("p4") == .provider)
    #expect(refusal("p1", "alpha") == .model)
    #expect(refusal("p1", region: "US") == .region)
  }

  @Test("R-703: a request's preferences do not lift what its key demands of hosts and prices")
  func demands() throws {
    let key = RoutingPreferences(
      requiresParameters: true, maximumPrices: MaximumPrices(inputPerThousandTokens: 0.01, perUnit: 2),
      quantizations: [.fp8, .bf16], deniesTraining: true, requiresZeroRetention: true)
    for request in [RoutingPreferences(), RoutingPreferences(sort: .price)] {
      let preferences = try merged(request: request, key: key).preferences
      #expect(preferences.requiresParameters && preferences.deniesTraining && preferences.requiresZeroRetention)
      #expect(preferences.maximumPrices == key.maximumPrices)
      #expect(preferences.quantizations == key.quantizations)
      #expect(preferences.sort == request.sort)
    }
    let lower = try merged(request: key, runtime: RoutingPreferences()).preferences
    #expect(lower == key)
    let runtime = try merged(request: RoutingPreferences(), runtime: key).preferences
    #expect(runtime == key, "what the operator demands of all holds as well")
  }

  @Test("R-703: of two caps the lower one holds, kind by kind")
  func caps() throws {
    let preferences = try merged(
      request: RoutingPreferences(
        maximumPrices: MaximumPrices(inputPerThousandTokens: 0.02, outputPerThousandTokens: 0.03)),
      key: RoutingPreferences(
        maximumPrices: MaximumPrices(inputPerThousandTokens: 0.01, outputPerThousandTokens: 0.04, perUnit: 5))
    ).preferences
    #expect(
      preferences.maximumPrices
        == MaximumPrices(inputPerThousandTokens: 0.01, outputPerThousandTokens: 0.03, perUnit: 5))
  }

  @Test("R-703: of two lists of quantisations both must name it, and with none in common no known one will do")
  func quantizations() throws {
    func left(_ request: [Quantization], _ key: [Quantization], _ runtime: [Quantization] = []) throws -> [String] {
      let policy = try merged(
        request: RoutingPreferences(quantizations: request), key: RoutingPreferences(quantizations: key),
        runtime: RoutingPreferences(quantizations: runtime))
      let models = [nil, Quantization.int4, .fp8, .bf16].map { quantization in
        var model = Model.fixture(ModelID(quantization?.name ?? "unknown"))
        model.quantization = quantization
        return model
      }
      return try answer(models, policy: policy).ranked.map(\.model.text).sorted()
    }
    #expect(try left([], []) == ["bf16", "fp8", "int4", "unknown"])
    #expect(try left([.fp8, .int4], [.fp8, .bf16]) == ["fp8", "unknown"])
    #expect(try left([.int4], [.bf16]) == ["unknown"])
    #expect(try left([.int4], [.bf16], [.int4]) == ["unknown"])
    #expect(try left([], [.int4], [.bf16]) == ["unknown"])
    #expect(try left([.int4], [], [.int4, .fp8]) == ["int4", "unknown"])
  }

  @Test("R-703: a key that closes itself to all providers but its own stays closed, whatever order a request states")
  func closedKey() throws {
    let models = ["p1", "p2", "p3"].map { Model.fixture(ModelID($0), at: ProviderID($0)) }
    let closed = RoutingPreferences(preferred: Preferred(providers: ["p2", "p1"]), allowsFallbacks: false)
    func served(_ request: RoutingPreferences?) throws -> [String] {
      try answer(models, policy: try merged(request: request, key: closed)).ranked.map(\.model.text)
    }
    #expect(try served(nil) == ["p2", "p1"])
    #expect(try served(RoutingPreferences(sort: .price)) == ["p2", "p1"])
    #expect(try served(RoutingPreferences(preferred: Preferred(providers: ["p3", "p1"]))) == ["p1", "p2"])
    let other = RoutingPreferences(preferred: Preferred(providers: ["p1"]), allowsFallbacks: false)
    #expect(try served(other) == ["p1"])
    #expect(
      try served(RoutingPreferences(preferred: Preferred(providers: ["p3"]), allowsFallbacks: false)).isEmpty)
  }

  @Test("R-201: a request without fallbacks and without an order is served by one model, whatever order its key states")
  func orderAndFallbacksBelongTogether() throws {
    let models = ["p1", "p2"].map { Model.fixture(ModelID($0), at: ProviderID($0)) }
    let key = RoutingPreferences(preferred: Preferred(providers: ["p2"]))
    let alone = try merged(request: RoutingPreferences(allowsFallbacks: false), key: key)
    let decision = try #require(try answer(models, policy: alone).verdict.decision)
    #expect(decision.model == "p1" && decision.fallbacks.isEmpty)
    #expect(try answer(models, policy: alone).excluded.isEmpty)
    let ordered = try merged(request: RoutingPreferences(), key: RoutingPreferences(allowsFallbacks: false))
    #expect(!ordered.preferences.allowsFallbacks)
  }

  @Test("R-201: what only orders follows precedence, list by list and bound by bound")
  func wishes() throws {
    let key = RoutingPreferences(
      preferred: Preferred(models: ["k"], providers: ["k"], regions: ["k"]),
      minimumThroughput: PercentileBound<TokensPerSecond>(1), maximumLatency: PercentileBound<Millisecond>(2),
      sort: .latency)
    let request = RoutingPreferences(
      preferred: Preferred(models: ["r"]), maximumLatency: PercentileBound<Millisecond>(9, at: .p99), sort: .price)
    let preferences = try merged(request: request, key: key).preferences
    #expect(preferences.preferred == Preferred(models: ["r"], providers: ["k"], regions: ["k"]))
    #expect(preferences.minimumThroughput == key.minimumThroughput)
    #expect(preferences.maximumLatency == request.maximumLatency)
    #expect(preferences.sort == .price)
    let inverse = try merged(
      request: RoutingPreferences(preferred: Preferred(providers: ["r"], regions: ["r"])), key: key)
    #expect(inverse.preferences.preferred == Preferred(models: ["k"], providers: ["r"], regions: ["r"]))
  }
}
