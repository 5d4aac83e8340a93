import Routing
import RoutingCore
import RoutingTestKit
import Testing

/// Orchestrations run inline, each call through the dispatcher.
@Suite struct OrchestratorTests {
  /// Three models at providers of their own; the first is the best planner.
  private struct Bed {
    let providers: [EchoProvider]
    let orchestrator: Orchestrator
    var policy = RoutingPolicy(maximumCost: nil)

    init(refusing: Set<Int> = [], names: [String]? = nil) throws {
      providers = (0..<3).map { EchoProvider(name: "p\($0)", refuses: refusing.contains($0)) }
      let registry = try ModelRegistry(
        models: providers.enumerated().map { number, provider in
          Model(
            id: ModelID("m\(number)"), provider: ProviderID(provider.name), name: names?[number], weight: 9 - number,
            prices: PriceSheet(inputPerThousandTokens: 1, outputPerThousandTokens: 2))
        }, providers: providers.map { Provider(id: ProviderID($0.name)) })
      let adapters = providers.map { (ProviderID($0.name), $0 as any ModelProvider) }
      orchestrator = Orchestrator(
        Dispatcher(
          try Router(RouterConfiguration(registry: registry)), providers: Dictionary(uniqueKeysWithValues: adapters),
          time: VirtualTime()))
    }

    func run(_ directive: OrchestrationDirective, maximumCost: Dollars? = nil) async throws -> OrchestrationOutcome {
      try await orchestrator.run(
        OrchestrationRequest(
          directive, payload: CallPayload(messages: [ChatMessage(.user, "Plan a trip.")]),
          routing: RoutingRequest(id: "r", inputTokens: 10), policy: policy, maximumCost: maximumCost))
    }
  }

  @Test("O-205, O-313, O-203: each call is charged as the provider counted, and the critic is not the planner")
  func adversarial() async throws {
    let bed = try Bed()
    let outcome = try await bed.run(try OrchestrationDirective(mode: .adversarial, iterations: 2))
    #expect(outcome.calls.count == 5)
    // 10 tokens of prompt at 1 and 4 of answer at 2 dollars a thousand, five times.
    #expect(abs(outcome.cost.value - 5 * 0.018) < 1e-12)
    let authors = Set(outcome.calls.filter { $0.phase != .critique }.map(\.model))
    let critics = Set(outcome.calls.filter { $0.phase == .critique }.map(\.model))
    #expect(authors == ["m0"] && critics.count == 1 && critics.isDisjoint(with: authors))
    #expect(bed.providers[0].calls.count == 3)
    // What a model wrote stands in the next prompt.
    #expect(bed.providers[0].calls[1].payload.messages.contains { $0.text.contains("I am p0.") })
  }

  @Test("O-205, H-603: each call tells what the provider counted, and all together what was used")
  func usage() async throws {
    let outcome = try await Bed().run(try OrchestrationDirective(mode: .adversarial, iterations: 2))
    #expect(outcome.calls.map(\.usage) == Array(repeating: TokenUsage(inputTokens: 10, outputTokens: 4), count: 5))
    #expect(outcome.usage == TokenUsage(inputTokens: 50, outputTokens: 20))
  }

  @Test("O-201, O-105: a named model serves whatever its weight, and where it fails the choice is automatic")
  func explicit() async throws {
    let directive = try OrchestrationDirective(mode: .planning, primaryModel: "m2", primaryMinimumWeight: 8)
    var strict = try Bed()
    strict.policy.minimumWeight = 8
    let served = try await strict.run(directive)
    #expect(try served.result.get().model == "m2" && served.calls.map(\.model) == ["m2"])
    // The named model's twin at another provider is another model.
    let bed = try Bed(refusing: [2], names: ["first", "twin", "twin"])
    let outcome = try await bed.run(directive)
    #expect(bed.providers[1].calls.isEmpty)
    #expect(try outcome.result.get().model == "m0" && outcome.warnings.count == 1)
    #expect(bed.providers[2].calls.count == 1)
  }

  @Test("O-332: a voter that fails is replaced, and no voter fails over to another model")
  func votersAreReplaced() async throws {
    let bed = try Bed(refusing: [1])
    let outcome = try await bed.run(try OrchestrationDirective(mode: .vote, iterations: 2))
    #expect(try outcome.result.get().reason == .orchestration(.vote))
    #expect(bed.providers[1].calls.count == 1)
    #expect(Set(outcome.calls.filter { $0.phase == .voter }.map(\.model)) == ["m0", "m1", "m2"])
  }

  @Test("O-206, O-601: a cap on all calls together stops it before the call that would break it")
  func capped() async throws {
    let bed = try Bed()
    let plan = try await bed.run(try OrchestrationDirective(mode: .adversarial, iterations: 3), maximumCost: 0.0001)
    #expect(throws: OrchestrationFailure.self) { try plan.result.get() }
    #expect(plan.calls.isEmpty && plan.cost == 0)
  }

  @Test("O-208: cancelling the caller stops the orchestration, and nothing further is sent")
  func cancelled() async throws {
    let bed = try Bed()
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await bed.run(try OrchestrationDirective(mode: .adversarial))
    }
    task.cancel()
    let outcome = try await task.value
    #expect(throws: OrchestrationFailure.self) { try outcome.result.get() }
    #expect(bed.providers.map(\.calls.count).reduce(0, +) <= 1)
  }

  @Test("O-101, O-109: what is wrong is told before anything is called")
  func invalid() async throws {
    let bed = try Bed()
    let request = OrchestrationRequest(
      try OrchestrationDirective(mode: .vote), payload: CallPayload(messages: []),
      routing: RoutingRequest(inputTokens: 1))
    await #expect(throws: InvalidOrchestration.messagesRequired) { try await bed.orchestrator.run(request) }
    #expect(bed.providers.allSatisfy { $0.calls.isEmpty })
  }
}
