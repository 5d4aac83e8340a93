import RoutingCore
import RoutingFormats
import RoutingTestSupport
import ShippedCatalogue
import Testing

/// What a record writes, its reader reads back: over JSON text, as a store keeps it.
@Suite(.offThePool) struct RecordTests {
  private func throughText(_ record: JSONValue) throws -> JSONField {
    JSONField(try JSONValue(parsing: Array(record.text.utf8)))
  }

  @Test("R-003: the record of a random model reads back equal")
  func models() throws {
    for seed in 0..<UInt64(400) {
      var dice = Dice(seed: seed)
      let model = dice.model()
      #expect(try Model(throughText(model.record)) == model, "seed \(seed): \(model.record.text)")
    }
  }

  @Test("R-003: the record of a random provider reads back equal")
  func providers() throws {
    for seed in 0..<UInt64(400) {
      var dice = Dice(seed: seed)
      let provider = dice.recordedProvider()
      #expect(try Provider(throughText(provider.record)) == provider, "seed \(seed): \(provider.record.text)")
    }
  }

  @Test("R-003: the record of a random alias reads back equal")
  func aliases() throws {
    for seed in 0..<UInt64(200) {
      var dice = Dice(seed: seed)
      let count = dice.number(1...4)
      let alias = ModelAlias(
        name: dice.name(), variants: (0..<count).map { .init(model: ModelID("m\($0)/x"), weight: dice.number(1...9)) },
        isEnabled: dice.chance(0.5), stickiness: dice.pick(AliasStickiness.allCases))
      #expect(try ModelAlias(throughText(alias.record)) == alias, "seed \(seed)")
    }
  }

  @Test("R-003: the record of a random plan reads back equal")
  func plans() throws {
    for seed in 0..<UInt64(200) {
      var dice = Dice(seed: seed)
      let members = (0..<dice.number(1...4)).map { _ in dice.name() }
      let plan = ModelPlan(
        name: dice.name(), members: members, mode: dice.chance(0.5) ? dice.pick(RoutingMode.allCases) : nil,
        isEnabled: dice.chance(0.5))
      #expect(try ModelPlan(throughText(plan.record)) == plan, "seed \(seed)")
    }
  }

  @Test("R-003: every model and provider of the shipped catalogue reads back equal")
  func catalogue() throws {
    let registry = try ShippedCatalogue.document().registry().registry
    #expect(registry.models.count > 100)
    for model in registry.models { #expect(try Model(throughText(model.record)) == model) }
    for provider in registry.providers { #expect(try Provider(throughText(provider.record)) == provider) }
  }

  @Test("R-003: members that nobody knows are ignored")
  func unknownMembers() throws {
    for seed in 0..<UInt64(20) {
      var dice = Dice(seed: seed)
      let model = dice.model()
      guard case .object(var members) = model.record.content else { continue }
      members.append(JSONValue.Member(name: "of_a_later_version", value: JSONValue(.bool(true))))
      #expect(try Model(throughText(JSONValue(.object(members)))) == model)
    }
  }
}

extension Dice {
  fileprivate mutating func name() -> String {
    pick(["deepseek-v3.2", "Qwen/Qwen2.5", "a", "名前", "x:1", "p/q/r", "\u{1F600}"])
      + (chance(0.5) ? "\(number(0...99))" : "")
  }

  fileprivate mutating func maybe<T>(_ value: (inout Dice) -> T) -> T? { chance(0.5) ? value(&self) : nil }
  fileprivate mutating func price() -> Double { chance(0.2) ? 0 : logUniform(1e-9, 1e6) }

  fileprivate mutating func habits() -> DataHandling {
    DataHandling(retainsPrompts: pick([nil, true, false]), trainsOnPrompts: pick([nil, true, false]))
  }

  fileprivate mutating func priceSheet() -> PriceSheet {
    let tiers = (0..<number(0...3)).map { place in
      PriceTier(
        aboveInputTokens: TokenCount(clamping: (place + 1) * 1000), inputPerThousandTokens: maybe { $0.price() },
        outputPerThousandTokens: maybe { $0.price() }, cachedInputPerThousandTokens: maybe { $0.price() })
    }
    let sizes = (0..<number(0...2)).map { ResolutionPrice(resolution: MediaResolution("\($0)80p"), perUnit: price()) }
    return PriceSheet(
      inputPerThousandTokens: price(), outputPerThousandTokens: price(), perUnit: price(),
      cachedInputPerThousandTokens: maybe { $0.price() }, batchInputPerThousandTokens: maybe { $0.price() },
      batchOutputPerThousandTokens: maybe { $0.price() }, tiers: tiers, perUnitByResolution: sizes)
  }

  fileprivate mutating func knowledge() -> CapabilityKnowledge {
    var (yes, no): ([Capability], [Capability]) = ([], [])
    for capability in Capability.allCases {
      switch number(0...2) {
      case 0: yes.append(capability)
      case 1: no.append(capability)
      default: break
      }
    }
    return CapabilityKnowledge(supported: CapabilitySet(yes), unsupported: CapabilitySet(no))
  }

  fileprivate mutating func model() -> Model {
    let kinds = ModelKind.allCases.filter { _ in chance(0.5) }
    let pairs = (0..<number(0...2)).map { ToolNameMap.Pair(modelFacing: "m\($0)", clientFacing: "c \($0)") }
    let provider = pick(["p", "P 1", "alibaba"])
    return Model(
      id: ModelID(chance(0.3) ? "\(provider)/\(name())" : name()), provider: ProviderID(provider),
      name: maybe { $0.name() }, upstreamName: maybe { $0.name() }, weight: number(0...10),
      contextWindow: maybe { TokenCount(clamping: $0.number(1...2_000_000)) }, prices: priceSheet(),
      kinds: ModelKindSet(kinds.isEmpty ? [.chat] : kinds), capabilities: knowledge(),
      parameters: maybe { dice in ParameterSet(RequestParameter.allCases.filter { _ in dice.chance(0.5) }) },
      quantization: maybe { $0.pick(Quantization.allCases) }, dataHandling: habits(),
      region: maybe { Region($0.pick(["EU", "cn-north-1"])) }, trafficWeight: chance(0.5) ? 1 : price(),
      pricingSource: pick(PricingSource.allCases), toolNames: ToolNameMap(pairs), isEnabled: chance(0.5))
  }

  fileprivate mutating func recordedProvider() -> Provider {
    Provider(
      id: ProviderID(name()), type: maybe { $0.pick(ProviderType.allCases) }, isEnabled: chance(0.5),
      baseURL: maybe { $0.pick(["https://a.test", "http://[::1]:8000/x"]) },
      credentialStore: pick(CredentialStore.allCases), canStream: chance(0.5),
      region: maybe { Region($0.pick(["EU", "us"])) }, vendor: maybe { $0.pick(["Acme", "globex"]) },
      dataHandling: habits())
  }
}
