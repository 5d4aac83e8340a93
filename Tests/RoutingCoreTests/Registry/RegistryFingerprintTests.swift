import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct RegistryFingerprintTests {
  private func models() -> [Model] {
    var dice = Dice(seed: 41)
    var models = (0..<6).map { dice.model(number: $0, providerCount: 2, windows: [100, 4096]) }
    models[2] = Model(id: "plain", provider: "p0")
    return models
  }

  private let providers = [Provider(id: "p0"), Provider(id: "p1")]

  private func fingerprint(_ models: [Model], _ providers: [Provider]) throws -> String {
    try ModelRegistry(models: models, providers: providers).fingerprint
  }

  @Test("the order in which records are given plays no part, and the text is sixteen digits that stay the same")
  func order() throws {
    let fingerprint = try fingerprint(models(), providers)
    #expect(try self.fingerprint(models().reversed(), providers.reversed()) == fingerprint)
    #expect(fingerprint.utf8.count == 16)
    // Two counts of nothing, worked out outside of Swift.
    #expect(try self.fingerprint([], []) == "8d1b09cc4774ff73")
  }

  @Test("whatever a decision can depend on changes the fingerprint, and what it cannot does not")
  func changes() throws {
    let before = try fingerprint(models(), providers)
    let changes: [(inout Model) -> Void] = [
      { $0.weight = $0.weight == 3 ? 4 : 3 }, { $0.contextWindow = 77 }, { $0.prices.inputPerThousandTokens += 1 },
      { $0.prices.outputPerThousandTokens += 1 }, { $0.prices.perUnit += 1 },
      { $0.prices.cachedInputPerThousandTokens = 0.125 }, { $0.prices.batchInputPerThousandTokens = 0.125 },
      { $0.prices.batchOutputPerThousandTokens = 0.125 },
      { $0.prices.tiers = [PriceTier(aboveInputTokens: 9, inputPerThousandTokens: 3)] },
      { $0.prices.tiers = [PriceTier(aboveInputTokens: 9, outputPerThousandTokens: 3)] },
      { $0.prices.perUnitByResolution = [ResolutionPrice(resolution: "4k", perUnit: 3)] },
      { $0.kinds = ModelKindSet([.video, .agent]) },
      { $0.capabilities.supported.formSymmetricDifference([.init([.vision])]) },
      { $0.capabilities.unsupported.formSymmetricDifference([.init([.vision])]) },
      { $0.parameters = ParameterSet([.logprobs]) }, { $0.quantization = $0.quantization == .fp4 ? .fp6 : .fp4 },
      { $0.dataHandling.retainsPrompts = $0.dataHandling.retainsPrompts == true ? false : true },
      { $0.dataHandling.trainsOnPrompts = $0.dataHandling.trainsOnPrompts == true ? false : true },
      { $0.region = "mars" }, { $0.trafficWeight += 0.5 }, { $0.isEnabled.toggle() }, { $0.name += "x" },
      { $0.id = ModelID($0.id.text + "x") }, { $0.provider = "elsewhere" },
    ]
    var seen: Set<String> = [before]
    for change in changes {
      var changed = models()
      change(&changed[2])
      #expect(seen.insert(try fingerprint(changed, providers)).inserted)
    }
    let providerChanges: [(inout Provider) -> Void] = [
      { $0.isEnabled = false }, { $0.canStream = false }, { $0.region = "mars" }, { $0.vendor = "acme" },
      { $0.dataHandling.retainsPrompts = true }, { $0.id = "p2" },
    ]
    for change in providerChanges {
      var changed = providers
      change(&changed[1])
      #expect(seen.insert(try fingerprint(models(), changed)).inserted)
    }
    var same = models()
    same[2].upstreamName = "another"
    same[2].pricingSource = .provider
    var sameProviders = providers
    sameProviders[0].baseURL = "https://example.com"
    #expect(try fingerprint(same, sameProviders) == before)
  }
}
