import RoutingCore
import RoutingTestSupport
import Testing

/// One model goes over its own answer.
@Suite(.offThePool) struct RefineModeTests {
  private static func plan(
    rounds: Int = 0, earlyStop: OrchestrationDirective.EarlyStop = .onUnchangedText,
    primary: OrchestrationCandidate? = nil
  ) throws -> OrchestrationPlan {
    try .fixture(OrchestrationDirective(mode: .refine, iterations: rounds, earlyStop: earlyStop), primary: primary)
  }

  @Test("O-350, O-351: the model that gave the first answer refines it, twice unless said otherwise", arguments: 0...10)
  func sequence(iterations: Int) throws {
    let plan = try Self.plan(rounds: iterations)
    let rounds = iterations == 0 ? 2 : iterations
    let host = plan.played { $0.phase == .initial ? .text("x", by: "c") : nil }
    #expect(host.calls.count == 1 + rounds)
    #expect(plan.bound.plannedCalls == 1 + rounds)
    #expect(host.calls[0].policy == PhasePolicy(mode: .highConfidence))
    #expect(host.calls.dropFirst().allSatisfy { $0.target == .model("c") && $0.phase == .refine })
  }

  @Test("O-350: a model that is named gives the first answer")
  func explicit() throws {
    #expect(
      try Self.plan(primary: .named("x")).played().calls.map(\.target) == [.model("x"), .model("x"), .model("x")])
  }

  @Test("O-354, O-355: the result tells of the rounds performed")
  func result() throws {
    let success = try Self.plan(rounds: 3).played().success()
    #expect(
      success.response.text
        == #"{"refined_response":"refine 3","iterations":3,"model":"a","iterations_requested":3}"#)
    #expect(success.reason.name == "refine-orchestration")
  }

  @Test("O-352, O-354: a round that changes nothing is the last, white space aside")
  func earlyStop() throws {
    let host = try Self.plan(rounds: 5).played { $0.round == 2 ? .text(" refine 1\n", by: "a") : nil }
    #expect(host.calls.count == 3)
    let success = try host.success()
    #expect(success.response["iterations"] == 2)
    #expect(success.response["iterations_requested"] == 5)
    #expect(success.response["partial"] == nil)
  }

  @Test("O-352: a refinement that is not to end early does not")
  func noEarlyStop() throws {
    let host = try Self.plan(rounds: 5, earlyStop: .never).played { _ in .text("same", by: "a") }
    #expect(host.calls.count == 6)
  }

  @Test("O-353: without a first answer there is nothing")
  func noInitial() throws {
    let failure = try Self.plan().played { _ in .failure() }.failure()
    #expect(failure.message == "refine initial phase: it broke")
    #expect(failure.status == 502)
  }

  @Test("O-353, O-214: a later failure leaves the best so far, and nobody else goes over it", arguments: [1, 2, 3])
  func later(round: Int) throws {
    let host = try Self.plan(rounds: 3).played { $0.phase == .refine && $0.round == round ? .failure() : nil }
    #expect(host.calls.count == 1 + round)
    let response = try host.success().response
    #expect(response["refined_response"]?.string == (round == 1 ? "initial 1" : "refine \(round - 1)"))
    #expect(response["iterations"]?.integer == round - 1)
    #expect(response["partial"] == true)
    #expect(response["failed_phase"] == "refine")
  }
}
