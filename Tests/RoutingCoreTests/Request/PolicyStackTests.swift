import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct PolicyStackTests {
  private func merged(
    directive: PolicyLayer = PolicyLayer(), request: PolicyLayer = PolicyLayer(), key: PolicyLayer = PolicyLayer(),
    runtime: PolicyLayer = PolicyLayer()
  ) throws -> EffectivePolicy {
    try PolicyStack(directive: directive, request: request, key: key, runtime: runtime).merged()
  }

  /// What a field comes to when each layer, and each layer below it, is the highest that says something.
  private func precedence<Value>(
    _ say: (Int) -> PolicyLayer, _ field: (EffectivePolicy) -> Value
  ) throws -> [Value] {
    try [
      merged(directive: say(1), request: say(2), key: say(3), runtime: say(4)),
      merged(request: say(2), key: say(3), runtime: say(4)), merged(key: say(3), runtime: say(4)),
      merged(runtime: say(4)), merged(),
    ].map(field)
  }

  @Test("R-201: directive, request, key, runtime, built-in: the first that says something counts, field by field")
  func precedence() throws {
    #expect(
      try precedence({ PolicyLayer(maximumCost: Double($0)) }, \.policy.maximumCost?.value) == [1, 2, 3, 4, 0.05])
    #expect(try precedence({ PolicyLayer(deadline: Double($0)) }, \.policy.deadline?.value) == [1, 2, 3, 4, 20_000])
    #expect(try precedence({ PolicyLayer(minimumWeight: $0) }, \.policy.minimumWeight) == [1, 2, 3, 4, 0])
    #expect(
      try precedence({ PolicyLayer(estimatedOutputTokens: $0) }, \.estimatedOutputTokens) == [1, 2, 3, 4, nil])
    #expect(try precedence({ PolicyLayer(outputSchema: "\($0)") }, \.outputSchema) == ["1", "2", "3", "4", nil])
    let modes: [RoutingMode] = [.normal, .cheap, .highConfidence, .adversarial, .thompson]
    #expect(
      try precedence({ PolicyLayer(mode: modes[$0]) }, \.policy.mode)
        == [.cheap, .highConfidence, .adversarial, .thompson, nil])
    #expect(
      try precedence({ PolicyLayer(strategy: $0 % 2 == 0 ? .costFirst : .latencyFirst) }, \.policy.strategy)
        == [.latencyFirst, .costFirst, .latencyFirst, .costFirst, nil])
    let sorts: [SortKey] = [.price, .throughput, .latency, .price, .throughput]
    #expect(
      try precedence({ PolicyLayer(preferences: RoutingPreferences(sort: sorts[$0])) }, \.policy.preferences.sort)
        == [.throughput, .latency, .price, .throughput, nil])
  }

  @Test("R-201: what one layer says of one field leaves the other fields to the layers below")
  func fieldByField() throws {
    let policy = try merged(
      directive: PolicyLayer(deadline: 100), request: PolicyLayer(mode: .cheap), key: PolicyLayer(maximumCost: 2),
      runtime: PolicyLayer(mode: .planning, maximumCost: 3, deadline: 4, minimumWeight: 5)
    ).policy
    #expect(policy.deadline == 100)
    #expect(policy.mode == .cheap)
    #expect(policy.maximumCost == 2)
    #expect(policy.minimumWeight == 5)
  }

  @Test("R-201: a directive's minimum weight of 0 overrides a body's 7, because it is there")
  func presence() throws {
    let policy = try merged(
      directive: PolicyLayer(minimumWeight: 0), request: PolicyLayer(minimumWeight: 7),
      key: PolicyLayer(minimumWeight: 8)
    ).policy
    #expect(policy.minimumWeight == 0)
    #expect(!policy.defaulted.contains(.minimumWeight))
    #expect(
      try merged(request: PolicyLayer(minimumWeight: 0), key: PolicyLayer(minimumWeight: 8)).policy.minimumWeight == 0)
  }

  @Test("R-202: where nobody says anything, the mode is normal, 5 cents, 20 seconds, any weight")
  func builtIns() throws {
    let effective = try merged()
    #expect(effective.policy == RoutingPolicy(defaulted: [.mode, .maximumCost, .minimumWeight]))
    #expect(effective.policy.scoreWeights == ScoreWeights(mode: .normal))
    #expect(effective.policy.costLimit == 0.05)
    #expect(effective.policy.deadline == 20_000)
    #expect(effective.policy.minimumWeight == 0)
    #expect(effective.estimatedOutputTokens == nil && effective.outputSchema == nil)
  }

  @Test("R-203: a budget or a deadline of 0 means the default in a request, a key or a directive")
  func zeroMeansDefault() throws {
    let zero = PolicyLayer(maximumCost: 0, deadline: 0)
    for stack in [PolicyStack(directive: zero), PolicyStack(request: zero), PolicyStack(key: zero)] {
      let policy = try stack.merged().policy
      #expect(policy.maximumCost == 0.05)
      #expect(policy.deadline == 20_000)
      #expect(policy.defaulted.contains(.maximumCost))
    }
    let configured = try merged(request: zero, runtime: PolicyLayer(maximumCost: 1, deadline: 2)).policy
    #expect(configured.maximumCost == 1 && configured.deadline == 2)
    let byKey = try merged(request: zero, key: PolicyLayer(maximumCost: 3, deadline: 4)).policy
    #expect(byKey.maximumCost == 3 && byKey.deadline == 4)
    #expect(!byKey.defaulted.contains(.maximumCost))
  }

  @Test("R-203: a budget or a deadline of 0 means no limit at run time")
  func zeroMeansNoLimit() throws {
    let zero = PolicyLayer(maximumCost: 0, deadline: 0)
    let policy = try merged(runtime: zero).policy
    #expect(policy.costLimit == nil)
    #expect(policy.deadline == 0)
    #expect(policy.defaulted.contains(.maximumCost))
    #expect(try merged(request: zero, runtime: zero).policy.costLimit == nil, "the default it asks for is no limit")
    #expect(try merged(request: PolicyLayer(maximumCost: 2), runtime: zero).policy.costLimit == 2)
  }

  @Test(
    "R-204: values outside their range are refused in the contract's words, NaN and infinity too",
    arguments: [
      (PolicyLayer(maximumCost: -0.01), "max_budget_usd must be between 0 and 100"),
      (PolicyLayer(maximumCost: 100.01), "max_budget_usd must be between 0 and 100"),
      (PolicyLayer(maximumCost: .nan), "max_budget_usd must be between 0 and 100"),
      (PolicyLayer(maximumCost: .infinity), "max_budget_usd must be between 0 and 100"),
      (PolicyLayer(maximumCost: -.infinity), "max_budget_usd must be between 0 and 100"),
      (PolicyLayer(deadline: -1), "max_latency_ms must be between 0 and 300000"),
      (PolicyLayer(deadline: 300_000.5), "max_latency_ms must be between 0 and 300000"),
      (PolicyLayer(deadline: .nan), "max_latency_ms must be between 0 and 300000"),
      (PolicyLayer(deadline: .infinity), "max_latency_ms must be between 0 and 300000"),
      (PolicyLayer(minimumWeight: -1), "min_weight must be between 0 and 10"),
      (PolicyLayer(minimumWeight: 11), "min_weight must be between 0 and 10"),
      (PolicyLayer(minimumWeight: .max), "min_weight must be between 0 and 10"),
      (PolicyLayer(maximumCost: 101, minimumWeight: 11), "max_budget_usd must be between 0 and 100"),
    ])
  func ranges(layer: PolicyLayer, message: String) throws {
    let stacks = [
      PolicyStack(directive: layer), PolicyStack(request: layer), PolicyStack(key: layer), PolicyStack(runtime: layer),
      PolicyStack(directive: PolicyLayer(maximumCost: 1, deadline: 1, minimumWeight: 1), key: layer),
    ]
    for stack in stacks {
      let problem = #expect(throws: PolicyProblem.self) { try stack.merged() }
      #expect(problem.map { "\($0)" } == message)
    }
  }

  @Test("R-204: the ends of each range are inside it, and every field out of range is a problem")
  func ends() throws {
    let policy = try merged(request: PolicyLayer(maximumCost: 100, deadline: 300_000, minimumWeight: 10)).policy
    #expect(policy.maximumCost == 100 && policy.deadline == 300_000 && policy.minimumWeight == 10)
    #expect(PolicyLayer(maximumCost: -0.0, deadline: 0, minimumWeight: 0).problems.isEmpty)
    let all = PolicyLayer(maximumCost: -1, deadline: -1, minimumWeight: -1)
    #expect(all.problems.map(\.field) == PolicyProblem.Field.allCases)
  }

  @Test("R-205: the six modes of selection have names, and no other name is one")
  func modes() {
    #expect(
      Set(RoutingMode.allCases.map(\.name))
        == ["cheap", "normal", "high_confidence", "planning", "adversarial", "thompson"])
    for name in ["", "vote", "refine", "Cheap", "normal ", "high-confidence"] {
      #expect(RoutingMode(name: name) == nil)
    }
  }

  @Test("R-206: vote and refine select as normal does, the others as themselves", arguments: ["vote", "refine"])
  func orchestrations(name: String) throws {
    let mode = try #require(DirectiveMode(name: name))
    #expect(mode.name == name)
    #expect(mode.selectionMode == .normal)
    let directive = Directive(mode: mode).policyLayer
    let policy = try merged(directive: directive, request: PolicyLayer(mode: .cheap)).policy
    #expect(policy.mode == .normal, "a directive is above a body")
    #expect(policy.scoreWeights == ScoreWeights(mode: .normal))
    for mode in RoutingMode.allCases { #expect(DirectiveMode(name: mode.name)?.selectionMode == mode) }
  }

  @Test("R-207: a merged policy is a value that later changes of the defaults do not reach")
  func atomicUpdate() throws {
    var stack = PolicyStack(runtime: PolicyLayer(mode: .cheap, maximumCost: 1, deadline: 2, minimumWeight: 3))
    let before = try stack.merged()
    let copy = before
    stack.runtime = PolicyLayer(mode: .planning, maximumCost: 4, deadline: 5, minimumWeight: 6)
    #expect(before == copy)
    #expect(before.policy.maximumCost == 1)
    let after = try stack.merged().policy
    #expect(after.mode == .planning && after.maximumCost == 4 && after.deadline == 5 && after.minimumWeight == 6)
  }

  @Test("R-208: a budget or a weight that client, directive or key gave is hard, a default is soft")
  func hardAndSoft() throws {
    let limits = PolicyLayer(maximumCost: 1, minimumWeight: 2)
    for stack in [PolicyStack(directive: limits), PolicyStack(request: limits), PolicyStack(key: limits)] {
      #expect(try stack.merged().policy.defaulted == [.mode])
    }
    #expect(try merged(runtime: limits).policy.defaulted == [.mode, .maximumCost, .minimumWeight])
    #expect(try merged(request: PolicyLayer(maximumCost: 1)).policy.defaulted == [.mode, .minimumWeight])
    #expect(try merged(request: PolicyLayer(minimumWeight: 0)).policy.defaulted == [.mode, .maximumCost])
    #expect(try merged(key: PolicyLayer(mode: .normal)).policy.defaulted == [.maximumCost, .minimumWeight])
  }

  @Test("R-507: a strategy counts where no mode was asked for, and before a default mode")
  func strategies() throws {
    let strategy = PolicyLayer(strategy: .latencyFirst)
    #expect(try merged(request: strategy).policy.scoreWeights == .latencyFirst)
    #expect(try merged(request: PolicyLayer(strategy: .costFirst)).policy.scoreWeights == ScoreWeights(mode: .cheap))
    #expect(try merged(request: strategy, runtime: PolicyLayer(mode: .cheap)).policy.scoreWeights == .latencyFirst)
    let planning = ScoreWeights(mode: .planning)
    #expect(
      try merged(directive: PolicyLayer(mode: .planning), request: strategy).policy.scoreWeights == planning)
    #expect(try merged(request: strategy, key: PolicyLayer(mode: .planning)).policy.scoreWeights == planning)
    #expect(try merged(request: PolicyLayer(mode: .planning, strategy: .costFirst)).policy.scoreWeights == planning)
    #expect(try merged(request: strategy).policy.latencyMeasure == .tail)
    #expect(try merged(request: strategy).policy.defaulted.contains(.mode), "the mode of a plan may still count")
  }

  @Test("R-115: a request that says it plans gets the mode for it, unless body or directive give another")
  func planning() throws {
    let planning = PolicyLayer(wantsPlanning: true)
    #expect(try merged(request: planning).policy.mode == .planning)
    #expect(try merged(request: planning, key: PolicyLayer(mode: .cheap)).policy.mode == .planning)
    #expect(try merged(request: planning, runtime: PolicyLayer(mode: .cheap)).policy.mode == .planning)
    #expect(try merged(request: PolicyLayer(mode: .cheap, wantsPlanning: true)).policy.mode == .cheap)
    #expect(try merged(directive: PolicyLayer(mode: .cheap), request: planning).policy.mode == .cheap)
    #expect(try merged(request: PolicyLayer(strategy: .costFirst, wantsPlanning: true)).policy.mode == .planning)
    #expect(try merged(request: planning).policy.defaulted.contains(.mode) == false)
  }

  @Test("R-201: a directive's values reach its layer")
  func directiveLayer() {
    let directive = Directive(
      mode: .routing(.cheap), maximumCost: 1, deadline: 2, minimumWeight: 0, outputSchema: "{}", regions: ["EU"],
      providers: ["p"], models: ["m"])
    #expect(
      directive.policyLayer
        == PolicyLayer(
          mode: .cheap, maximumCost: 1, deadline: 2, minimumWeight: 0,
          constraints: RoutingConstraints(
            models: NameFilter(allow: ["m"]), providers: NameFilter(allow: ["p"]), regions: .regions(allow: ["eu"])),
          outputSchema: "{}"))
    #expect(Directive().policyLayer == PolicyLayer())
  }

  @Test("R-114: every field of a layer may be left out, and what is left out is not zero")
  func optionalFields() throws {
    let silent = PolicyLayer()
    #expect(silent.mode == nil && silent.maximumCost == nil && silent.deadline == nil && silent.minimumWeight == nil)
    #expect(silent.estimatedOutputTokens == nil && silent.preferences == nil && silent.outputSchema == nil)
    #expect(silent.strategy == nil && silent.constraints.isEmpty && silent.problems.isEmpty)
    let weight = PolicyLayer(minimumWeight: 4)
    #expect(try PolicyStack(request: silent, key: weight).merged().policy.minimumWeight == 4)
    #expect(try PolicyStack(request: PolicyLayer(minimumWeight: 0), key: weight).merged().policy.minimumWeight == 0)
    let schema = try PolicyStack(request: silent, key: PolicyLayer(estimatedOutputTokens: 9, outputSchema: "{}"))
      .merged()
    #expect(schema.outputSchema == "{}" && schema.estimatedOutputTokens == 9)
  }
}
