import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct DecisionGroundsTests {
  private func read(_ bytes: [UInt8]) -> [DecisionLogItem] {
    var rest = [bytes]
    var reader = DecisionLogReader<Never>(file: "a.log") { rest.popLast() }
    var items: [DecisionLogItem] = []
    while let item = reader.next() { items.append(item) }
    return items
  }

  private func entry(_ bytes: [UInt8]) -> DecisionLogEntry? {
    guard case .entry(let entry, _)? = read(bytes).first else { return nil }
    return entry
  }

  @Test("grounds read back bit for bit, whatever they rest on")
  func roundTrip() throws {
    let violation = try Law.firstViolation(cases: 50, stream: 0x106) { world in
      let engine = try world.engine()
      let explanation = engine.explain(
        world.request, policy: world.policy,
        health: HealthSnapshot(of: engine.registry, readings: world.health), arms: world.arms, turns: world.turns,
        seed: world.seed)
      guard let decision = explanation.verdict.decision else { return nil }
      for detail in [DecisionLogDetail(), .full, DecisionLogDetail(candidates: 0, exclusions: 0)] {
        let logged = DecisionLogEntry(
          decision, for: world.request,
          grounds: DecisionGrounds(
            explanation, of: world.request, over: engine.registry, seed: world.seed,
            fingerprint: engine.registry.fingerprint, detail: detail))
        let line = DecisionLogWriter.line(logged)
        guard let read = entry(line) else { return "unreadable: \(String(decoding: line, as: UTF8.self))" }
        if read != logged { return "\(read)\nis not\n\(logged)" }
        if DecisionLogWriter.line(read) != line { return "other bytes" }
        if let wrong = contradiction(logged.grounds, explanation, decision, detail) { return wrong }
      }
      return nil
    }
    #expect(violation == nil)
  }

  /// What the grounds say that the explanation does not.
  private func contradiction(
    _ grounds: DecisionGrounds, _ explanation: Explanation, _ decision: Decision, _ detail: DecisionLogDetail
  ) -> String? {
    let ranked = grounds.ranked.map(\.model)
    let all = explanation.ranked.map(\.model)
    if ranked.count + grounds.rankedLeftOut != all.count { return "candidates are lost" }
    if all.filter({ ranked.contains($0) }) != ranked { return "candidates are out of order" }
    if !ranked.starts(with: all.prefix(detail.candidates ?? .max)) { return "one of the best is missing" }
    if !ranked.contains(decision.model) { return "the choice is missing" }
    if !grounds.scales.values.allSatisfy({ $0.model.map(ranked.contains) ?? true }) { return "a scale's is missing" }
    if grounds.exclusionCounts.values.reduce(0, +) != explanation.excluded.count { return "exclusions are lost" }
    if grounds.isComplete != (ranked.count == all.count && grounds.excluded.count == explanation.excluded.count) {
      return "complete or not"
    }
    for excluded in grounds.excluded {
      let rejection = explanation.excluded.first { $0.model == excluded.model }
      if rejection?.reasons.first?.name != excluded.reason { return "another reason for \(excluded.model)" }
    }
    for card in explanation.ranked {
      let terms = grounds.providers.first { $0.provider == card.provider }
      if terms?.latency != card.terms.latency || terms?.failure != card.terms.failure { return "other health" }
    }
    return nil
  }

  @Test("a line names who was nearly eligible first, counts the others, and tells of a provider once")
  func exclusions() throws {
    var world = DecisionWorld(seed: 5)
    world.providers = ["p", "q"].map { Provider(id: $0) }
    func model(_ id: ModelID, at provider: ProviderID = "p", window: TokenCount? = nil) -> Model {
      Model(id: id, provider: provider, contextWindow: window, prices: PriceSheet(inputPerThousandTokens: 0.001))
    }
    world.models = [model("good"), model("down1", at: "q"), model("down2", at: "q")]
    world.models += (0..<5).map { model(ModelID("small\($0)"), window: 10) }
    var image = model("image")
    image.kinds = ModelKindSet([.image])
    var dear = model("a-dear-and-small", window: 10)
    dear.prices.inputPerThousandTokens = 1e6
    world.models += [image, dear]
    world.health = ["q": HealthReading(isAvailable: false)]
    world.requests = [RoutingRequest(id: "1", inputTokens: 100)]
    let grounds = try #require(world.log(DecisionLogDetail(exclusions: 3)).first).grounds
    #expect(grounds.excluded.map(\.model) == ["small0", "small1", "small2"])
    #expect(grounds.excludedProviders == [.init(provider: "q", reason: "health_down")])
    #expect(grounds.exclusionCounts == ["context_overflow": 6, "health_down": 2, "kind_mismatch": 1])
    let whole = try #require(world.log().first).grounds
    #expect(whole.excluded.count == 9 && whole.excludedProviders.isEmpty && whole.isComplete)
    #expect(whole.excluded.last?.model == "a-dear-and-small", "it fails two filters")
    #expect(whole.weights == TermValues(cost: 0.25, latency: 0.25, failure: 0.25, weight: 0.25))
    #expect(whole.picker == "best" && whole.draw == nil && whole.temperature == nil)
  }

  @Test("a draw is written where one was thrown, and is the one that decided")
  func draws() throws {
    var world = DecisionWorld(seed: 8)
    world.policy.picker = .exploring(temperature: 1)
    for entry in try world.log() {
      let draw = try #require(entry.grounds.draw)
      let rank = Exploration(temperature: 1).rank(among: entry.grounds.ranked.count, draw: draw)
      #expect(entry.grounds.ranked[rank].model == entry.model)
    }
    // A race: the shortest of exponential times (Efraimidis and Spirakis, 2006).
    world.policy.picker = .weighted
    for entry in try world.log() {
      let fastest = try #require(entry.grounds.ranked.max { ($0.draw ?? 0) < ($1.draw ?? 0) })
      #expect(fastest.model == entry.model)
      #expect(abs(entry.propensity - 1 / Double(entry.grounds.ranked.count)) < 1e-12)
    }
  }

  private static let start = #"{"input_tokens":1,"model":"m","propensity":1"#

  @Test(
    "what is wrong with grounds is told with its place",
    arguments: [
      (#""ranked":[{"model":"m","score":1}]"#, "ranked[0].terms: the member is missing"),
      (#""ranked":[{"score":1}]"#, "ranked[0].model: the member is missing"),
      (#""ranked":[{"model":"m","score":"x"}]"#, "ranked[0].score: expected a number"),
      (#""ranked":[{"model":"m","score":1,"terms":{"cost":1}}]"#, "ranked[0].terms.latency: the member is missing"),
      (#""ranked":5"#, "ranked: expected an array"), (#""ranked_left_out":-1"#, "ranked_left_out: '-1' is not a count"),
      (#""ranked_left_out":1e3"#, "ranked_left_out: '1e3' is not a count"),
      (
        #""exclusion_counts":{"disabled":99999999999999999999}"#, "exclusion_counts.disabled: '99999999999999999999' is"
      ),
      (#""scales":{"cost":{"model":"m"}}"#, "scales.cost.value: the member is missing"),
      (#""scales":{"cost":{"value":-1}}"#, "scales.cost.value: -1.0 is below 0.0"),
      (#""draw":1.5"#, "draw: 1.5 is not a probability"),
      (#""temperature":1e999"#, "temperature: the number is too large"),
      (#""weights":{"cost":NaN}"#, "weights.cost: expected a value"),
      (#""excluded":[{"model":"m"}]"#, "excluded[0].reason: the member is missing"),
      (
        #""excluded":[{"model":"m","reason":"x"},{"model":"m","reason":"y"}]"#,
        "excluded[1]: the model 'm' stands twice"
      ),
      (#""providers":[{"provider":"p","latency":2}]"#, "providers[0].latency: 2.0 is not a probability"),
      (#""excluded_providers":[{"provider":"p"}]"#, "excluded_providers[0].reason: the member is missing"),
    ])
  func malformed(member: String, message: String) {
    guard case .malformed(let error)? = read(Array("\(Self.start),\(member)}".utf8)).first else {
      Issue.record("it was read")
      return
    }
    #expect("\(error)".hasPrefix("a.log:1: \(message)"), "\(error)")
  }

  @Test("lines without grounds read as before, null counts as absent, and unknown terms are no matter")
  func absent() throws {
    let plain = try #require(entry(Array("\(Self.start)}".utf8)))
    #expect(plain.grounds == DecisionGrounds())
    let nulls = #""ranked":null,"scales":null,"excluded":null,"exclusion_counts":null,"weights":null,"providers":null"#
    #expect(entry(Array("\(Self.start),\(nulls),\"draw\":null}".utf8)) == plain)
    #expect(entry(Array(#"\#(Self.start),"scales":{"novelty":{"deep":[1]}}}"#.utf8)) == plain)
  }
}
