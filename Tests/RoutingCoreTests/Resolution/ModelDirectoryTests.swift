import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ModelDirectoryTests {
  private let models = [
    Model(id: "p/alpha", provider: "p", weight: 4), Model(id: "q/alpha", provider: "q", weight: 6),
    .fixture("solo", at: "p", weight: 2), .fixture("outside", at: "q", weight: 10),
  ]

  private func registry(_ directory: ModelDirectory) throws -> NamedRegistry {
    try NamedRegistry(models, directory: directory)
  }

  private func plans(_ plans: ModelPlan...) -> ModelDirectory { ModelDirectory(plans: plans, wildcardPool: []) }

  @Test(
    "R-604: a plan means the union of its members by id, bare name, and name at a provider, in its order, each once")
  func members() throws {
    #expect(
      try registry(plans(ModelPlan(name: "crew", members: ["solo", "alpha", "p/alpha", "Q/outside"])))
        .meaning(of: "crew") == .models(.plan, ["solo", "p/alpha", "q/alpha", "outside"]))
    #expect(
      try registry(plans(ModelPlan(name: "crew", members: ["Q/alpha", "P/solo", "q/outside"])))
        .meaning(of: "crew") == .models(.plan, ["q/alpha", "solo", "outside"]))
  }

  @Test("R-604: a member is never an alias, a plan, the end of an id, a name behind an unknown prefix, or *")
  func onlyModels() throws {
    let directory = ModelDirectory(
      aliases: [.fixture("fast", ["solo": 1])],
      plans: [
        ModelPlan(name: "inner", members: ["solo"]),
        ModelPlan(name: "crew", members: ["inner", "fast", "nd", "lab/alpha", "*", "nobody", "outside", " solo"]),
      ], wildcardPool: ["solo"])
    let registry = try NamedRegistry(models + [Model(id: "x/nd", provider: "p", name: "y")], directory: directory)
    #expect(registry.meaning(of: "crew") == .models(.plan, ["outside"]))
  }

  @Test("R-604, R-119: a member serves by score, fallbacks are the other members first, and the decision names it")
  func served() throws {
    let directory = plans(ModelPlan(name: "crew", members: ["solo", "alpha"]))
    let decision = try #require(
      try answer(models, request: RoutingRequest(inputTokens: 1, hint: "crew"), directory: directory)
        .verdict.decision)
    #expect(decision.model == "q/alpha")
    #expect(decision.fallbacks == ["p/alpha", "solo", "outside"])
    #expect(decision.reference == ReferenceReport(kind: .plan))
    #expect(decision.reason == .hintExact)
    let strict = try #require(
      try answer(
        models, request: RoutingRequest(inputTokens: 1, hint: ModelReference("crew", isStrict: true)),
        directory: directory
      ).verdict.decision)
    #expect(strict.fallbacks == ["p/alpha", "solo"])
  }

  @Test("R-604, R-515: equal scores go by the order of the plan, before cost, weight and id")
  func ties() throws {
    // Twice the cost and twice the weight: both score 0 under mode normal.
    let models = [
      Model.fixture("cheap", weight: 5, input: 0.01), .fixture("dear", weight: 10, input: 0.02),
    ]
    let request = RoutingRequest(inputTokens: 1000, outputTokens: 0, hint: "crew")
    func first(_ members: [String]) throws -> ModelID? {
      let record = try answer(
        models, request: request, directory: plans(ModelPlan(name: "crew", members: members)))
      #expect(record.ranked.map(\.score) == [0, 0])
      #expect(record.ranked.map(\.model) == ["cheap", "dear"])
      #expect(record.verdict.decision?.fallbacks == [ModelID(members[1])])
      return record.verdict.decision?.model
    }
    #expect(try first(["dear", "cheap"]) == "dear")
    #expect(try first(["cheap", "dear"]) == "cheap")
  }

  @Test("R-604: the mode of a plan counts where the request gives none, or only a default")
  func mode() throws {
    let models = [Model.fixture("cheap", weight: 1), .fixture("strong", weight: 10, input: 0.1)]
    func model(_ planMode: RoutingMode?, _ policy: RoutingPolicy, hint: ModelReference = "crew") throws -> ModelID? {
      let directory = plans(ModelPlan(name: "crew", members: ["cheap", "strong"], mode: planMode))
      return try answer(
        models, request: RoutingRequest(inputTokens: 100, hint: hint), policy: policy, directory: directory
      ).verdict.decision?.model
    }
    #expect(try model(nil, RoutingPolicy()) == "cheap")
    #expect(try model(.highConfidence, RoutingPolicy()) == "strong")
    #expect(try model(.highConfidence, RoutingPolicy(mode: .cheap)) == "cheap")
    #expect(try model(.highConfidence, RoutingPolicy(mode: .cheap, defaulted: .mode)) == "strong")
    #expect(try model(.highConfidence, RoutingPolicy(), hint: "nobody") == "cheap")
  }

  @Test("R-604: a plan that is disabled, or none of whose members exists, is no plan")
  func noPlan() throws {
    #expect(
      try registry(plans(ModelPlan(name: "crew", members: ["solo"], isEnabled: false))).meaning(of: "crew") == .unknown)
    #expect(try registry(plans(ModelPlan(name: "crew", members: ["nobody"]))).meaning(of: "crew") == .unknown)
    #expect(
      try registry(plans(ModelPlan(name: "alpha", members: ["solo"], isEnabled: false))).meaning(of: "alpha")
        == .models(.bareName, ["p/alpha", "q/alpha"]))
  }

  @Test("R-604: a plan may have the name of a logical model, and hold it")
  func planNamedLikeBareName() throws {
    let directory = plans(ModelPlan(name: "alpha", members: ["alpha", "solo"]))
    let registry = try registry(directory)
    #expect(registry.meaning(of: "alpha") == .models(.plan, ["p/alpha", "q/alpha", "solo"]))
    #expect(registry.resolution(of: "alpha").found?.alternatives == [.bareName, .suffix])
  }

  @Test(
    "R-610, R-631: names that cannot be used together are refused, each fault by its record",
    arguments: [
      (
        [ModelAlias.fixture("x", ["solo": 1]), .fixture("x", ["outside": 1], isEnabled: false)], [ModelPlan](),
        [DirectoryProblem.duplicateAlias("x")]
      ),
      ([.fixture("x", ["solo": 0])], [], [.alias("x", .weightOutOfRange(place: 0, weight: 0))]),
      ([], [ModelPlan(name: "", members: ["solo"])], [.emptyPlanName]),
      ([], [ModelPlan(name: "crew", members: [])], [.emptyPlan("crew")]),
      (
        [], [ModelPlan(name: "crew", members: ["solo"]), ModelPlan(name: "crew", members: ["alpha"])],
        [.duplicatePlan("crew")]
      ),
      (
        [.fixture("crew", ["solo": 1])], [ModelPlan(name: "crew", members: ["solo"])], [.planNamedLikeAlias("crew")]
      ),
      ([], [ModelPlan(name: "solo", members: ["alpha"])], [.planNamedLikeModel("solo")]),
      ([], [ModelPlan(name: "p/alpha", members: ["solo"], isEnabled: false)], [.planNamedLikeModel("p/alpha")]),
      (
        [.fixture("solo", ["alpha": 1])], [ModelPlan(name: "solo", members: [])],
        [.emptyPlan("solo"), .planNamedLikeAlias("solo"), .planNamedLikeModel("solo")]
      ),
    ])
  func problems(aliases: [ModelAlias], plans: [ModelPlan], problems: [DirectoryProblem]) throws {
    let directory = ModelDirectory(aliases: aliases, plans: plans)
    let error = #expect(throws: InvalidDirectory.self) { try registry(directory) }
    #expect(error?.problems == problems)
    #expect(error?.description == problems.map(\.description).joined(separator: "\n"))
    for problem in problems where !problem.name.isEmpty { #expect(problem.description.contains("'\(problem.name)'")) }
    let models = try ModelRegistry(models: models, providers: [])
    #expect(throws: InvalidDirectory.self) { try RoutingEngine(registry: models, directory: directory) }
  }

  @Test("R-610: an alias may have the name of a model, and names may differ in case or bytes alone")
  func permitted() throws {
    _ = try registry(
      ModelDirectory(
        aliases: [.fixture("solo", ["outside": 1]), .fixture("Solo", ["outside": 1])],
        plans: [ModelPlan(name: "SOLO", members: ["solo"]), ModelPlan(name: "alpha", members: ["solo"])]))
    _ = try registry(
      plans(ModelPlan(name: "\u{E9}", members: ["solo"]), ModelPlan(name: "e\u{301}", members: ["solo"])))
  }

  @Test("names that stand for nothing do no harm, and are told on asking")
  func dangling() throws {
    let registry = try registry(
      ModelDirectory(
        aliases: [.fixture("fast", ["gone": 1, "solo": 1, "alpha": 1])],
        plans: [ModelPlan(name: "crew", members: ["solo", "alpha", "P/solo", "fast", "crew", "lost", "lab/alpha"])],
        wildcardPool: ["nobody"]))
    #expect(
      registry.resolver.danglingNames == [
        .unknownVariant(alias: "fast", "gone"), .unknownVariant(alias: "fast", "alpha"),
        .unknownMember(plan: "crew", "fast"), .unknownMember(plan: "crew", "crew"),
        .unknownMember(plan: "crew", "lost"), .unknownMember(plan: "crew", "lab/alpha"),
      ])
    #expect(try self.registry(ModelDirectory()).resolver.danglingNames.isEmpty)
  }

  @Test("R-604: a member that an alias, a plan or a provider's id in another case hides does not dangle")
  func hiddenMembers() throws {
    let registry = try registry(
      ModelDirectory(
        aliases: [.fixture("solo", ["outside": 1])],
        plans: [ModelPlan(name: "alpha", members: ["alpha", "solo"]), ModelPlan(name: "crew", members: ["Q/alpha"])]))
    #expect(registry.resolver.danglingNames.isEmpty)
  }
}
