import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

/// Every member of a scenario that the plain test of ``RoutingScenarioTests`` does not cover, right and wrong.
@Suite(.offThePool) struct ScenarioFieldTests {
  /// A scenario with members of the one model, the one adapter, its reading, the request and more of the root.
  private func scenario(
    model: String = "", adapter: String = "", health: String = "", request: String = "", root: String = ""
  ) throws -> RoutingScenario {
    func more(_ members: String) -> String { members.isEmpty ? "" : ",\(members)" }
    let line = #"""
      {"models":[{"id":"m","provider_id":"p"\#(more(model))}],"adapters":[{"id":"p"\#(more(adapter))}],
      "health":[{"provider_id":"p"\#(more(health))}],"request":{\#(request)}\#(more(root))}
      """#
    return try RoutingScenario(parsing: Array(line.utf8), line: 1)
  }

  // MARK: - Models

  private func model(_ members: String) throws -> Model {
    try #require(try scenario(model: members).registry.models.first)
  }

  @Test("R-105, R-407: every price of a model is read")
  func prices() throws {
    let prices = try model(
      #"""
      "input_per_1k":1,"output_per_1k":2,"price_per_unit":3,"cached_input_per_1k":0.5,"batch_input_per_1k":0.25,
      "batch_output_per_1k":0.75,"price_tiers":[{"above_input_tokens":10,"input_per_1k":4},
      {"above_input_tokens":20,"output_per_1k":5,"cached_input_per_1k":6}],
      "price_per_unit_by_resolution":{"720p":7,"1080p":8}
      """#
    ).prices
    #expect(
      prices
        == PriceSheet(
          inputPerThousandTokens: 1, outputPerThousandTokens: 2, perUnit: 3, cachedInputPerThousandTokens: 0.5,
          batchInputPerThousandTokens: 0.25, batchOutputPerThousandTokens: 0.75,
          tiers: [
            PriceTier(aboveInputTokens: 10, inputPerThousandTokens: 4),
            PriceTier(aboveInputTokens: 20, outputPerThousandTokens: 5, cachedInputPerThousandTokens: 6),
          ],
          perUnitByResolution: [
            ResolutionPrice(resolution: "720p", perUnit: 7), ResolutionPrice(resolution: "1080p", perUnit: 8),
          ]))
    #expect(try model("").prices == PriceSheet())
  }

  @Test("R-107, R-108, R-111: what else a model says is read")
  func modelFields() throws {
    let model = try model(
      #"""
      "name":"n","parameters":["seed","top_k"],"quantization":"fp8","traffic_weight":2.5,"retains_prompts":false,
      "trains_on_prompts":true,"pricing_source":"litellm","tool_name_map":{"shell":"bash","edit":"patch"}
      """#)
    #expect(model.name == "n")
    #expect(model.parameters == ParameterSet([.seed, .topK]))
    #expect(model.quantization == .fp8)
    #expect(model.trafficWeight == 2.5)
    #expect(model.dataHandling == DataHandling(retainsPrompts: false, trainsOnPrompts: true))
    #expect(model.pricingSource == .liteLLM)
    #expect(model.toolNames.clientName(forModelName: "shell") == "bash")
    #expect(model.toolNames.modelName(forClientName: "patch") == "edit")
    let silent = try self.model(#""parameters":null,"quantization":null"#)
    #expect(silent == Model(id: "m", provider: "p"))
    #expect(try self.model(#""parameters":[]"#).parameters == [])
  }

  @Test("R-112, R-113: what an adapter says is read")
  func adapter() throws {
    let provider = try #require(
      try scenario(
        adapter: #"""
          "type":"anthropic","base_url":"https://example.org/v1","cred_store":"memory","retains_prompts":true,
          "trains_on_prompts":false,"vendor":"ACME","region":"EU","enabled":true,"can_stream":false
          """#
      ).registry.providers.first)
    #expect(
      provider
        == Provider(
          id: "p", type: .anthropic, baseURL: "https://example.org/v1", credentialStore: .memory, canStream: false,
          region: "eu", vendor: "acme", dataHandling: DataHandling(retainsPrompts: true, trainsOnPrompts: false)))
    #expect(try scenario().registry.providers == [Provider(id: "p")])
  }

  // MARK: - Health

  @Test("every reading of a provider is read, latencies of 0 as no samples")
  func health() throws {
    let reading = try scenario(
      health: #"""
        "latency_ms":{"p50":10,"p75":20,"p90":30,"p95":0,"p99":50},"token_time_ms":{"p90":8},
        "latency_confidence":0.5,"ejected":true,"ramp":0.25,"in_flight":7,"avg_latency_ms":0,"tail_latency_ms":45
        """#
    ).health["p"]
    #expect(
      reading
        == HealthReading(
          latency: nil, latencyPercentiles: PercentileReadings(p50: 10, p75: 20, p90: 30, p95: 45, p99: 50),
          tokenTimePercentiles: PercentileReadings(p90: 8), latencyConfidence: 0.5, isEjected: true, ramp: 0.25,
          requestsInFlight: 7))
    #expect(try scenario(health: #""latency_ms":{"p95":0}"#).health["p"] == HealthReading())
  }

  // MARK: - Requests

  @Test("R-116: every member of a request is read")
  func request() throws {
    let request = try scenario(
      request: #"""
        "id":"r","api_key":"k","kind":"video","input_tokens":9,"cached_input_tokens":4,"resolution":"720p","batch":true,
        "parameters":["stop"],"model_hint":" m ","strict_model":true,"session":"s","units":2
        """#
    ).request
    #expect(
      request
        == RoutingRequest(
          id: "r", apiKey: "k", kind: .video, inputTokens: 9, cachedInputTokens: 4, units: 2, resolution: "720p",
          isBatch: true, parameters: ParameterSet([.stop]), hint: ModelReference("m", isStrict: true),
          affinity: AffinityKey(session: "s")))
    #expect(try scenario(request: #""model_hint":"  ","strict_model":true"#).request.hint == nil)
  }

  @Test("a request belongs to its session, else to the first four blocks of its prompt")
  func affinity() throws {
    func key(_ members: String) throws -> AffinityKey? { try scenario(request: members).request.affinity }
    let blocks = try #require(try key(#""prefix_blocks":[1,2,3,4]"#))
    #expect(blocks == AffinityKey(prefixBlocks: [1, 2, 3, 4], depth: 4))
    #expect(try key(#""prefix_blocks":[1,2,3,4,5]"#) == blocks)
    #expect(try key(#""prefix_blocks":[1,2,3,5]"#) != blocks)
    #expect(try key(#""prefix_blocks":[]"#) == nil)
    #expect(try key(#""session":"s","prefix_blocks":[1]"#) == AffinityKey(session: "s"))
  }

  // MARK: - Names, arms and turns

  @Test("R-604, R-630, R-640: aliases, plans and the pool behind a star are read")
  func names() throws {
    let directory = try scenario(
      root: #"""
        "aliases":[{"name":"a","variants":[{"model_id":"m","weight":3}],"sticky_by":"api_key","enabled":false}],
        "plans":[{"name":"c","members":["m"],"mode":"cheap","enabled":false}],"wildcard_pool":["m"]
        """#
    ).engine.router.resolver.directory
    #expect(
      directory
        == ModelDirectory(
          aliases: [
            ModelAlias(
              name: "a", variants: [ModelAlias.Variant(model: "m", weight: 3)], isEnabled: false, stickiness: .apiKey)
          ],
          plans: [ModelPlan(name: "c", members: ["m"], mode: .cheap, isEnabled: false)], wildcardPool: ["m"]))
    #expect(try scenario().engine.router.resolver.directory == ModelDirectory())
  }

  @Test("arms are read by bucket, or for all sizes, with the way to sample them")
  func arms() throws {
    let arms = try #require(
      try scenario(
        root: #"""
          "arms":[{"model_id":"m","alpha":2,"beta":3},{"model_id":"n","bucket":"large","alpha":4}],"sampling":"exact"
          """#
      ).arms)
    var expected = ThompsonArms(sampling: .exact)
    for bucket in TokenBucket.allCases { expected["m", bucket] = BetaDistribution(alpha: 2, beta: 3) }
    expected["n", .large] = BetaDistribution(alpha: 4, beta: 1)
    #expect(arms == expected)
    #expect(try scenario(root: #""arms":[]"#).arms == ThompsonArms(sampling: .tabulated))
    #expect(try scenario().arms == nil)
  }

  @Test("R-641: the turn says which member of the pool serves first")
  func turn() throws {
    for (turn, model) in [(0, "m"), (1, "n"), (2, "m")] {
      let line = #"""
        {"models":[{"id":"m","provider_id":"p"},{"id":"n","provider_id":"p"}],"wildcard_pool":["m","n"],
        "request":{"model_hint":"*"},"turn":\#(turn)}
        """#
      let scenario = try RoutingScenario(parsing: Array(line.utf8), line: 1)
      #expect(scenario.record().verdict.decision?.model.text == model)
    }
  }

  // MARK: - Wrong values

  @Test(
    "R-205: a wrong value of any member is told by the way to it",
    arguments: [
      ("model", #""parameters":["speed"]"#, "models[0].parameters[0]"),
      ("model", #""parameters":"seed""#, "models[0].parameters"),
      ("model", #""quantization":"fp7""#, "models[0].quantization"),
      ("model", #""traffic_weight":"1""#, "models[0].traffic_weight"),
      ("model", #""traffic_weight":-1"#, "models"),
      ("model", #""retains_prompts":1"#, "models[0].retains_prompts"),
      ("model", #""trains_on_prompts":"no""#, "models[0].trains_on_prompts"),
      ("model", #""pricing_source":"guess""#, "models[0].pricing_source"),
      ("model", #""tool_name_map":[]"#, "models[0].tool_name_map"),
      ("model", #""tool_name_map":{"a":1}"#, "models[0].tool_name_map.a"),
      ("model", #""cached_input_per_1k":"1""#, "models[0].cached_input_per_1k"),
      ("model", #""batch_input_per_1k":true"#, "models[0].batch_input_per_1k"),
      ("model", #""batch_output_per_1k":[]"#, "models[0].batch_output_per_1k"),
      ("model", #""price_tiers":[{}]"#, "models[0].price_tiers[0]"),
      ("model", #""price_tiers":[{"above_input_tokens":-1}]"#, "models[0].price_tiers[0].above_input_tokens"),
      (
        "model", #""price_tiers":[{"above_input_tokens":1,"input_per_1k":"x"}]"#,
        "models[0].price_tiers[0].input_per_1k"
      ),
      (
        "model", #""price_per_unit_by_resolution":{"720p":"x"}"#, "models[0].price_per_unit_by_resolution.720p"
      ),
      ("adapter", #""type":"gemini""#, "adapters[0].type"), ("adapter", #""base_url":1"#, "adapters[0].base_url"),
      ("adapter", #""cred_store":"file""#, "adapters[0].cred_store"),
      ("adapter", #""retains_prompts":"x""#, "adapters[0].retains_prompts"),
      ("adapter", #""vendor":1"#, "adapters[0].vendor"),
      ("health", #""latency_ms":{"p33":1}"#, "health[0].latency_ms.p33"),
      ("health", #""latency_ms":{"p50":-1}"#, "health[0].latency_ms.p50"),
      ("health", #""token_time_ms":{"p99":"x"}"#, "health[0].token_time_ms.p99"),
      ("health", #""latency_confidence":1.5"#, "health[0].latency_confidence"),
      ("health", #""ejected":1"#, "health[0].ejected"), ("health", #""ramp":-0.1"#, "health[0].ramp"),
      ("health", #""in_flight":-1"#, "health[0].in_flight"),
      ("request", #""id":1"#, "request.id"), ("request", #""api_key":1"#, "request.api_key"),
      ("request", #""cached_input_tokens":-1"#, "request.cached_input_tokens"),
      ("request", #""resolution":720"#, "request.resolution"), ("request", #""batch":"yes""#, "request.batch"),
      ("request", #""parameters":["x"]"#, "request.parameters[0]"),
      ("request", #""strict_model":1"#, "request.strict_model"), ("request", #""session":1"#, "request.session"),
      ("request", #""prefix_blocks":[1,"x"]"#, "request.prefix_blocks[1]"),
      ("request", #""messages":{}"#, "request.messages"),
      ("request", #""messages":[{"content":"x"}]"#, "request.messages[0]"),
      ("request", #""messages":[{"role":"user","content":1}]"#, "request.messages[0].content"),
      ("root", #""arms":[{}]"#, "arms[0]"), ("root", #""arms":[{"model_id":"m","bucket":"huge"}]"#, "arms[0].bucket"),
      ("root", #""arms":[{"model_id":"m","alpha":"x"}]"#, "arms[0].alpha"),
      ("root", #""sampling":"often""#, "sampling"), ("root", #""turn":"x""#, "turn"),
      ("root", #""wildcard_pool":[1]"#, "wildcard_pool[0]"),
      ("root", #""aliases":[{"name":"a","variants":[{"model_id":"m"}],"sticky_by":"x"}]"#, "aliases[0].sticky_by"),
      ("root", #""plans":[{"name":"a","members":["m"],"mode":"x"}]"#, "plans[0].mode"),
      ("root", #""layers":{"key":{"mode":"x"}}"#, "layers.key.mode"), ("root", #""layers":[]"#, "layers"),
    ])
  func wrongValues(place: String, members: String, field: String) {
    let error = #expect(throws: FormatError.self) {
      try scenario(
        model: place == "model" ? members : "", adapter: place == "adapter" ? members : "",
        health: place == "health" ? members : "", request: place == "request" ? members : "",
        root: place == "root" ? members : "")
    }
    #expect(error?.field == field, "\(error.map { "\($0)" } ?? "no error")")
  }
}
