import RoutingCore
import Testing

/// A host that makes no calls: it hands in results and checks that what it is asked for makes sense.
struct OrchestrationHost {
  private(set) var orchestration: Orchestration
  /// All calls that it was asked for, in order.
  private(set) var calls: [OrchestrationCall] = []
  /// The calls that are out, in the order in which they were asked for.
  private(set) var out: [OrchestrationCall] = []
  /// The calls that it was told not to wait for.
  private(set) var cancelled: [Int] = []
  /// The ends that it was told of.
  private(set) var ends: [OrchestrationOutcome] = []
  var now = Moment.zero
  /// Whether the state goes through its JSON between any two events.
  private let storage: Storage

  enum Storage { case memory, json }

  init(_ plan: OrchestrationPlan, storage: Storage = .memory) {
    self.storage = storage
    let (orchestration, effects) = Orchestration.start(plan, now: .zero)
    self.orchestration = orchestration
    apply(effects)
  }

  mutating func resume(_ event: OrchestrationEvent) {
    if storage == .json { reload() }
    apply(orchestration.resume(event, now: now))
  }

  mutating func end(_ number: Int, _ result: CallResult) {
    out.removeAll { $0.number == number }
    resume(.callEnded(number: number, result))
  }

  /// Ends calls until none is out, `pick` choosing which of those that are out is next.
  mutating func play(
    picking pick: ([OrchestrationCall]) -> Int = { _ in 0 }, _ answer: (OrchestrationCall) -> CallResult
  ) {
    while !out.isEmpty {
      let call = out[pick(out)]
      end(call.number, answer(call))
    }
  }

  private mutating func reload() {
    do {
      let text = orchestration.state.text
      let restored = try Orchestration(state: JSONValue(parsing: Array(text.utf8)))
      #expect(restored.state.text == text, "a state that was read writes the same bytes")
      orchestration = restored
    } catch {
      Issue.record(error)
    }
  }

  private mutating func apply(_ effects: [OrchestrationEffect]) {
    for effect in effects {
      #expect(ends.isEmpty, "nothing follows the end")
      switch effect {
      case .call(let call):
        #expect(call.number == calls.count, "calls are numbered without gaps")
        calls.append(call)
        out.append(call)
      case .cancelCall(let number):
        #expect(out.contains { $0.number == number }, "only calls that are out are cancelled")
        cancelled.append(number)
        out.removeAll { $0.number == number }
      case .finish(let outcome): ends.append(outcome)
      }
    }
  }

  /// The one end.
  func outcome() throws -> OrchestrationOutcome {
    #expect(ends.count == 1)
    return try #require(ends.first)
  }

  func success() throws -> OrchestrationSuccess { try outcome().result.get() }

  func failure() throws -> OrchestrationFailure {
    guard case .failure(let failure) = try outcome().result else { throw Unexpected() }
    return failure
  }

  struct Unexpected: Error {}
}

extension OrchestrationCall {
  /// The model that a plain host would ask.
  func model(_ plan: OrchestrationPlan) -> ModelID {
    switch target {
    case .model(let model): return model
    case .automatic(let policy):
      let models = (phase.role == .primary ? plan.models.primaryCandidates : plan.models.reviewCandidates)
        .map(\.model).filter { !policy.excluded.contains($0) }
      return models.first { !policy.avoided.contains($0) } ?? models.first ?? "nobody"
    }
  }

  /// All that is sent.
  var text: String { payload.messages.map(\.text).joined(separator: "\n") }

  /// The policy of an automatic choice.
  var policy: PhasePolicy? {
    switch target {
    case .model: nil
    case .automatic(let policy): policy
    }
  }
}

extension CallResult {
  static func text(_ text: String, by model: ModelID, cost: Dollars = 0.001) -> CallResult {
    .answered(
      CallAnswer(
        model: model, provider: ProviderID("at-\(model)"), text: text, cost: cost, latency: 10,
        reason: .routedByWeight(5)))
  }

  static func failure(_ className: String = "transient", cost: Dollars = 0) -> CallResult {
    .failed(CallFailure(className: className, message: "it broke", cost: cost, latency: 5))
  }
}

extension OrchestrationCandidate {
  static func named(_ model: ModelID, score: Double = 0, at provider: ProviderID? = nil, price: Dollars = 0.001)
    -> OrchestrationCandidate
  {
    OrchestrationCandidate(
      model: model, provider: provider ?? ProviderID("at-\(model)"), score: score, inputPerThousandTokens: price,
      outputPerThousandTokens: price)
  }
}

extension OrchestrationPlan {
  static func fixture(
    _ directive: OrchestrationDirective, messages: [ChatMessage] = [ChatMessage(.user, "What is a boat?")],
    parameters: [JSONValue.Member] = [], primary: OrchestrationCandidate? = nil, review: OrchestrationCandidate? = nil,
    primaries: [OrchestrationCandidate] = ["a", "b", "c", "d", "e", "f", "g"].map { .named($0) },
    reviews: [OrchestrationCandidate] = ["r", "s"].map { .named($0) }, maximumCost: Dollars? = nil,
    deadline: Milliseconds? = nil, format: OutputFormat = OutputFormat(), seed: UInt64 = 7
  ) throws -> OrchestrationPlan {
    try OrchestrationPlan(
      directive: directive, payload: CallPayload(messages: messages, parameters: parameters),
      models: OrchestrationModels(
        primary: primary, review: review, primaryCandidates: primaries, reviewCandidates: reviews),
      maximumCost: maximumCost, deadline: deadline, format: format, seed: seed)
  }

  /// Plays a run in which every call answers with its phase and round, unless `answer` says otherwise.
  func played(_ answer: (OrchestrationCall) -> CallResult? = { _ in nil }) -> OrchestrationHost {
    var host = OrchestrationHost(self)
    host.play { answer($0) ?? .text("\($0.phase.name) \($0.round)", by: $0.model(self)) }
    return host
  }
}
