import RoutingCore
import RoutingTestSupport
import Testing

/// What the artifact must be.
@Suite(.offThePool) struct OrchestrationSchemaTests {
  private static let schema = #"{"type":"object","required":["steps"]}"#
  private static let good = #"{"steps":1}"#
  private static let modes = OrchestrationMode.allCases

  private static func plan(
    _ mode: OrchestrationMode, extent: OrchestrationDirective.Extent = .allRounds, maximumCost: Dollars? = nil,
    format: OutputFormat = OutputFormat()
  ) throws -> OrchestrationPlan {
    try .fixture(
      OrchestrationDirective(
        mode: mode, iterations: 2, extent: extent, outputSchema: OutputSchema(parsing: schema), earlyStop: .never),
      maximumCost: maximumCost, format: format)
  }

  private static func isJudging(_ call: OrchestrationCall) -> Bool {
    call.phase == .judge || call.phase == .verdict
  }

  @Test("O-402: only the artifact is checked: a plan and a critique may be anything")
  func artifact() throws {
    let plan = try Self.plan(.adversarial)
    let host = plan.played { $0.phase == .refine && $0.round == 2 ? .text(Self.good, by: $0.model(plan)) : nil }
    #expect(host.calls.count == 5)
    #expect(try host.success().response["refined_plan"]?.string == Self.good)
  }

  @Test("O-402: with the plan alone the plan is the artifact")
  func planOnly() throws {
    let plan = try Self.plan(.adversarial, extent: .planOnly)
    let host = plan.played { $0.phase == .plan ? .text("no", by: "a") : .text(Self.good, by: "a") }
    #expect(host.calls.map(\.phase) == [.plan, .repair])
    #expect(host.calls[0].text.contains("steps"))
    #expect(try host.success().response["initial_plan"]?.string == Self.good)
  }

  @Test("O-402: of a vote only the answer that was selected is checked")
  func selected() throws {
    let plan = try Self.plan(.vote)
    let host = plan.played { call in
      call.phase == .voter ? .text(call.round == 1 ? Self.good : "bad", by: call.model(plan)) : .failure()
    }
    #expect(host.calls.allSatisfy { $0.phase != .repair })
    #expect(try host.success().artifact == Self.good)
  }

  @Test("O-403: an artifact that breaks its schema is mended by its author in one call", arguments: modes)
  func repair(mode: OrchestrationMode) throws {
    let plan = try Self.plan(mode)
    let host = plan.played { call in
      if call.phase == .repair { return .text(Self.good, by: call.model(plan), cost: 0.5) }
      return .text(Self.isJudging(call) ? "1" : #"{"other":1}"#, by: call.model(plan))
    }
    #expect(host.calls.filter { $0.phase == .repair }.count == 1)
    let repair = try #require(host.calls.last)
    let success = try host.success()
    #expect(repair.target == .model(success.model))
    for word in ["steps", #"{"other":1}"#, "does not conform"] { #expect(repair.text.contains(word), "\(word)") }
    #expect(success.artifact == Self.good)
    #expect(try host.outcome().cost.value > 0.5)
    // The question comes first, then the answer, then what is wrong with it.
    #expect(repair.payload.messages.suffix(2).map(\.role) == [.assistant, .user])
    #expect(host.calls.contains { repair.payload.messages.starts(with: $0.payload.messages) })
  }

  @Test("O-403: what is broken after the repair is a failure", arguments: modes)
  func broken(mode: OrchestrationMode) throws {
    let plan = try Self.plan(mode)
    let host = plan.played { .text(Self.isJudging($0) ? "1" : "bad \($0.number)", by: $0.model(plan)) }
    #expect(host.calls.filter { $0.phase == .repair }.count == 1)
    let failure = try host.failure()
    #expect(failure.status == 502)
    #expect(failure.phase.className == "output_schema_validation_failed")
    #expect(failure.message.hasPrefix("output_schema_validation_failed"))
    #expect(failure.phase.partialResult != nil)
  }

  @Test("O-403: a repair that fails is a failure, and nobody else is asked for it")
  func failing() throws {
    let plan = try Self.plan(.refine)
    let host = plan.played { $0.phase == .repair ? .failure() : nil }
    #expect(host.calls.filter { $0.phase == .repair }.count == 1)
    #expect(try host.failure().phase.className == "output_schema_validation_failed")
  }

  @Test("R-1607: there is no repair without money for it")
  func noMoney() throws {
    let plan = try Self.plan(.planning, maximumCost: 0.5)
    let host = plan.played { .text("bad", by: $0.model(plan), cost: 0.4999999) }
    #expect(host.calls.count == 1)
    #expect(try host.failure().phase.className == "output_schema_validation_failed")
  }

  @Test("O-404: the format shapes the artifact inside the composite, and nothing else")
  func format() throws {
    let plan = try OrchestrationPlan.fixture(
      OrchestrationDirective(mode: .adversarial), format: OutputFormat(type: .json, stripsThinking: true))
    let wrapped = "<think>hm</think>Here it is:\n```json\n{\"a\":1}\n```"
    let success = try plan.played { .text(wrapped, by: $0.model(plan)) }.success()
    #expect(success.artifact == #"{"a":1}"#)
    #expect(success.response["refined_plan"]?.string == #"{"a":1}"#)
    #expect(success.response["initial_plan"]?.string == wrapped)
    #expect(success.response["critique"]?.string == wrapped)
  }

  @Test("O-404: a schema of the format is checked as well")
  func formatSchema() throws {
    let plan = try OrchestrationPlan.fixture(
      OrchestrationDirective(mode: .refine, iterations: 1),
      format: OutputFormat(schema: OutputSchema(parsing: Self.schema)))
    let host = plan.played { .text($0.phase == .repair ? Self.good : "{}", by: "a") }
    #expect(host.calls.map(\.phase) == [.initial, .refine, .repair])
    #expect(try host.success().artifact == Self.good)
  }
}
