import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ReferenceResolverTests {
  @Test(
    "R-601: nothing, nothing but white space, and no hint at all name nothing", arguments: [nil, "", " \n\t\u{3000}"])
  func nothing(hint: String?) throws {
    let registry = try NamedRegistry([.fixture("m")])
    #expect(registry.meaning(of: hint) == .none)
    #expect(registry.meaning(of: hint, isStrict: true) == .none)
    let request = RoutingRequest(inputTokens: 1, hint: hint.map { ModelReference($0, isStrict: true) })
    let decision = try #require(try answer([.fixture("m")], request: request).verdict.decision)
    #expect(decision.hintStatus == .absent)
    #expect(decision.reference == nil)
    #expect(decision.reason == .routedByWeight(5))
  }

  @Test("R-601: white space around a reference does not count, white space inside does")
  func trimming() throws {
    let registry = try NamedRegistry([Model(id: "m", provider: "p", name: "two words")])
    for hint in ["m", " m", "m\n", "\t\u{A0}m\u{2003}\r\n"] {
      #expect(registry.meaning(of: hint) == .models(.exactID, ["m"]))
    }
    #expect(registry.meaning(of: " two words ") == .models(.bareName, ["m"]))
    #expect(registry.meaning(of: "two  words") == .unknown)
  }

  @Test("R-603: an id means that model alone, whatever else has its name")
  func exactID() throws {
    let models = [Model(id: "p/m", provider: "p"), Model(id: "q/m", provider: "q"), Model(id: "m2", provider: "q")]
    let registry = try NamedRegistry(models)
    for model in models { #expect(registry.meaning(of: model.id.text) == .models(.exactID, [model.id])) }
    #expect(registry.resolution(of: "p/m").found?.order == .list)
  }

  @Test("R-605: a bare name means every model of that name at any provider, and they are scored")
  func bareName() throws {
    let models = [
      Model(id: "p/deepseek-v3.2", provider: "p", weight: 3), Model(id: "q/deepseek-v3.2", provider: "q", weight: 8),
      Model(id: "r-1", provider: "r", name: "deepseek-v3.2", weight: 5), Model(id: "best", provider: "p", weight: 10),
    ]
    let registry = try NamedRegistry(models)
    #expect(
      registry.meaning(of: "deepseek-v3.2") == .models(.bareName, ["p/deepseek-v3.2", "q/deepseek-v3.2", "r-1"]))
    #expect(registry.resolution(of: "deepseek-v3.2").found?.order == .score)
    let decision = try #require(
      try answer(models, request: RoutingRequest(inputTokens: 1, hint: "deepseek-v3.2")).verdict.decision)
    #expect(decision.model == "q/deepseek-v3.2")
    #expect(decision.fallbacks == ["r-1", "p/deepseek-v3.2", "best"])
    #expect(decision.reference == ReferenceReport(kind: .bareName, alternatives: [.suffix]))
  }

  private let hosts = [
    Model(id: "al-v3", provider: "alibaba", name: "deepseek-v3.2"), Model(id: "bare", provider: "alibaba", name: "b"),
    Model(id: "az-v3", provider: "azure", name: "deepseek-v3.2"),
    Model(id: "cn-v3", provider: "Alibaba-CN", name: "deepseek-v3.2"), Model(id: "other", provider: "azure"),
  ]
  private let hostProviders = [
    Provider(id: "alibaba"), Provider(id: "azure", vendor: "Microsoft"), Provider(id: "Alibaba-CN", vendor: "Alibaba"),
  ]

  @Test(
    "R-606, R-611: a prefix is a provider's id or vendor, in any case, and what follows a name or an id there",
    arguments: [
      ("alibaba/deepseek-v3.2", ["al-v3", "cn-v3"]), ("AliBaba/deepseek-v3.2", ["al-v3", "cn-v3"]),
      ("alibaba-cn/deepseek-v3.2", ["cn-v3"]), ("Alibaba-CN/deepseek-v3.2", ["cn-v3"]),
      ("microsoft/deepseek-v3.2", ["az-v3"]), ("MICROSOFT/deepseek-v3.2", ["az-v3"]), ("azure/az-v3", ["az-v3"]),
      ("AZURE/az-v3", ["az-v3"]), ("alibaba/bare", ["bare"]), ("alibaba/b", ["bare"]),
    ] as [(String, [ModelID])])
  func nameAtProvider(hint: String, ids: [ModelID]) throws {
    let registry = try NamedRegistry(hosts, providers: hostProviders)
    #expect(registry.meaning(of: hint) == .models(.nameAtProvider, ids))
    #expect(registry.resolution(of: hint).found?.order == .score)
  }

  @Test(
    "R-606: a known prefix is never dropped, though the name or the id exists elsewhere",
    arguments: ["alibaba/other", "azure/bare", "Microsoft/b", "alibaba-cn/az-v3"])
  func prefixIsKept(hint: String) throws {
    #expect(try NamedRegistry(hosts, providers: hostProviders).meaning(of: hint) == .unknown)
  }

  @Test("R-606, R-614: a name at a provider stays there, also where nothing else may serve")
  func nameAtProviderStays() throws {
    let registry = try NamedRegistry(hosts, providers: hostProviders)
    #expect(registry.meaning(of: "azure/deepseek-v3.2", isStrict: true) == .models(.nameAtProvider, ["az-v3"]))
  }

  @Test("R-606: a name at a provider that is switched off is known, and its models may not serve")
  func providerIsOff() throws {
    let decision = try #require(
      try answer(
        hosts, providers: [Provider(id: "alibaba"), Provider(id: "azure", isEnabled: false)],
        request: RoutingRequest(inputTokens: 1, hint: "azure/other")
      ).verdict.decision)
    #expect(decision.hintStatus == .ineligible)
    #expect(decision.reference?.kind == .nameAtProvider)
  }

  @Test("R-606, R-611: a prefix in other case counts where provider and name together are an id as well")
  func prefixInOtherCaseOfAnID() throws {
    let registry = try NamedRegistry([Model(id: "acme/m", provider: "acme")], providers: [Provider(id: "acme")])
    #expect(registry.meaning(of: "ACME/m") == .models(.nameAtProvider, ["acme/m"]))
  }

  @Test("R-606, R-611: two providers whose id or vendor differ in case alone are both meant")
  func providersOfOneName() throws {
    let models = [Model(id: "x", provider: "ACME", name: "m"), Model(id: "y", provider: "acme-eu", name: "m")]
    let registry = try NamedRegistry(
      models, providers: [Provider(id: "ACME"), Provider(id: "acme-eu", vendor: "Acme")])
    #expect(registry.meaning(of: "acme/m") == .models(.nameAtProvider, ["x", "y"]))
    #expect(registry.meaning(of: "Acme/m") == .models(.nameAtProvider, ["x", "y"]))
    #expect(registry.meaning(of: "ACME/m") == .models(.nameAtProvider, ["x", "y"]))
  }

  @Test("R-606, R-611: a provider's id may hold slashes, and its case does not count either")
  func prefixWithSlash() throws {
    let registry = try NamedRegistry([Model(id: "x", provider: "eu/azure", name: "m")])
    #expect(registry.meaning(of: "eu/azure/m") == .models(.nameAtProvider, ["x"]))
    #expect(registry.meaning(of: "EU/Azure/m") == .models(.nameAtProvider, ["x"]))
  }

  @Test("R-607: the end of an id means the smallest id that ends so, then the others")
  func suffix() throws {
    let models = [
      Model(id: "z/lab/m1", provider: "p", weight: 9), Model(id: "b/m1", provider: "p", weight: 1),
      Model(id: "a/xm1", provider: "p", weight: 10), Model(id: "c/lab/m1", provider: "q", weight: 5),
    ]
    let registry = try NamedRegistry(models)
    #expect(registry.meaning(of: "m1") == .models(.suffix, ["b/m1", "c/lab/m1", "z/lab/m1"]))
    #expect(registry.meaning(of: "lab/m1") == .models(.suffix, ["c/lab/m1", "z/lab/m1"]))
    #expect(registry.meaning(of: "1") == .unknown)
    let decision = try #require(
      try answer(models, request: RoutingRequest(inputTokens: 1, hint: "m1")).verdict.decision)
    #expect(decision.model == "b/m1")
    #expect(decision.fallbacks == ["c/lab/m1", "z/lab/m1", "a/xm1"])
    #expect(decision.reference == ReferenceReport(kind: .suffix))
  }

  @Test("R-607: the smallest id that may serve does, where the smallest may not")
  func suffixPassesOver() throws {
    var models = [Model(id: "a/m1", provider: "p"), Model(id: "b/m1", provider: "p"), Model(id: "m2", provider: "p")]
    models[0].isEnabled = false
    let decision = try #require(
      try answer(models, request: RoutingRequest(inputTokens: 1, hint: "m1")).verdict.decision)
    #expect(decision.model == "b/m1")
    #expect(decision.hintStatus == .exact)
  }

  @Test("R-607: an unknown prefix is dropped and the rest is a bare name; nothing but a bare name")
  func unknownPrefix() throws {
    let registry = try NamedRegistry([
      Model(id: "p/m", provider: "p", name: "alpha"), Model(id: "q-id", provider: "q", name: "alpha"),
      Model(id: "r", provider: "q", name: "lab/beta"), Model(id: "lab/x/gamma", provider: "q", name: "y"),
    ])
    #expect(registry.meaning(of: "elsewhere/alpha") == .models(.suffix, ["p/m", "q-id"]))
    #expect(registry.resolution(of: "elsewhere/alpha").found?.order == .score)
    #expect(registry.meaning(of: "/alpha") == .models(.suffix, ["p/m", "q-id"]))
    #expect(registry.meaning(of: "elsewhere/lab/beta") == .models(.suffix, ["r"]))
    for hint in ["q/alph", "elsewhere/q-id", "elsewhere/gamma", "elsewhere/elsewhere/alpha", "elsewhere/", "p/beta"] {
      #expect(registry.meaning(of: hint) == .unknown, "\(hint)")
    }
  }

  @Test("R-607: the end of an id goes before a prefix is dropped")
  func suffixBeforeDroppedPrefix() throws {
    let registry = try NamedRegistry([
      Model(id: "x/elsewhere/alpha", provider: "p"), Model(id: "y", provider: "p", name: "alpha"),
    ])
    #expect(registry.meaning(of: "elsewhere/alpha") == .models(.suffix, ["x/elsewhere/alpha"]))
  }

  @Test("R-609: what matches nothing is unknown", arguments: ["nobody", "p/nobody", "/", "//", "m/", "/m/", "**", "p"])
  func unknown(hint: String) throws {
    #expect(try NamedRegistry([.fixture("m")]).meaning(of: hint) == .unknown)
    let verdict = try answer([.fixture("m")], request: RoutingRequest(inputTokens: 1, hint: ModelReference(hint)))
      .verdict
    #expect(verdict.decision?.hintStatus == .unknown)
    #expect(verdict.decision?.reference == nil)
  }

  /// A text that several forms match, what it must be taken for, and what else it could be.
  struct Contest: Sendable {
    let models: [Model]
    var directory = ModelDirectory(wildcardPool: [])
    let hint: String
    let winner: ReferenceKind
    let ids: [ModelID]
    let alternatives: [ReferenceKind]
  }

  @Test(
    "R-610: of two forms that match the earlier counts, and the later ones are reported",
    arguments: [
      Contest(
        models: [.fixture("m"), .fixture("n")],
        directory: ModelDirectory(aliases: [.fixture("m", ["n": 1])], wildcardPool: []), hint: "m", winner: .alias,
        ids: ["n"], alternatives: [.exactID, .bareName]),
      Contest(
        models: [Model(id: "x", provider: "p", name: "m"), Model(id: "a/m", provider: "p"), .fixture("n")],
        directory: ModelDirectory(aliases: [.fixture("m", ["n": 1])], wildcardPool: []), hint: "m", winner: .alias,
        ids: ["n"], alternatives: [.bareName, .suffix]),
      Contest(
        models: [.fixture("m"), Model(id: "x", provider: "q", name: "m")], hint: "m", winner: .exactID, ids: ["m"],
        alternatives: [.bareName]),
      Contest(
        models: [Model(id: "p/m", provider: "q"), Model(id: "x", provider: "p", name: "m")], hint: "p/m",
        winner: .exactID, ids: ["p/m"], alternatives: [.nameAtProvider]),
      Contest(
        models: [.fixture("a"), Model(id: "x", provider: "p", name: "crew")],
        directory: ModelDirectory(plans: [ModelPlan(name: "crew", members: ["a"])], wildcardPool: []), hint: "crew",
        winner: .plan, ids: ["a"], alternatives: [.bareName]),
      Contest(
        models: [.fixture("a"), Model(id: "x", provider: "p", name: "m"), Model(id: "y/p/m", provider: "q")],
        directory: ModelDirectory(plans: [ModelPlan(name: "p/m", members: ["a"])], wildcardPool: []), hint: "p/m",
        winner: .plan, ids: ["a"], alternatives: [.nameAtProvider, .suffix]),
      Contest(
        models: [Model(id: "x", provider: "q", name: "p/m"), Model(id: "y", provider: "p", name: "m")], hint: "p/m",
        winner: .bareName, ids: ["x"], alternatives: [.nameAtProvider]),
      Contest(
        models: [Model(id: "x", provider: "q", name: "m"), Model(id: "a/m", provider: "p")], hint: "m",
        winner: .bareName, ids: ["x"], alternatives: [.suffix]),
      Contest(
        models: [Model(id: "x", provider: "p", name: "m"), Model(id: "a/p/m", provider: "q")], hint: "p/m",
        winner: .nameAtProvider, ids: ["x"], alternatives: [.suffix]),
      Contest(
        models: [Model(id: "a/*", provider: "p"), .fixture("n")], directory: ModelDirectory(wildcardPool: ["n"]),
        hint: "*", winner: .suffix, ids: ["a/*"], alternatives: []),
      Contest(
        models: [.fixture("n")], directory: ModelDirectory(wildcardPool: ["n"]), hint: "*", winner: .wildcard,
        ids: ["n"], alternatives: []),
    ])
  func precedence(contest: Contest) throws {
    let registry = try NamedRegistry(contest.models, directory: contest.directory)
    #expect(registry.meaning(of: contest.hint) == .models(contest.winner, contest.ids))
    let report = try #require(
      try answer(
        contest.models, request: RoutingRequest(id: "r", inputTokens: 1, hint: ModelReference(contest.hint)),
        directory: contest.directory
      ).verdict.decision?.reference)
    #expect(report.kind == contest.winner)
    #expect(report.alternatives == contest.alternatives)
  }

  @Test("R-610: forms that match with the same models are no ambiguity")
  func sameModelsTwice() throws {
    let registry = try NamedRegistry([Model(id: "p/m", provider: "p"), .fixture("n", at: "q")])
    for hint in ["p/m", "m", "n"] { #expect(registry.resolution(of: hint).found?.alternatives == []) }
  }

  @Test("R-610: what else a prefix in capitals could mean is told of the text as it was written")
  func alternativesOfPrefixInOtherCase() throws {
    let models = [Model(id: "x", provider: "acme", name: "m")]
    let written = try NamedRegistry(models + [Model(id: "a/ACME/m", provider: "q")])
    let lowered = try NamedRegistry(models + [Model(id: "a/acme/m", provider: "q")])
    #expect(written.meaning(of: "ACME/m") == .models(.nameAtProvider, ["x"]))
    #expect(lowered.meaning(of: "ACME/m") == .models(.nameAtProvider, ["x"]))
    #expect(written.resolution(of: "ACME/m").found?.alternatives == [.suffix])
    #expect(lowered.resolution(of: "ACME/m").found?.alternatives == [])
  }

  @Test("R-611: ids, names, aliases, plans and ends of ids are case-sensitive")
  func caseSensitivity() throws {
    let registry = try NamedRegistry(
      [Model(id: "lab/End", provider: "Host", name: "Name"), .fixture("Exact", at: "Host")],
      directory: ModelDirectory(
        aliases: [.fixture("Fast", ["Exact": 1])], plans: [ModelPlan(name: "Crew", members: ["Exact"])],
        wildcardPool: []))
    for hint in ["lab/End", "Name", "Exact", "Fast", "Crew", "End", "host/Name", "HOST/Exact"] {
      #expect(registry.resolution(of: hint).found != nil, "\(hint)")
    }
    for hint in [
      "lab/end", "LAB/End", "name", "exact", "EXACT", "fast", "crew", "end", "host/name", "HOST/EXACT",
      "elsewhere/name",
    ] { #expect(registry.meaning(of: hint) == .unknown, "\(hint)") }
  }

  @Test("R-611: texts that look alike and are not the same bytes are different names")
  func bytes() throws {
    let registry = try NamedRegistry([.fixture("caf\u{E9}")])
    #expect(registry.meaning(of: "caf\u{E9}") == .models(.exactID, ["caf\u{E9}"]))
    #expect(registry.meaning(of: "cafe\u{301}") == .unknown)
  }

  private let ranks = [
    Model.fixture("best", at: "p1", weight: 10), .fixture("good", at: "p2", weight: 8),
    Model(id: "alpha-1", provider: "p1", name: "alpha", weight: 2),
    Model(id: "alpha-2", provider: "p2", name: "alpha", weight: 3), .fixture("poor", at: "p1", weight: 1),
  ]

  @Test("R-612: what is named comes first, scored among itself; the rest keep their order and the best leads them")
  func pinOrder() throws {
    let set = try answer(ranks, request: RoutingRequest(inputTokens: 1, hint: "alpha"))
    #expect(set.verdict.decision?.model == "alpha-2")
    #expect(set.verdict.decision?.fallbacks == ["alpha-1", "best", "good", "poor"])
    #expect(set.ranked.map(\.model) == ["best", "good", "alpha-2", "alpha-1", "poor"])
    let worst = try answer(ranks, request: RoutingRequest(inputTokens: 1, hint: "poor"))
    #expect(worst.verdict.decision?.model == "poor")
    #expect(worst.verdict.decision?.fallbacks == ["best", "good", "alpha-2", "alpha-1"])
  }

  @Test("R-518, R-612: a model named by its id serves without a draw")
  func pinIsNotDrawn() throws {
    for picker in [Picker.exploring(temperature: 50), .softmax(temperature: 50), .weighted, .twoChoices] {
      for seed in 0..<20 as Range<UInt64> {
        let decision = try #require(
          try answer(
            ranks, request: RoutingRequest(id: "r", inputTokens: 1, hint: "poor"),
            policy: RoutingPolicy(picker: picker), seed: seed
          ).verdict.decision)
        #expect(decision.model == "poor")
        #expect(decision.propensity == 1)
      }
    }
  }

  @Test("R-613: a hint that is unknown or cannot be met changes nothing but its status")
  func preference() throws {
    let plain = try answer(ranks)
    let unknown = try answer(ranks, request: RoutingRequest(inputTokens: 100, hint: "who"))
    let ineligible = try answer(
      ranks, request: RoutingRequest(inputTokens: 100, hint: "good"), health: ["p2": HealthReading(isAvailable: false)])
    #expect(unknown.ranked == plain.ranked)
    #expect(unknown.verdict.decision?.fallbacks == plain.verdict.decision?.fallbacks)
    #expect(unknown.verdict.decision?.reason == .routedByWeight(10))
    #expect(unknown.verdict.decision?.hintStatus.name == "unknown")
    #expect(ineligible.verdict.decision?.model == "best")
    #expect(ineligible.verdict.decision?.reason == .routedByWeight(10))
    #expect(ineligible.verdict.decision?.hintStatus.name == "ineligible")
    #expect(ineligible.verdict.decision?.reference == ReferenceReport(kind: .exactID))
    #expect(HintStatus.exact.name == nil)
    #expect(HintStatus.absent.name == nil)
  }

  @Test("R-614: where only the reference may serve, everything else is left out, fallbacks too")
  func strict() throws {
    let record = try answer(
      ranks, request: RoutingRequest(inputTokens: 1, hint: ModelReference("alpha", isStrict: true)))
    #expect(record.verdict.decision?.model == "alpha-2")
    #expect(record.verdict.decision?.fallbacks == ["alpha-1"])
    #expect(record.excluded.map(\.model) == ["best", "good", "poor"])
    #expect(record.excluded.allSatisfy { $0.reason == .referenceExcluded })
  }

  @Test("R-614: an unknown name is refused for good; a known one that cannot be met is refused for now")
  func strictRefusals() throws {
    func verdict(_ hint: String) throws -> Verdict {
      try answer(
        ranks, request: RoutingRequest(inputTokens: 1, hint: ModelReference(hint, isStrict: true)),
        health: ["p2": HealthReading(isAvailable: false)]
      ).verdict
    }
    #expect(
      try verdict("who") == .refused(Refusal(hintStatus: .unknown, cause: .modelNotFound, isPermanent: true)))
    #expect(try verdict("good") == .refused(Refusal(hintStatus: .ineligible, cause: .noSupplier)))
    #expect(try verdict("alpha").decision?.model == "alpha-1")
  }

  @Test("R-614: the same logical model at another provider counts as named by an id or an alias, after the one named")
  func sameNameElsewhere() throws {
    let directory = ModelDirectory(aliases: [.fixture("fast", ["alpha-1": 1])], wildcardPool: [])
    for hint in ["alpha-1", "fast"] {
      let request = RoutingRequest(inputTokens: 1, hint: ModelReference(hint, isStrict: true))
      let decision = try #require(try answer(ranks, request: request, directory: directory).verdict.decision)
      #expect(decision.model == "alpha-1")
      #expect(decision.fallbacks == ["alpha-2"])
      let elsewhere = try #require(
        try answer(ranks, request: request, health: ["p1": HealthReading(isAvailable: false)], directory: directory)
          .verdict.decision)
      #expect(elsewhere.model == "alpha-2")
      #expect(elsewhere.hintStatus == .exact)
    }
    let loose = try #require(
      try answer(
        ranks, request: RoutingRequest(inputTokens: 1, hint: "alpha-1"),
        health: ["p1": HealthReading(isAvailable: false)]
      ).verdict.decision)
    #expect(loose.model == "good")
    #expect(loose.hintStatus == .ineligible)
  }

  @Test("R-614, R-641: a choice made without a list is the one of the decision, for every form and condition")
  func choiceWithoutList() throws {
    let registry = try ModelRegistry(models: ranks, providers: [Provider(id: "p1"), Provider(id: "p2")])
    let router = try CompiledRouter(
      registry,
      directory: ModelDirectory(
        aliases: [
          .fixture("fast", ["alpha-1": 1]), .fixture("turns", ["poor": 1, "good": 1], stickiness: .roundRobin),
        ],
        plans: [ModelPlan(name: "crew", members: ["poor", "alpha"])], wildcardPool: ["alpha-1", "good", "poor"]))
    let policy = router.compile(RoutingPolicy())
    for hint in ["alpha-1", "fast", "turns", "crew", "alpha", "p2/alpha", "elsewhere/alpha", "*", "who", ""] {
      for isStrict in [false, true] {
        for down in [nil, "p1", "p2"] as [ProviderID?] {
          var readings: [ProviderID: HealthReading] = [:]
          if let down { readings[down] = HealthReading(isAvailable: false) }
          let health = router.compile(HealthSnapshot(of: registry, readings: readings))
          let request = RoutingRequest(id: "r", inputTokens: 1, hint: ModelReference(hint, isStrict: isStrict))
          var (turns, copy) = (ReferenceTurns(), ReferenceTurns())
          for _ in 0..<3 {
            let shape = router.shape(of: request, turns: &turns)
            let choice = router.decide(shape, policy: policy, health: health)
            let decision = router.record(for: request, policy: policy, health: health, turns: &copy, seed: 0)
              .verdict.decision
            #expect(choice.map { registry[$0.model].id } == decision?.model, "\(hint)")
            #expect(choice?.hintStatus == decision?.hintStatus, "\(hint)")
            #expect(choice?.reason == decision?.reason, "\(hint)")
            #expect(choice?.propensity == decision?.propensity, "\(hint)")
          }
          #expect(turns == copy)
        }
      }
    }
  }

  @Test("R-615: a hint gives no model a bonus: scores, order and the weight in the reason stay")
  func noBoost() throws {
    #expect(try answer(ranks, request: RoutingRequest(inputTokens: 100, hint: "poor")).ranked == answer(ranks).ranked)
  }

  @Test("R-616: the name sent upstream is the model's name, unless it has another there")
  func upstreamName() {
    #expect(Model(id: "alibaba/deepseek-v3.2", provider: "alibaba").upstreamName == "deepseek-v3.2")
    #expect(Model(id: "x", provider: "p", name: "alpha").upstreamName == "alpha")
    #expect(Model(id: "x", provider: "p", name: "alpha", upstreamName: "a-1").upstreamName == "a-1")
  }

  private let limited = [
    Model.fixture("cheap", at: "p1", weight: 5),
    Model.fixture("dear", at: "p2", weight: 9, input: 1), .fixture("dear-too", at: "p2", weight: 9, input: 1),
    .fixture("weak", at: "p1", weight: 1), .fixture("weak-too", at: "p1", weight: 1),
  ]

  private func decision(
    _ hint: String, _ policy: RoutingPolicy, isStrict: Bool = false, tokens: TokenCount = 100,
    health: [ProviderID: HealthReading] = [:]
  ) throws -> Decision? {
    let request = RoutingRequest(
      inputTokens: tokens, outputTokens: 0, hint: ModelReference(hint, isStrict: isStrict))
    return try answer(limited, request: request, policy: policy, health: health).verdict.decision
  }

  @Test("R-617, R-208: a budget that nobody asked for does not hold for the model that is named, and for no other")
  func softBudget() throws {
    let soft = try #require(try decision("dear", RoutingPolicy(defaulted: .maximumCost)))
    #expect(soft.model == "dear")
    #expect(soft.estimatedCost == 0.1)
    #expect(soft.fallbacks == ["cheap", "weak", "weak-too"])
    let hard = try #require(try decision("dear", RoutingPolicy()))
    #expect(hard.model == "cheap")
    #expect(hard.hintStatus == .ineligible)
    #expect(try decision("dear", RoutingPolicy(defaulted: [.minimumWeight, .mode]))?.model == "cheap")
    #expect(try decision("dear", RoutingPolicy(defaulted: .maximumCost), isStrict: true)?.model == "dear")
    #expect(try decision("dear", RoutingPolicy(), isStrict: true) == nil)
  }

  @Test("R-617, R-208: nor does a least weight that nobody asked for")
  func softWeight() throws {
    let soft = try #require(try decision("weak", RoutingPolicy(minimumWeight: 4, defaulted: .minimumWeight)))
    #expect(soft.model == "weak")
    #expect(soft.fallbacks == ["cheap"])
    let hard = try #require(try decision("weak", RoutingPolicy(minimumWeight: 4)))
    #expect(hard.model == "cheap")
    #expect(hard.hintStatus == .ineligible)
    #expect(try decision("weak", RoutingPolicy(minimumWeight: 4, defaulted: .maximumCost))?.model == "cheap")
  }

  @Test("R-617: soft limits give way to every form of a reference")
  func softLimitsOfSets() throws {
    let policy = RoutingPolicy(defaulted: .maximumCost)
    let models = [
      Model(id: "p/dear", provider: "p", weight: 2, prices: PriceSheet(inputPerThousandTokens: 1)),
      .fixture("cheap", at: "q", weight: 9),
    ]
    let directory = ModelDirectory(
      aliases: [.fixture("fast", ["p/dear": 1])],
      plans: [ModelPlan(name: "crew", members: ["p/dear"])], wildcardPool: ["p/dear"])
    for hint in ["p/dear", "dear", "fast", "crew", "elsewhere/dear", "*"] {
      let request = RoutingRequest(inputTokens: 100, hint: ModelReference(hint))
      let soft = try answer(models, request: request, policy: policy, directory: directory).verdict
      #expect(soft.decision?.model == "p/dear", "\(hint)")
      let hard = try answer(models, request: request, directory: directory).verdict
      #expect(hard.decision?.model == (hint == "*" ? nil : "cheap"), "\(hint)")
    }
  }

  @Test("R-617: health, context, constraints and the kind hold for a named model too")
  func hardLimits() throws {
    let soft: DefaultedFields = [.maximumCost, .minimumWeight]
    for reading in [
      HealthReading(isAvailable: false), HealthReading(isRateLimited: true), HealthReading(credentialsAreLocked: true),
    ] {
      let decision = try decision("dear", RoutingPolicy(defaulted: soft), health: ["p2": reading])
      #expect(decision?.model == "cheap")
      #expect(decision?.hintStatus == .ineligible)
    }
    let constraints = RoutingConstraints(providers: NameFilter(deny: ["p2"]))
    #expect(try decision("dear", RoutingPolicy(defaulted: soft, constraints: constraints))?.model == "cheap")

    let models = [Model.fixture("narrow", weight: 9, window: 100), .fixture("wide")]
    func model(_ tokens: TokenCount, kind: ModelKind = .chat) throws -> ModelID? {
      let request = RoutingRequest(kind: kind, inputTokens: tokens, hint: "narrow")
      return try answer(models, request: request, policy: RoutingPolicy(defaulted: soft)).verdict.decision?.model
    }
    #expect(try model(86) == "narrow")
    #expect(try model(87) == "wide")
    #expect(try model(1, kind: .embedding) == nil)
  }

  @Test("R-208, R-617: limits that came from defaults are marked as such where layers are merged")
  func mergedDefaults() throws {
    let dear = [Model.fixture("dear", input: 1), .fixture("cheap")]
    func model(_ layers: PolicyStack) throws -> ModelID? {
      try answer(dear, request: RoutingRequest(inputTokens: 100, hint: "dear"), policy: layers.merged().policy)
        .verdict.decision?.model
    }
    #expect(try model(PolicyStack()) == "dear")
    #expect(try model(PolicyStack(runtime: PolicyLayer(maximumCost: 0.01))) == "dear")
    #expect(try model(PolicyStack(request: PolicyLayer(maximumCost: 0.01))) == "cheap")
    #expect(try model(PolicyStack(key: PolicyLayer(maximumCost: 0.01))) == "cheap")
  }
}
