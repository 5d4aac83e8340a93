import RoutingCore
import RoutingFormats
import RoutingTestSupport
import ShippedCatalogue
import Testing

/// The formats in which a client may name a model, over documents.
@Suite(.offThePool) struct ReferenceFormatsTests {
  private func record(
    _ hint: ModelReference, _ engine: RoutingEngine, turns: inout ReferenceTurns
  ) -> DecisionRecord {
    engine.record(
      for: RoutingRequest(id: "r", inputTokens: 1000, hint: hint), policy: RoutingPolicy(),
      health: HealthSnapshot(of: engine.registry), turns: &turns, seed: 0)
  }

  private func decision(_ hint: ModelReference, _ engine: RoutingEngine) throws -> Decision {
    var turns = ReferenceTurns()
    return try #require(record(hint, engine, turns: &turns).verdict.decision)
  }

  private func name(_ id: ModelID, _ engine: RoutingEngine) throws -> String {
    engine.registry[try #require(engine.registry.handle(ofModel: id))].name
  }

  @Test("R-605: deepseek-v3.2 means every host's offer of it in the shipped catalogue")
  func bareName() throws {
    let engine = try ShippedCatalogue.document().engine()
    let decision = try decision(ModelReference("deepseek-v3.2", isStrict: true), engine)
    #expect(decision.reference?.kind == .bareName)
    #expect(decision.hintStatus == .exact)
    // One of the 14 offers has no price and is not registered.
    #expect(decision.fallbacks.count == 12)
    for id in [decision.model] + decision.fallbacks { #expect(try name(id, engine) == "deepseek-v3.2") }
    #expect(decision.model == "openrouter/deepseek/deepseek-v3.2")
  }

  @Test("R-606: alibaba/deepseek-v3.2 means the offers of that vendor alone, in any case of its name")
  func nameAtProvider() throws {
    let engine = try ShippedCatalogue.document().engine()
    for text in ["alibaba/deepseek-v3.2", "Alibaba/deepseek-v3.2", "ALIBABA-CN/deepseek-v3.2"] {
      let hint = ModelReference(text, isStrict: true)
      let decision = try decision(hint, engine)
      #expect(decision.reference?.kind == .nameAtProvider)
      #expect(
        Set([decision.model] + decision.fallbacks) == [
          "alibaba-cn/deepseek-v3.2", "alibaba-cn/siliconflow/deepseek-v3.2",
        ])
    }
    let atAzure = try decision("azure/deepseek-v3.2", engine)
    #expect(atAzure.model == "azure/deepseek-v3.2")
    #expect(atAzure.reference?.kind == .exactID)
  }

  @Test("R-611: deepseek-v3.2 in capitals is a name that nobody knows")
  func caseCounts() throws {
    let engine = try ShippedCatalogue.document().engine()
    for hint in ["DEEPSEEK-V3.2", "alibaba/DEEPSEEK-V3.2"] as [ModelReference] {
      #expect(try decision(hint, engine).hintStatus == .unknown)
    }
  }

  @Test("R-606, R-611: every offer of the shipped catalogue is found by its provider in capitals")
  func everyOfferInCapitals() throws {
    let engine = try ShippedCatalogue.document().engine()
    let missed = engine.registry.models.filter { model in
      let hint = ModelReference("\(model.provider.text.uppercased())/\(model.name)")
      var turns = ReferenceTurns()
      let resolution = engine.router.resolver.resolve(
        RoutingRequest(inputTokens: 1, hint: hint), turns: &turns, seed: 0)
      guard case .models(let found) = resolution else { return true }
      return !found.models.contains { engine.registry[$0].id == model.id }
    }
    #expect(missed.count == 0)
  }

  private static let offers = """
    {"models":[
    {"id":"maker/m","provider":"h","provider_model_id":"m-1","kind":"chat","price_usd":{"input_per_mtok":2}},
    {"id":"maker/m","provider":"k","provider_model_id":"m","kind":"chat","price_usd":{"input_per_mtok":1}},
    {"id":"maker/n","provider":"h","provider_model_id":"n","kind":"chat","price_usd":{"input_per_mtok":9}}
    ]
    """

  /// A document of three offers and more members, the first of which begins on line 6.
  private func document(_ members: String) throws(FormatError) -> CatalogueDocument {
    try CatalogueDocument(parsing: Array("\(Self.offers),\n\(members)}".utf8), file: "c.json")
  }

  @Test("R-604: a plan of a document is found by its name")
  func plan() throws {
    let document = try document(#""plans":[{"name":"duo","members":["n","k/m"],"mode":"high_confidence"}]"#)
    #expect(
      document.directory.plans == [ModelPlan(name: "duo", members: ["n", "k/m"], mode: .highConfidence)])
    #expect(document.directory.wildcardPool == ModelDirectory.defaultWildcardPool)
    let engine = try document.engine()
    let decision = try decision(ModelReference("duo", isStrict: true), engine)
    #expect(decision.reference == ReferenceReport(kind: .plan))
    #expect(decision.model == "h/n")
    #expect(decision.fallbacks == ["k/m"])
  }

  @Test("R-604: a plan over the shipped catalogue is found by its name")
  func planOverShippedOffers() throws {
    let shipped = try ShippedCatalogue.document()
    let engine = try RoutingEngine(
      registry: shipped.registry().registry,
      directory: ModelDirectory(plans: [
        ModelPlan(name: "tokenhub_plan", members: ["azure/deepseek-v3.2", "alibaba/deepseek-v4-flash", "gpt-5.5"])
      ]))
    let decision = try decision(ModelReference("tokenhub_plan", isStrict: true), engine)
    #expect(decision.reference?.kind == .plan)
    let names = try Set(([decision.model] + decision.fallbacks).map { try name($0, engine) })
    #expect(names == ["deepseek-v3.2", "deepseek-v4-flash", "gpt-5.5"])
  }

  @Test("R-630, R-631: aliases of a document are read with all they say")
  func aliases() throws {
    let document = try document(
      #"""
      "aliases":[{"name":"fast","variants":[{"model_id":"k/m","weight":1}],"sticky_by":""},
      {"name":"slow","enabled":false,"sticky_by":"round_robin",
       "variants":[{"model_id":"h/n","weight":2},{"model_id":"k/m","weight":1}]},
      {"name":"mine","sticky_by":"api_key","variants":[{"model_id":"h/m-1","weight":3.0}]}]
      """#)
    #expect(
      document.directory.aliases == [
        ModelAlias(name: "fast", variants: [ModelAlias.Variant(model: "k/m", weight: 1)]),
        ModelAlias(
          name: "slow",
          variants: [ModelAlias.Variant(model: "h/n", weight: 2), ModelAlias.Variant(model: "k/m", weight: 1)],
          isEnabled: false, stickiness: .roundRobin),
        ModelAlias(
          name: "mine", variants: [ModelAlias.Variant(model: "h/m-1", weight: 3)], stickiness: .apiKey),
      ])
    let engine = try document.engine()
    #expect(try decision("fast", engine).reference == ReferenceReport(kind: .alias, aliasFrom: "fast"))
    #expect(try decision("fast", engine).model == "k/m")
    #expect(try decision("slow", engine).hintStatus == .unknown)
  }

  @Test("R-640, R-641, R-642: the pool of a document takes turns; an empty one is none")
  func wildcardPool() throws {
    let engine = try document(#""wildcard_pool":["h/n","m","nobody"]"#).engine()
    var turns = ReferenceTurns()
    let served = (0..<3).map { _ in record("*", engine, turns: &turns).verdict.decision?.model }
    #expect(served == ["h/n", "k/m", "h/n"])
    let empty = try document(#""wildcard_pool":[]"#).engine()
    #expect(try decision("*", empty).hintStatus == .absent)
    #expect(try document(#""wildcard_pool":null"#).directory.wildcardPool == ModelDirectory.defaultWildcardPool)
  }

  @Test("R-610: a plan may have the name of a logical model and hold it, and a member may have the name of an alias")
  func sharedNames() throws {
    let engine = try document(
      #"""
      "aliases":[{"name":"h/n","variants":[{"model_id":"k/m","weight":1}]}],
      "plans":[{"name":"m","members":["m","h/n"]},{"name":"duo","members":["H/n"]}]
      """#
    ).engine()
    #expect(try decision("m", engine).reference?.kind == .plan)
    #expect(try decision("h/n", engine).model == "k/m")
  }

  @Test(
    "R-631: a record that cannot be read is refused with its line and field",
    arguments: [
      (#"{"name":"x","variants":[{"model_id":"h/n","weight":0}]}"#, "aliases[1]", "variants[0].weight 0"),
      (#"{"name":"x","variants":[{"model_id":"h/n","weight":-1}]}"#, "aliases[1]", "variants[0].weight -1"),
      (#"{"name":"x","variants":[]}"#, "aliases[1]", "variants is empty"),
      (#"{"name":"","variants":[{"model_id":"h/n","weight":1}]}"#, "aliases[1]", "name is empty"),
      (#"{"name":"x","variants":[{"model_id":"","weight":1}]}"#, "aliases[1]", "model_id is empty"),
      (#"{"name":"x","variants":[{"model_id":"x","weight":1}]}"#, "aliases[1]", "alias itself"),
      (
        #"{"name":"x","variants":[{"model_id":"h/n","weight":1},{"model_id":"h/n","weight":2}]}"#, "aliases[1]",
        "variants[1].model_id stands twice"
      ),
      (
        #"{"name":"x","enabled":false,"variants":[{"model_id":"h/n","weight":0}]}"#, "aliases[1]",
        "variants[0].weight 0"
      ),
      (
        #"{"name":"x","sticky_by":"weird","variants":[{"model_id":"h/n","weight":1}]}"#, "aliases[1].sticky_by",
        "weird"
      ),
      (
        #"{"name":"x","variants":[{"model_id":"h/n","weight":"1"}]}"#, "aliases[1].variants[0].weight",
        "whole number"
      ),
      (
        #"{"name":"x","variants":[{"model_id":"h/n","weight":1.5}]}"#, "aliases[1].variants[0].weight",
        "whole number"
      ), (#"{"name":"x","variants":[{"model_id":"h/n"}]}"#, "aliases[1].variants[0]", "'weight' is missing"),
      (#"{"name":"x"}"#, "aliases[1]", "'variants' is missing"),
      (#"{"variants":[{"model_id":"h/n","weight":1}]}"#, "aliases[1]", "'name' is missing"),
      (#"{"name":"x","enabled":1,"variants":[]}"#, "aliases[1].enabled", "boolean"), ("3", "aliases[1]", "object"),
    ])
  func unreadableAliases(record: String, field: String, message: String) throws {
    let good = #"{"name":"ok","variants":[{"model_id":"h/n","weight":1}]}"#
    let error = #expect(throws: FormatError.self) { try document("\"aliases\":[\(good),\n\(record)]") }
    expect(error, line: 7, field: field, message)
  }

  @Test(
    "R-604, R-640: a plan or a pool that cannot be read is refused with its line and field",
    arguments: [
      (#""plans":[\#n{"name":"x","members":["h/n"],"mode":"vote"}]"#, "plans[0].mode", "vote"),
      (#""plans":[\#n{"name":"x"}]"#, "plans[0]", "'members' is missing"),
      (#""plans":[\#n{"members":["h/n"]}]"#, "plans[0]", "'name' is missing"),
      (#""plans":[\#n{"name":"x","members":[3]}]"#, "plans[0].members[0]", "string"),
      (#""wildcard_pool":[\#n3]"#, "wildcard_pool[0]", "string"),
      (#""wildcard_pool":\#n"*""#, "wildcard_pool", "array"),
      (#""aliases":\#n{}"#, "aliases", "array"),
    ])
  func unreadablePlans(members: String, field: String, message: String) throws {
    let error = #expect(throws: FormatError.self) { try document(members) }
    expect(error, line: 7, field: field, message)
  }

  @Test(
    "R-604, R-610, R-631: names that cannot be used together are refused with the line and name of the record",
    arguments: [
      (#"{"name":"ok","variants":[{"model_id":"k/m","weight":1}]}"#, "", 7, "alias 'ok': the name is used twice"),
      (
        #"{"name":"x","variants":[{"model_id":"gone","weight":1}]}"#, "", 7, "alias 'x': there is no model 'gone'"
      ), (#"{"name":"x","variants":[{"model_id":"m","weight":1}]}"#, "", 7, "alias 'x': there is no model 'm'"),
      ("", #"{"name":"x","members":["gone"]}"#, 9, "plan 'x': 'gone' stands for no model"),
      ("", #"{"name":"x","members":["h/n","ok"]}"#, 9, "plan 'x': 'ok' stands for no model"),
      ("", #"{"name":"x","members":[]}"#, 9, "plan 'x': members is empty"),
      ("", #"{"name":"h/n","members":["m"]}"#, 9, "plan 'h/n': a model has this id"),
      ("", #"{"name":"ok","members":["m"]}"#, 9, "plan 'ok': an alias has this name"),
      ("", #"{"name":"","members":["m"]}"#, 9, "a plan has an empty name"),
      ("", #"{"name":"fine","members":["m"]}"#, 9, "plan 'fine': the name is used twice"),
    ])
  func unusableNames(alias: String, plan: String, line: Int, message: String) throws {
    let good = #"{"name":"ok","variants":[{"model_id":"h/n","weight":1}]}"#
    let finePlan = #"{"name":"fine","members":["m"]}"#
    let document = try document(
      """
      "aliases":[\(good)\(alias.isEmpty ? "" : ",")
      \(alias)],
      "plans":[\(finePlan)\(plan.isEmpty ? "" : ",")
      \(plan)]
      """)
    let error = #expect(throws: FormatError.self) { try document.engine() }
    expect(error, line: line, field: nil, message)
  }

  private func expect(_ error: FormatError?, line: Int, field: String?, _ message: String) {
    #expect(error?.file == "c.json")
    #expect(error?.line == line)
    #expect(error?.field == field)
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "no error")")
  }
}
