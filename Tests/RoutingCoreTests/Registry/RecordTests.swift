import RoutingCore
import RoutingTestSupport
import Testing

/// The fields of models, providers and decisions, as far as routing knows them.
@Suite(.offThePool) struct RecordTests {
  @Test("R-101, R-102: a model has an id and a provider, which need not be registered")
  func ids() throws {
    let registry = try ModelRegistry(models: [Model(id: "lab/m.1:free", provider: "nobody")], providers: [])
    let handle = try #require(registry.handle(ofModel: "lab/m.1:free"))
    #expect(registry[handle].provider == "nobody")
    #expect(registry.provider(of: handle) == nil)
    #expect(try answer([registry[handle]], providers: []).excluded.map(\.reason) == [.noAdapter("nobody")])
  }

  @Test(
    "R-103, R-104, R-105, R-106, R-107, R-109, R-110, R-111: a model that says nothing has the contract's defaults")
  func modelDefaults() {
    let model = Model(id: "m", provider: "p")
    #expect(model.weight == 5)
    #expect(model.contextWindow == nil)
    #expect(model.prices == PriceSheet())
    #expect(model.prices.inputPerThousandTokens == 0 && model.prices.outputPerThousandTokens == 0)
    #expect(model.prices.perUnit == 0)
    #expect(model.isEnabled)
    #expect(model.pricingSource == .manual)
    #expect(model.kinds.kinds == [.chat])
    #expect(model.region == nil)
    #expect(model.toolNames.pairs.isEmpty)
    #expect(model.capabilities == .unknown && model.parameters == nil && model.quantization == nil)
    #expect(model.dataHandling == DataHandling() && model.trafficWeight == 1)
    #expect(model.name == "m" && model.upstreamName == "m")
  }

  @Test("R-103: weights from 0 to 10 are accepted", arguments: [0, 10])
  func weights(weight: Int) throws {
    #expect(try ModelRegistry(models: [.fixture("m", weight: weight)], providers: []).models.first?.weight == weight)
  }

  @Test("R-104: a window of 0 is an unknown one, which every prompt fits")
  func unknownWindow() throws {
    let request = RoutingRequest(inputTokens: 1_000_000, outputTokens: 0)
    for window in [nil, 0] as [TokenCount?] {
      #expect(try answer([.fixture("m", window: window)], request: request).verdict.decision?.model == "m")
    }
  }

  @Test("R-107: prices that an operator sets are marked as set by hand, and nothing else changes")
  func pricedByHand() {
    let listed = Model(id: "m", provider: "p", weight: 7, pricingSource: .liteLLM)
    let sheet = PriceSheet(inputPerThousandTokens: 3)
    let priced = listed.priced(byHand: sheet)
    #expect(priced.pricingSource == .manual && priced.prices == sheet)
    var expected = listed
    expected.prices = sheet
    expected.pricingSource = .manual
    #expect(priced == expected)
    #expect(PricingSource.allCases.map(\.name) == ["manual", "litellm", "provider"])
    #expect(PricingSource.allCases.allSatisfy { PricingSource(name: $0.name) == $0 })
    #expect(PricingSource(name: "liteLLM") == nil)
  }

  @Test("R-108: the default name is the id without its own provider, and the default upstream name is the name")
  func names() {
    #expect(Model(id: "p/m", provider: "p").name == "m")
    #expect(Model(id: "P/m", provider: "p").name == "P/m", "byte by byte")
    #expect(Model(id: "p/p/m", provider: "p").name == "p/m", "one prefix only")
    #expect(Model(id: "p/\u{301}m", provider: "p").name == "\u{301}m", "a cut between bytes, not between characters")
    #expect(Model(id: "p/m", provider: "p").upstreamName == "m")
    #expect(Model(id: "p/m", provider: "p", name: "n").upstreamName == "n")
    #expect(Model(id: "p/m", provider: "p", upstreamName: "u").name == "m")
  }

  @Test("R-109: the kinds are chat, embedding, image, video and agent; the last three are priced per unit")
  func kinds() {
    #expect(ModelKind.allCases.map(\.name) == ["chat", "embedding", "image", "video", "agent"])
    #expect(ModelKind.allCases.filter(\.isPricedPerUnit) == [.image, .video, .agent])
    let some = ModelKindSet([.video, .chat])
    #expect(some.kinds == [.chat, .video])
    #expect(ModelKind.allCases.filter { some.contains($0) } == [.chat, .video])
    #expect(ModelKind(name: "Chat") == nil)
  }

  @Test("R-110: a model's region overrides its provider's", arguments: [nil, Region("EU")])
  func region(region: Region?) throws {
    var model = Model.fixture("m")
    model.region = region
    let policy = RoutingPolicy(constraints: RoutingConstraints(regions: .regions(allow: ["eu"])))
    let record = try answer([model], providers: [Provider(id: "p", region: "us")], policy: policy)
    #expect(record.excluded.map(\.reason) == (region == nil ? [.regionExcluded] : []))
  }

  @Test("R-111: tool names are mapped to clients in answers and back to the model in requests")
  func toolNames() {
    let map = ToolNameMap([
      .init(modelFacing: "str_replace", clientFacing: "edit"), .init(modelFacing: "shell", clientFacing: "bash"),
    ])
    #expect(map.clientName(forModelName: "str_replace") == "edit")
    #expect(map.modelName(forClientName: "edit") == "str_replace")
    #expect(map.clientName(forModelName: "bash") == "bash", "the clients' own name is not the model's")
    #expect(map.modelName(forClientName: "shell") == "shell")
    #expect(map.clientName(forModelName: "other") == "other" && map.modelName(forClientName: "other") == "other")
    #expect(ToolNameMap().clientName(forModelName: "x") == "x" && ToolNameMap().modelName(forClientName: "x") == "x")
  }

  @Test("R-111: of two pairs with one name the first holds, and names compare by bytes")
  func doubledToolNames() {
    let map = ToolNameMap([
      .init(modelFacing: "a", clientFacing: "x"), .init(modelFacing: "a", clientFacing: "y"),
      .init(modelFacing: "b", clientFacing: "x"), .init(modelFacing: "\u{E9}", clientFacing: "z"),
    ])
    #expect(map.clientName(forModelName: "a") == "x")
    #expect(map.modelName(forClientName: "x") == "a")
    #expect(map.modelName(forClientName: "y") == "a")
    #expect(map.clientName(forModelName: "e\u{301}").utf8.elementsEqual("e\u{301}".utf8))
  }

  @Test("R-112: a provider has a wire format, an address and a place for its secret, which is not in the record")
  func provider() {
    let plain = Provider(id: "p")
    #expect(plain.isEnabled && plain.canStream)
    #expect(plain.type == nil && plain.baseURL == nil && plain.credentialStore == .vault)
    #expect(plain.region == nil && plain.vendor == nil && plain.dataHandling == DataHandling())
    #expect(ProviderType.allCases.map(\.name) == ["openai", "anthropic", "vllm", "dashscope"])
    #expect(ProviderType.allCases.allSatisfy { ProviderType(name: $0.name) == $0 })
    #expect(CredentialStore.allCases.map(\.name) == ["vault", "none", "memory"])
    #expect(CredentialStore.allCases.allSatisfy { CredentialStore(name: $0.name) == $0 })
    #expect(ProviderType(name: "OpenAI") == nil && CredentialStore(name: "") == nil)
    let fields = Mirror(reflecting: plain).children.compactMap(\.label)
    #expect(
      fields == [
        "id", "type", "isEnabled", "baseURL", "credentialStore", "canStream", "region", "vendor", "dataHandling",
      ], "a new field must not hold a secret")
  }

  @Test("R-113: region and vendor are lower-cased whenever they are written")
  func lowerCase() {
    var provider = Provider(id: "P", region: "EU-West", vendor: "ACME")
    #expect(provider.region?.name == "eu-west" && provider.vendor == "acme")
    provider.vendor = "Globex"
    provider.region = Region("US")
    #expect(provider.vendor == "globex" && provider.region == "us")
    provider.vendor = nil
    #expect(provider.vendor == nil)
    #expect(provider.id == "P", "an id stays as it is")
    #expect(Region("ÄÖ").name == "äö")
  }

  @Test("R-115, R-116: a request that says nothing is one plain chat answer of the default length")
  func requestDefaults() {
    let request = RoutingRequest(inputTokens: 7)
    #expect(request.id.isEmpty && request.apiKey == nil && request.hint == nil && request.affinity == nil)
    #expect(request.kind == .chat && request.units == 1 && request.resolution == nil)
    #expect(request.outputTokens == 512 && request.cachedInputTokens == .zero)
    #expect(!request.isBatch && !request.isStreaming && request.requires.isEmpty && request.parameters.isEmpty)
    #expect(PolicyLayer().wantsPlanning == false)
  }

  @Test("R-119: a decision names the model, its provider, the estimated cost, the reason and what an alias stood for")
  func decision() throws {
    let models = [Model.fixture("m", at: "q", weight: 6, input: 0.01, output: 0.03), .fixture("n", weight: 0)]
    let request = RoutingRequest(inputTokens: 1000)
    let decision = try #require(
      try answer(models, request: request, policy: RoutingPolicy(mode: .highConfidence)).verdict.decision)
    #expect(decision.model == "m" && decision.provider == "q")
    #expect(decision.estimatedCost.value == 1 * 0.01 + 0.512 * 0.03)
    #expect(decision.reason.name == "routed-weight-6")
    #expect(decision.reference == nil)
    let alias = ModelAlias(name: "fast", variants: [ModelAlias.Variant(model: "n", weight: 1)])
    let aliased = try answer(
      models, request: RoutingRequest(inputTokens: 1, hint: "fast"), directory: ModelDirectory(aliases: [alias]))
    #expect(aliased.verdict.decision?.model == "n")
    #expect(aliased.verdict.decision?.reference?.aliasFrom == "fast")
  }

  @Test("wire names of parameters, quantisations, percentiles and sort keys stand for their cases and no other")
  func wireNames() {
    #expect(RequestParameter.allCases.allSatisfy { RequestParameter(name: $0.name) == $0 })
    #expect(Quantization.allCases.allSatisfy { Quantization(name: $0.name) == $0 })
    #expect(Percentile.allCases.allSatisfy { Percentile(name: $0.name) == $0 })
    #expect(SortKey.allCases.allSatisfy { SortKey(name: $0.name) == $0 })
    #expect(Set(RequestParameter.allCases.map(\.name)).count == RequestParameter.allCases.count)
    #expect(Quantization.allCases.map(\.name) == ["int4", "int8", "fp4", "fp6", "fp8", "fp16", "bf16", "fp32"])
    #expect(zip(Percentile.allCases, [0.5, 0.75, 0.9, 0.95, 0.99]).allSatisfy { $0.share == $1 })
    #expect(RequestParameter(name: "") == nil && Quantization(name: "FP8") == nil && SortKey(name: "cost") == nil)
  }

  @Test("sets of parameters and of capabilities hold exactly what they were made of, in the order of declaration")
  func sets() {
    for parameter in RequestParameter.allCases {
      #expect(ParameterSet([parameter]).parameters == [parameter])
    }
    #expect(ParameterSet([.prediction, .temperature]).parameters == [.temperature, .prediction])
    #expect(ParameterSet(RequestParameter.allCases).parameters == RequestParameter.allCases)
    for capability in Capability.allCases {
      #expect(CapabilitySet([capability]).capabilities == [capability])
      #expect(CapabilitySet([capability]).contains(capability))
    }
  }

  @Test("gaps in what is known of a host's habits are filled from elsewhere, and only gaps")
  func dataHandling() {
    let own = DataHandling(retainsPrompts: false)
    let other = DataHandling(retainsPrompts: true, trainsOnPrompts: true)
    #expect(own.completed(by: other) == DataHandling(retainsPrompts: false, trainsOnPrompts: true))
    #expect(other.completed(by: own) == other)
    #expect(own.completed(by: DataHandling()) == own)
  }
}
