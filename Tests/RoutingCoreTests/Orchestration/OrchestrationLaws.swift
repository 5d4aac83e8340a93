import RoutingCore
import RoutingTestSupport
import Testing

/// What holds for every orchestration, whatever its calls come to and in whatever order.
@Suite(.offThePool) struct OrchestrationLaws {
  /// A random plan, with what each of its calls comes to.
  struct Case {
    let plan: OrchestrationPlan
    let seed: UInt64

    init(seed: UInt64) throws {
      self.seed = seed
      var dice = SeededGenerator(seed: seed, stream: 0x0CE5)
      func chance(_ share: Double) -> Bool { dice.unit() < share }
      func candidates(_ names: [String]) -> [OrchestrationCandidate] {
        names.prefix(dice.index(below: names.count + 1)).map { name in
          OrchestrationCandidate(
            model: ModelID(name), provider: ProviderID(chance(0.5) ? "p" : "q"), score: Double(dice.index(below: 3)),
            inputPerThousandTokens: Dollars(dice.unit()) ?? 0, outputPerThousandTokens: Dollars(dice.unit()) ?? 0)
        }
      }
      let mode = OrchestrationMode.allCases[dice.index(below: OrchestrationMode.allCases.count)]
      let models = OrchestrationModels(
        primary: chance(0.3) ? candidates(["x"]).first : nil, review: chance(0.3) ? candidates(["b"]).first : nil,
        primaryCandidates: candidates(["a", "b", "c", "d", "e", "f", "g", "h"]).sorted { $0.score < $1.score },
        reviewCandidates: candidates(["r", "s", "a"]))
      let schema = chance(0.4) ? try OutputSchema(parsing: #"{"type":"integer","minimum":3}"#) : nil
      let directive = try OrchestrationDirective(
        mode: mode, iterations: dice.index(below: 11), primaryModel: chance(0.2) ? "who" : nil,
        extent: chance(0.2) ? .planOnly : .allRounds, outputSchema: schema,
        earlyStop: chance(0.5) ? .never : .onUnchangedText, judgeCriteria: chance(0.2) ? "Be \"strict\"." : nil)
      let format = chance(0.7) ? OutputFormat() : OutputFormat(type: .text, stripsThinking: chance(0.5))
      let parts = JSONValue(
        .array([JSONValue(object: ["type": "text", "text": "hi"]), JSONValue(object: ["type": "image"])]))
      plan = try OrchestrationPlan(
        directive: directive,
        payload: CallPayload(
          messages: [
            ChatMessage(.system, "s"), ChatMessage(role: .user, content: .parts(parts.elements ?? [])),
            ChatMessage(role: .assistant, content: .none, toolCalls: [JSONValue(object: ["id": "c1"])]),
            ChatMessage(role: .tool, content: .text("t\u{2028}\"\\\u{1F600}"), toolCallID: "c1", name: "n"),
          ],
          parameters: [JSONValue.Member(name: "temperature", value: JSONValue(.number(0.1)))]),
        models: models, outputTokens: 40, maximumCost: chance(0.5) ? Dollars(dice.unit() * 3) : nil,
        deadline: chance(0.5) ? 1000 : nil, format: format, seed: dice.next())
    }

    /// What a call comes to: the same whenever it is asked.
    func result(_ call: OrchestrationCall) -> CallResult {
      var dice = SeededGenerator(seed: seed, stream: UInt64(call.number) + 1)
      let model = model(call, &dice)
      let tokens = TokenCount(clamping: call.payload.messages.reduce(0) { $0 + $1.text.utf8.count } / 4)
      let known =
        (plan.models.primaryCandidates + plan.models.reviewCandidates
        + [plan.models.primary, plan.models.review].compactMap { $0 })
        .filter { $0.model == model }.map { $0.cost(inputTokens: tokens, outputTokens: plan.outputTokens).value }.min()
      let cost =
        Dollars(min(known ?? 0, call.maximumCost?.value ?? .infinity) * (dice.unit() < 0.5 ? 1 : dice.unit())) ?? 0
      let latency = Milliseconds(dice.unit() * 100) ?? 0
      switch dice.index(below: 6) {
      case 0:
        return .failed(
          CallFailure(
            className: "transient", message: "broke", model: dice.unit() < 0.5 ? nil : model,
            cost: dice.unit() < 0.5 ? 0 : cost, latency: latency))
      case 1 where known == nil: return .failed(CallFailure(className: "none", message: ""))
      default:
        let text = ["1", "2", "4", "same", " ", "Response 3", "<think>x</think>5", "**bold**"][dice.index(below: 8)]
        return .answered(
          CallAnswer(
            model: model, provider: "p", text: text, reasoning: dice.unit() < 0.3 ? "because" : nil, cost: cost,
            costBasis: dice.unit() < 0.5 ? .usage : .estimate, latency: latency,
            reason: dice.unit() < 0.5 ? .routedByWeight(7) : .hedgedDispatch, alias: dice.unit() < 0.2 ? "al" : nil,
            response: dice.unit() < 0.2 ? JSONValue(object: ["content": JSONValue(.string(text))]) : nil))
      }
    }

    /// A model that the call allows, within what it may cost.
    private func model(_ call: OrchestrationCall, _ dice: inout SeededGenerator) -> ModelID {
      switch call.target {
      case .model(let model): return model
      case .automatic(let policy):
        let list = call.phase.role == .primary ? plan.models.primaryCandidates : plan.models.reviewCandidates
        let allowed = list.filter { !policy.excluded.contains($0.model) }
        return allowed.isEmpty ? "nobody" : allowed[dice.index(below: allowed.count)].model
      }
    }

    /// A run in an order drawn from a seed, perhaps stopped after some results.
    func host(
      order: UInt64, storage: OrchestrationHost.Storage = .memory, stopAfter limit: Int = .max,
      by stop: OrchestrationEvent = .cancelled
    ) -> OrchestrationHost {
      var dice = SeededGenerator(seed: order, stream: 0x0DE5)
      var host = OrchestrationHost(plan, storage: storage)
      var ended = 0
      while !host.out.isEmpty {
        if ended == limit {
          if stop == .deadlinePassed { host.now = host.orchestration.deadline }
          host.resume(stop)
          break
        }
        let call = host.out[dice.index(below: host.out.count)]
        host.now = Moment(milliseconds: Double(ended) / 100)
        host.end(call.number, result(call))
        ended += 1
      }
      return host
    }
  }

  private static let seeds: Range<UInt64> = 0..<400

  @Test("every orchestration ends once, keeps its bounds and adds up")
  func bounds() throws {
    for seed in Self.seeds {
      let given = try Case(seed: seed)
      let host = given.host(order: seed)
      let outcome = try host.outcome()
      let bound = given.plan.bound
      #expect(host.calls.count <= bound.calls, "seed \(seed), \(given.plan.mode)")
      #expect(outcome.cost.value <= bound.cost.value * (1 + 1e-12), "seed \(seed), \(given.plan.mode)")
      #expect(bound.plannedCalls <= bound.calls)
      #expect(outcome.calls.count == host.calls.count)
      let results = host.calls.map { given.result($0) }
      #expect(outcome.cost.value == results.map(\.cost.value).reduce(0, +), "seed \(seed)")
      if case .success(let success) = outcome.result {
        // Its author is one of those that answered.
        #expect(
          results.contains {
            guard case .answered(let answer) = $0 else { return false }
            return answer.model == success.model
          })
        if given.plan.directive.outputSchema != nil, !given.plan.format.stripsThinking {
          #expect(["4", "5"].contains(success.artifact) || success.artifact.contains("5"), "seed \(seed)")
        }
      }
    }
  }

  @Test("O-333: calls, results, costs and reasons do not depend on the order of arrival")
  func order() throws {
    for seed in Self.seeds {
      let given = try Case(seed: seed)
      let first = given.host(order: 0)
      for order in 1..<4 as Range<UInt64> {
        let other = given.host(order: order)
        #expect(other.calls == first.calls, "seed \(seed)")
        #expect(try other.outcome() == first.outcome(), "seed \(seed)")
      }
    }
  }

  @Test("O-502, R-003: storing the state between any two events changes neither effects nor results")
  func storage() throws {
    for seed in Self.seeds where seed % 3 == 0 {
      let given = try Case(seed: seed)
      let inMemory = given.host(order: seed)
      let stored = given.host(order: seed, storage: .json)
      #expect(stored.calls == inMemory.calls, "seed \(seed)")
      #expect(stored.ends == inMemory.ends, "seed \(seed)")
      // The end is stored as well.
      let state = stored.orchestration.state
      let restored = try Orchestration(state: JSONValue(parsing: Array(state.text.utf8)))
      #expect(restored.outcome == stored.orchestration.outcome)
      #expect(restored.outstandingCalls.isEmpty)
    }
  }

  @Test("O-601, O-502: a stop after any number of results ends it at once, stored or not")
  func stops() throws {
    for seed in Self.seeds where seed % 3 == 1 {
      let given = try Case(seed: seed)
      for (limit, event) in [(0, OrchestrationEvent.cancelled), (2, .deadlinePassed), (4, .cancelled)] {
        let host = given.host(order: seed, stopAfter: limit, by: event)
        let outcome = try host.outcome()
        #expect(host.out.isEmpty, "all that were out are cancelled")
        #expect(outcome.calls.count == host.calls.count)
        #expect(outcome.calls.filter { $0.outcome == .abandoned }.map(\.number).sorted() == host.cancelled.sorted())
        let stored = given.host(order: seed, storage: .json, stopAfter: limit, by: event)
        #expect(stored.ends == host.ends, "seed \(seed)")
      }
    }
  }

  @Test("O-502: a state that was stored knows the calls that are out")
  func outstanding() throws {
    for seed in Self.seeds where seed % 5 == 0 {
      let host = OrchestrationHost(try Case(seed: seed).plan)
      let state = host.orchestration.state
      let restored = try Orchestration(state: JSONValue(parsing: Array(state.text.utf8)))
      #expect(restored.outstandingCalls == host.out, "seed \(seed)")
    }
  }
}
