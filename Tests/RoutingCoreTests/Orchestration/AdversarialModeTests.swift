import RoutingCore
import RoutingTestSupport
import Testing

/// Plan, critique and refinement.
@Suite(.offThePool) struct AdversarialModeTests {
  private static func plan(
    rounds: Int = 0, extent: OrchestrationDirective.Extent = .allRounds, primary: OrchestrationCandidate? = nil,
    review: OrchestrationCandidate? = nil
  ) throws -> OrchestrationPlan {
    try .fixture(
      OrchestrationDirective(mode: .adversarial, iterations: rounds, extent: extent), primary: primary, review: review)
  }

  @Test("O-313: after the plan, critique and refinement take turns", arguments: 0...10)
  func sequence(iterations: Int) throws {
    let plan = try Self.plan(rounds: iterations)
    let rounds = max(iterations, 1)
    let host = plan.played()
    #expect(
      host.calls.map(\.phase)
        == [.plan] + (0..<rounds).flatMap { _ in [OrchestrationPhase.critique, .refine] })
    #expect(host.calls.count == 1 + 2 * rounds)
    #expect(plan.bound.plannedCalls == 1 + 2 * rounds)
    for round in 1..<max(rounds, 1) {
      #expect(host.calls[2 * round + 1].text.contains("refine \(round)"), "the refined plan feeds the next round")
    }
  }

  @Test("O-314, O-315, R-139: the result is the plans and the last critique, by the model of the last refinement")
  func oneRound() throws {
    let success = try Self.plan().played().success()
    #expect(
      success.response.text
        == #"{"initial_plan":"plan 1","critique":"critique 1","refined_plan":"refine 1"}"#)
    #expect(success.reason.name == "adversarial-orchestration")
    #expect(success.model == "a")
    #expect(success.artifact == "refine 1")
  }

  @Test("O-314: several rounds are listed")
  func rounds() throws {
    let success = try Self.plan(rounds: 2).played().success()
    #expect(
      success.response.text
        == #"{"initial_plan":"plan 1","critique":"critique 2","refined_plan":"refine 2","rounds":"#
        + #"[{"critique":"critique 1","refined_plan":"refine 1"},{"critique":"critique 2","refined_plan":"refine 2"}]}"#
    )
  }

  @Test("O-210, O-315: the decision is of the model that refined last, with its alias")
  func author() throws {
    let plan = try Self.plan(rounds: 2)
    let host = plan.played { call in
      call.phase == .refine && call.round == 2
        ? .answered(CallAnswer(model: "z", provider: "zz", text: "t", cost: 0, alias: "fast")) : nil
    }
    let success = try host.success()
    #expect(success.model == "z")
    #expect(success.provider == "zz")
    #expect(success.alias == "fast")
  }

  @Test("O-316: the plan alone is one call")
  func planOnly() throws {
    let plan = try Self.plan(rounds: 4, extent: .planOnly)
    let host = plan.played()
    #expect(host.calls.map(\.phase) == [.plan])
    let success = try host.success()
    #expect(success.response.text == #"{"initial_plan":"plan 1"}"#)
    #expect(success.reason.name == "adversarial-plan-only")
    #expect(try host.outcome().cost == 0.001)
    #expect(plan.bound.plannedCalls == 1)
  }

  @Test(
    "O-106: asking for the plan alone changes no other mode", arguments: [OrchestrationMode.vote, .refine, .planning])
  func extentElsewhere(mode: OrchestrationMode) throws {
    let all = try OrchestrationPlan.fixture(OrchestrationDirective(mode: mode)).played()
    let only = try OrchestrationPlan.fixture(OrchestrationDirective(mode: mode, extent: .planOnly)).played()
    #expect(all.calls == only.calls)
    #expect(all.ends == only.ends)
  }

  @Test("O-317: without a plan there is nothing")
  func noPlan() throws {
    let host = try Self.plan().played { _ in .failure() }
    #expect(host.calls.count == 1)
    let failure = try host.failure()
    #expect(failure.message == "adversarial plan phase: it broke")
    #expect(failure.status == 502)
    #expect(failure.phase.partialResult == nil)
  }

  @Test(
    "O-317: a failure in the first round names its phase and shows the plan",
    arguments: [OrchestrationPhase.critique, .refine])
  func firstRound(phase: OrchestrationPhase) throws {
    let failure = try Self.plan(rounds: 3).played { $0.phase == phase ? .failure() : nil }.failure()
    #expect(failure.message == "adversarial \(phase.name) phase: it broke")
    #expect(failure.status == 502)
    #expect(failure.phase.partialResult?.text == #"{"initial_plan":"plan 1"}"#)
  }

  @Test(
    "O-317, O-214: a failure in a later round leaves the last whole round",
    arguments: [OrchestrationPhase.critique, .refine])
  func laterRound(phase: OrchestrationPhase) throws {
    let success = try Self.plan(rounds: 3).played { $0.phase == phase && $0.round == 2 ? .failure() : nil }.success()
    let response = success.response
    #expect(response["refined_plan"] == "refine 1")
    #expect(response["critique"] == "critique 1")
    #expect(response["rounds"] == nil)
    #expect(response["partial"] == true)
    #expect(response["failed_phase"]?.string == phase.name)
    #expect(success.reason.name == "adversarial-orchestration")
    #expect(success.shortfall?.phase == phase)
  }

  @Test("O-203: an automatic critic is better not the planner")
  func critic() throws {
    let calls = try Self.plan().played().calls
    #expect(calls[1].policy?.avoided == ["a"])
    #expect(calls[1].policy?.excluded == [])
  }

  @Test("O-204: planner and critic stay the same while they answer")
  func authorship() throws {
    let calls = try Self.plan(rounds: 3).played { $0.phase == .plan ? .text("p", by: "q") : nil }.calls
    #expect(calls.filter { $0.phase == .refine }.allSatisfy { $0.target == .model("q") })
    #expect(calls.filter { $0.phase == .critique }.dropFirst().allSatisfy { $0.target == .model("r") })
  }

  @Test("O-204: a kept model that fails is replaced, and its successor is kept")
  func successor() throws {
    let plan = try Self.plan(rounds: 3)
    let host = plan.played { $0.target == .model("a") ? .failure() : nil }
    #expect(
      host.calls.filter { $0.phase == .refine }.map(\.target) == [
        .model("a"), .automatic(PhasePolicy(mode: .planning, excluded: ["a"])), .model("b"), .model("b"),
      ])
    let success = try host.success()
    #expect(success.model == "b")
    #expect(success.response["partial"] == nil)
    #expect(success.response["warnings"]?.elements?.count == 1)
  }

  @Test("an answer of white space is no plan, and is paid for")
  func empty() throws {
    let host = try Self.plan().played { $0.phase == .plan ? .text(" \n", by: "a") : nil }
    #expect(try host.failure().phase.className == "empty_answer")
    #expect(try host.outcome().cost == 0.001)
  }
}
