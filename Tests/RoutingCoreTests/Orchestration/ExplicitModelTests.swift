import RoutingCore
import RoutingTestSupport
import Testing

/// Models that a request names, and what the table of policies says where it names none.
@Suite(.offThePool) struct ExplicitModelTests {
  @Test(
    "O-202: each phase has its mode and its floor",
    arguments: [
      (OrchestrationMode.planning, [(OrchestrationPhase.planning, RoutingMode.planning, 3)]),
      (.adversarial, [(.plan, .planning, 3), (.critique, .adversarial, 8), (.refine, .planning, 3)]),
      (.vote, [(.voter, .normal, 3), (.judge, .highConfidence, 8)]), (.refine, [(.initial, .highConfidence, 3)]),
    ] as [(OrchestrationMode, [(OrchestrationPhase, RoutingMode, Int)])])
  func table(mode: OrchestrationMode, rows: [(OrchestrationPhase, RoutingMode, Int)]) throws {
    let directive = try OrchestrationDirective(mode: mode, primaryMinimumWeight: 3, reviewMinimumWeight: 8)
    for (phase, selection, floor) in rows {
      #expect(directive.policy(for: phase) == PhasePolicy(mode: selection, minimumWeight: floor), "\(phase)")
    }
  }

  @Test("O-105, O-202: an automatic call carries the floor of its role, and an explicit one carries none")
  func floors() throws {
    let directive = try OrchestrationDirective(mode: .adversarial, primaryMinimumWeight: 3, reviewMinimumWeight: 8)
    let calls = try OrchestrationPlan.fixture(directive).played().calls
    #expect(calls[0].policy?.minimumWeight == 3)
    #expect(calls[1].policy?.minimumWeight == 8)
    let explicit = try OrchestrationPlan.fixture(directive, primary: .named("x"), review: .named("y")).played().calls
    #expect(explicit.map(\.target) == [.model("x"), .model("y"), .model("x")])
  }

  @Test(
    "O-201: a named model that fails is replaced by an automatic choice without it, with a warning",
    arguments: [
      (OrchestrationMode.planning, OrchestrationPhase.planning), (.adversarial, .plan), (.adversarial, .critique),
      (.refine, .initial), (.vote, .judge), (.cascade, .draft), (.cascade, .escalation),
    ])
  func replaced(mode: OrchestrationMode, phase: OrchestrationPhase) throws {
    let plan = try OrchestrationPlan.fixture(
      OrchestrationDirective(mode: mode), primary: .named("x"), review: .named("y"))
    let host = plan.played { call in
      if call.phase == phase, call.target == .model(phase.role == .primary ? "x" : "y") { return .failure("auth") }
      return call.phase == .verdict ? .text("2", by: "y") : nil
    }
    let tried = host.calls.filter { $0.phase == phase }
    #expect(tried.count == 2)
    #expect(tried.first?.target == .model(phase.role == .primary ? "x" : "y"))
    #expect(tried.last?.policy?.excluded == [phase.role == .primary ? "x" : "y"])
    #expect(tried.first?.payload == tried.last?.payload)
    let outcome = try host.outcome()
    #expect(outcome.warnings == [.replaced(phase.role == .primary ? "x" : "y", phase: phase, className: "auth")])
    #expect(throws: Never.self) { try outcome.result.get() }
  }

  @Test("O-201: where the automatic choice fails too, the phase has failed")
  func bothFail() throws {
    let host = try OrchestrationPlan.fixture(OrchestrationDirective(mode: .refine), primary: .named("x")).played { _ in
      .failure()
    }
    #expect(host.calls.count == 2)
    #expect(try host.failure().message == "refine initial phase: it broke")
  }

  @Test("O-201: a name that stands for nothing is chosen for automatically, with a warning and no call")
  func unknown() throws {
    let plan = try OrchestrationPlan.fixture(
      OrchestrationDirective(mode: .adversarial, primaryModel: "nobody", reviewModel: "none"))
    let host = plan.played()
    #expect(host.calls.count == 3)
    #expect(try host.outcome().warnings == [.unknown("nobody", role: .primary), .unknown("none", role: .review)])
    #expect(try host.success().response["warnings"]?.elements?.count == 2)
  }

  @Test("O-214: a result without anything unusual says nothing about it", arguments: OrchestrationMode.allCases)
  func usual(mode: OrchestrationMode) throws {
    let success = try OrchestrationPlan.fixture(OrchestrationDirective(mode: mode)).played {
      $0.phase == .judge || $0.phase == .verdict ? .text("1", by: "r") : nil
    }.success()
    for name in ["partial", "failed_phase", "warnings"] { #expect(success.response[name] == nil) }
    #expect(success.shortfall == nil)
  }
}
