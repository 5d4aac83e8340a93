import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ScenarioPolicyTests {
  private func scenario(_ members: String, request: String = "") throws -> RoutingScenario {
    let line = #"{"models":[{"id":"m","provider_id":"p"}],"request":{\#(request)},\#(members)}"#
    return try RoutingScenario(parsing: Array(line.utf8), line: 1)
  }

  private func policy(_ members: String) throws -> RoutingPolicy { try scenario(#""policy":{\#(members)}"#).policy }

  private func preferring(_ members: String) throws -> RoutingPolicy {
    try policy(#""preferences":{\#(members)}"#)
  }

  // MARK: - Preferences

  @Test("R-701: each dimension is a name, a list that allows, or an object that allows, denies and prefers")
  func wireForms() throws {
    for dimension in ["model", "provider", "region"] {
      func constraint(_ value: String) throws -> NameFilter {
        let constraints = try preferring(#""\#(dimension)":\#(value)"#).constraints
        let filters = ["model": constraints.models, "provider": constraints.providers, "region": constraints.regions]
        #expect(filters.filter { $0.key != dimension }.allSatisfy { $0.value.isEmpty })
        return try #require(filters[dimension])
      }
      #expect(try constraint(#""a""#) == NameFilter(allow: ["a"]))
      #expect(try constraint(#"["a","b"]"#) == NameFilter(allow: ["a", "b"]))
      #expect(try constraint(#"{"allow":["a"],"deny":["b"]}"#) == NameFilter(allow: ["a"], deny: ["b"]))
      #expect(try constraint(#"["a","*"]"#).isEmpty)
      #expect(try constraint("[]").isEmpty && constraint("null").isEmpty && constraint("{}").isEmpty)
      #expect(try constraint(#"{"prefer":["a"]}"#).isEmpty, "a preference is no constraint")
    }
    let preferred = try preferring(
      #""model":{"prefer":["m","n"]},"provider":{"prefer":["p"]},"region":{"prefer":["EU"]}"#
    ).preferences.preferred
    #expect(preferred == Preferred(models: ["m", "n"], providers: ["p"], regions: ["eu"]))
    #expect(try preferring(#""region":"EU""#).constraints.regions == NameFilter(allow: ["eu"]))
  }

  @Test("only, ignore and order are further words on providers")
  func providerWords() throws {
    let policy = try preferring(
      #""only":["a","b"],"ignore":["c"],"order":["b","a"],"provider":{"allow":["b"],"deny":["d"],"prefer":["z"]}"#)
    #expect(
      policy.constraints.providers
        == NameFilter(allow: ["b"], deny: ["d"]).narrowed(by: NameFilter(allow: ["a", "b"], deny: ["c"])))
    #expect(policy.preferences.preferred.providers == ["b", "a", "z"])
    #expect(policy.preferences.allowsFallbacks)
  }

  @Test("every other preference is read by the name that users of provider routing know")
  func preferences() throws {
    let preferences = try preferring(
      #"""
      "allow_fallbacks":false,"require_parameters":true,"max_price":{"prompt":0,"completion":2,"unit":3},
      "quantizations":["fp8","bf16"],"data_collection":"deny","zdr":true,"preferred_min_throughput":{"p90":40},
      "preferred_max_latency_ms":900,"sort":"throughput"
      """#
    ).preferences
    #expect(
      preferences
        == RoutingPreferences(
          allowsFallbacks: false, requiresParameters: true,
          maximumPrices: MaximumPrices(
            inputPerThousandTokens: 0, outputPerThousandTokens: Dollars(0.002.nextUp), perUnit: 3),
          quantizations: [.fp8, .bf16], deniesTraining: true, requiresZeroRetention: true,
          minimumThroughput: PercentileBound(40, at: .p90), maximumLatency: PercentileBound(900, at: .p50),
          sort: .throughput))
    #expect(try preferring(#""data_collection":"allow""#).preferences == RoutingPreferences())
    #expect(try preferring("").preferences == RoutingPreferences())
    #expect(try preferring(#""strategy":"latency_first""#).strategy == .latencyFirst)
  }

  @Test("a cap for a million tokens admits a price for a thousand that is written to be equal, and none above it")
  func capsOfMillions() throws {
    for thousandths in 1...3000 {
      let cap = try #require(
        try preferring(#""max_price":{"prompt":\#(thousandths)e-3}"#).preferences.maximumPrices.inputPerThousandTokens)
      let price = try #require(Double("\(thousandths)e-6"))
      #expect(price <= cap.value && price * (1 + 1e-15) > cap.value * (1 - 1e-15), "\(thousandths)")
      #expect(price * 1.000_001 > cap.value)
    }
  }

  // MARK: - Policy

  @Test("a picker is read by its name, or with its temperature")
  func pickers() throws {
    let pickers: [(String, Picker)] = [
      (#""best""#, .best), (#""weighted""#, .weighted), (#""inverse_square_price""#, .inverseSquarePrice),
      (#""two_choices""#, .twoChoices), (#""softmax""#, .softmax(temperature: 0)),
      (#"{"name":"softmax","temperature":0.5}"#, .softmax(temperature: 0.5)),
      (#"{"name":"exploring","temperature":2}"#, .exploring(temperature: 2)),
    ]
    for (text, picker) in pickers { #expect(try policy(#""picker":\#(text)"#).picker == picker) }
    #expect(try policy(#""exploration_temperature":3"#).picker == .exploring(temperature: 3))
    #expect(try policy(#""exploration_temperature":3,"picker":"best""#).picker == .best)
  }

  @Test("affinity and normalisation are read, in scoring or in the policy")
  func affinity() throws {
    #expect(try policy(#""affinity":{}"#).affinity == AffinityRule())
    #expect(
      try policy(#""affinity":{"score_slack":0.5,"load_slack":3,"load_ratio":2}"#).affinity
        == AffinityRule(scoreSlack: 0.5, loadSlack: 3, loadRatio: 2))
    #expect(try policy("").affinity == nil)
    #expect(try policy(#""normalization":"absolute""#).scoring.normalization == .absolute)
    let both = try scenario(
      #""scoring":{"normalization":"eligible_maximum"},"policy":{"normalization":"absolute"}"#)
    #expect(both.policy.scoring.normalization == .eligibleMaximum)
  }

  @Test("R-115: a policy that says planning plans, unless it names a mode; with and without layers")
  func planning() throws {
    for rest in ["", #","layers":{}"#] {
      #expect(try scenario(#""policy":{"planning":true}\#(rest)"#).policy.mode == .planning)
      #expect(try scenario(#""policy":{"planning":true,"mode":"cheap"}\#(rest)"#).policy.mode == .cheap)
      #expect(try scenario(#""policy":{"planning":true}\#(rest)"#).policy.defaulted.contains(.mode) == false)
      #expect(try scenario(#""policy":{"planning":false}\#(rest)"#).policy.mode == nil)
    }
    #expect(try policy(#""mode":"""#).mode == nil, "an empty mode is none")
  }

  @Test("R-404: the policy's estimate is the answer's length, unless the request states one; with and without layers")
  func outputEstimate() throws {
    for rest in ["", #","layers":{}"#] {
      let policy = #""policy":{"estimated_output_tokens":64}\#(rest)"#
      #expect(try scenario(policy).request.outputTokens == 64)
      #expect(try scenario(policy, request: #""output_tokens":9"#).request.outputTokens == 9)
      let nothing = #""policy":{"estimated_output_tokens":0}\#(rest)"#
      #expect(try scenario(nothing).request.outputTokens == 512)
    }
    let byKey = #""layers":{"key":{"estimated_output_tokens":32},"runtime":{"estimated_output_tokens":16}}"#
    #expect(try scenario(byKey).request.outputTokens == 32)
  }

  // MARK: - Layers and messages

  @Test("R-201, R-203, R-208: layers are the key's and the operator's, and a budget of 0 then means the default")
  func layers() throws {
    let scenario = try scenario(
      #"""
      "policy":{"max_budget_usd":0,"min_weight":0,"picker":"weighted","unknown_capabilities":"unsupported"},
      "scoring":{"latency_floor_ms":7},
      "layers":{"key":{"max_latency_ms":300,"min_weight":8,"preferences":{"provider":["p","q"],"zdr":true}},
      "runtime":{"mode":"cheap","max_budget_usd":0.5,"preferences":{"model":{"deny":["x"]}}}}
      """#)
    #expect(
      scenario.policy
        == RoutingPolicy(
          mode: .cheap, maximumCost: 0.5, deadline: 300, minimumWeight: 0, defaulted: [.mode, .maximumCost],
          constraints: RoutingConstraints(
            models: NameFilter(deny: ["x"]), providers: NameFilter(allow: ["p", "q"])),
          preferences: RoutingPreferences(requiresZeroRetention: true), unknownCapabilities: .asUnsupported,
          scoring: ScoringParameters(latencyFloor: 7), picker: .weighted))
    #expect(try policy(#""max_budget_usd":0"#).costLimit == nil, "without layers it means no limit")
  }

  @Test("R-201, R-206, R-1404: directives inside messages come before the policy")
  func directives() throws {
    let scenario = try scenario(
      #""policy":{"mode":"cheap","min_weight":7,"max_latency_ms":900,"preferences":{"region":["eu","us"]}}"#,
      request: #"""
        "model_hint":"x","messages":[{"role":"system","content":"@@tokenhub mode=planning"},
        {"role":"user","content":"@@tokenhub mode=vote min_weight=0 region=EU hint=m budget=2 colour=red\nQ"}]
        """#)
    #expect(scenario.policy.mode == .normal)
    #expect(scenario.policy.minimumWeight == 0 && scenario.policy.maximumCost == 2 && scenario.policy.deadline == 900)
    #expect(scenario.policy.defaulted == [])
    #expect(scenario.policy.constraints.regions.admits("eu") && !scenario.policy.constraints.regions.admits("us"))
    #expect(scenario.request.hint == "m")
    #expect(scenario.warnings.map(\.kind) == [.unknownKey])
    #expect(scenario.warnings.first?.messageIndex == 1)
  }

  @Test("R-402, R-403: the prompt's length is that of the texts without directives, unless it is stated")
  func stripping() throws {
    let messages = #""messages":[{"role":"system"},{"role":"user","content":"@@tokenhub mode=cheap\n12345678é"}]"#
    #expect(try scenario(#""policy":{}"#, request: messages).request.inputTokens == 3)
    #expect(try scenario(#""policy":{}"#, request: #"\#(messages),"input_tokens":50"#).request.inputTokens == 50)
    #expect(try scenario(#""policy":{}"#).request.inputTokens == 0)
  }

  @Test(
    "R-1406, R-1410: messages that make a request invalid are told",
    arguments: [
      #"[{"role":"user","content":"@@tokenhub\noutput_schema={x\n@@end\nQ"}]"#,
      #"[{"role":"user","content":"@@tokenhub mode=cheap"}]"#,
    ])
  func invalidMessages(messages: String) {
    let error = #expect(throws: FormatError.self) {
      try scenario(#""policy":{}"#, request: #""messages":\#(messages)"#)
    }
    #expect(error?.field == "request.messages")
  }

  // MARK: - Wrong values

  @Test(
    "R-204, R-205: wrong values of a policy, its preferences and its layers are told by the way to them",
    arguments: [
      (#""policy":{"mode":"fast"}"#, "policy.mode", "unknown mode"),
      (#""policy":{"mode":"refine"}"#, "policy.mode", "unknown mode"),
      (
        #""layers":{},"policy":{"max_budget_usd":101}"#, "policy.max_budget_usd",
        "max_budget_usd must be between 0 and 100"
      ),
      (
        #""layers":{"key":{"max_latency_ms":300001}}"#, "layers.key.max_latency_ms",
        "max_latency_ms must be between 0 and 300000"
      ),
      (
        #""layers":{"runtime":{"min_weight":-1}}"#, "layers.runtime.min_weight", "min_weight must be between 0 and 10"
      ),
      (#""policy":{"planning":"yes"}"#, "policy.planning", "expected a boolean, found a string"),
      (#""policy":{"estimated_output_tokens":1.5}"#, "policy.estimated_output_tokens", "1.5 is not a whole number"),
      (#""policy":{"picker":"worst"}"#, "policy.picker", "unknown picker"),
      (#""policy":{"picker":{"name":"worst"}}"#, "policy.picker.name", "unknown picker"),
      (#""policy":{"picker":{}}"#, "policy.picker", "the member 'name' is missing"),
      (
        #""policy":{"picker":{"name":"softmax","temperature":"x"}}"#, "policy.picker.temperature",
        "expected a number, found a string"
      ),
      (#""policy":{"affinity":{"load_slack":0.5}}"#, "policy.affinity.load_slack", "0.5 is not a whole number"),
      (
        #""policy":{"normalization":"none"}"#, "policy.normalization", "expected 'eligible_maximum' or 'absolute'"
      ),
      (#""policy":{"preferences":[]}"#, "policy.preferences", "expected an object, found an array"),
      (#""policy":{"preferences":{"strategy":"x"}}"#, "policy.preferences.strategy", "unknown strategy 'x'"),
      (#""policy":{"preferences":{"model":7}}"#, "policy.preferences.model", "expected an object, found a number"),
      (
        #""policy":{"preferences":{"region":{"deny":"eu"}}}"#, "policy.preferences.region.deny",
        "expected an array, found a string"
      ),
      (#""policy":{"preferences":{"only":[1]}}"#, "policy.preferences.only[0]", "expected a string, found a number"),
      (#""policy":{"preferences":{"ignore":1}}"#, "policy.preferences.ignore", "expected an array, found a number"),
      (#""policy":{"preferences":{"order":"p"}}"#, "policy.preferences.order", "expected an array, found a string"),
      (
        #""policy":{"preferences":{"allow_fallbacks":1}}"#, "policy.preferences.allow_fallbacks",
        "expected a boolean, found a number"
      ),
      (
        #""policy":{"preferences":{"require_parameters":1}}"#, "policy.preferences.require_parameters",
        "expected a boolean, found a number"
      ),
      (
        #""policy":{"preferences":{"max_price":{"prompt":-1}}}"#, "policy.preferences.max_price.prompt",
        "-1.0 is not an amount of money"
      ),
      (
        #""policy":{"preferences":{"max_price":{"unit":"1"}}}"#, "policy.preferences.max_price.unit",
        "expected a number, found a string"
      ),
      (
        #""policy":{"preferences":{"quantizations":["fp8","q4"]}}"#, "policy.preferences.quantizations[1]",
        "unknown quantization 'q4'"
      ),
      (
        #""policy":{"preferences":{"data_collection":"no"}}"#, "policy.preferences.data_collection",
        "expected 'allow' or 'deny'"
      ),
      (#""policy":{"preferences":{"zdr":0}}"#, "policy.preferences.zdr", "expected a boolean, found a number"),
      (
        #""policy":{"preferences":{"preferred_min_throughput":-1}}"#, "policy.preferences.preferred_min_throughput",
        "-1.0 is not tokens a second"
      ),
      (
        #""policy":{"preferences":{"preferred_max_latency_ms":{"p51":1}}}"#,
        "policy.preferences.preferred_max_latency_ms", "expected one of p50, p75, p90, p95, p99"
      ),
      (
        #""policy":{"preferences":{"preferred_max_latency_ms":{"p50":1,"p90":2}}}"#,
        "policy.preferences.preferred_max_latency_ms", "expected one of p50, p75, p90, p95, p99"
      ),
      (#""policy":{"preferences":{"sort":"cost"}}"#, "policy.preferences.sort", "unknown sort 'cost'"),
    ])
  func wrongValues(members: String, field: String, message: String) {
    let error = #expect(throws: FormatError.self) { try scenario(members) }
    #expect(error?.field == field)
    #expect(error?.message == message)
  }
}
