import RoutingCore
import RoutingTestSupport
import Testing

/// The modes beyond the contract.
@Suite(.offThePool) struct ExtraModeTests {
  private static func cascade(schema: OutputSchema? = nil) throws -> OrchestrationPlan {
    try .fixture(OrchestrationDirective(mode: .cascade, outputSchema: schema))
  }

  @Test("a cheap answer that will do is the answer")
  func cheap() throws {
    let host = try Self.cascade().played { $0.phase == .verdict ? .text("1", by: "r") : nil }
    #expect(host.calls.map(\.phase) == [.draft, .verdict])
    #expect(host.calls[0].policy?.mode == .cheap)
    let success = try host.success()
    #expect(success.response.text == #"{"response":"draft 1","escalated":false,"model":"a"}"#)
    #expect(success.reason.name == "cascade-orchestration")
  }

  @Test("an answer that will not do, or that nobody can judge, goes to a stronger model", arguments: ["2", "hm", ""])
  func escalation(verdict: String) throws {
    let host = try Self.cascade().played { $0.phase == .verdict ? .text(verdict, by: "r") : nil }
    #expect(host.calls.map(\.phase) == [.draft, .verdict, .escalation])
    #expect(host.calls[2].policy == PhasePolicy(mode: .highConfidence, avoided: ["a"]))
    #expect(host.calls[2].payload == host.calls[0].payload)
    #expect(try host.success().response.text == #"{"response":"escalation 1","escalated":true,"model":"r"}"#)
  }

  @Test("with a schema the schema is the verdict")
  func schema() throws {
    let plan = try Self.cascade(schema: OutputSchema(parsing: #"{"type":"integer"}"#))
    #expect(plan.played { .text("7", by: $0.model(plan)) }.calls.map(\.phase) == [.draft])
    let host = plan.played { .text($0.phase == .draft ? "x" : "8", by: $0.model(plan)) }
    #expect(host.calls.map(\.phase) == [.draft, .escalation])
    #expect(try host.success().artifact == "8")
  }

  @Test("where the stronger model fails, the cheap answer is better than none")
  func shortfall() throws {
    let success = try Self.cascade().played { $0.phase == .draft ? nil : .failure() }.success()
    #expect(success.response["response"] == "draft 1")
    #expect(success.response["partial"] == true)
    #expect(success.response["failed_phase"] == "escalation")
  }

  @Test("one model answers several times, and the judge follows the host's criteria")
  func bestOfN() throws {
    let plan = try OrchestrationPlan.fixture(
      OrchestrationDirective(mode: .bestOfN, iterations: 4, judgeCriteria: "Prefer the funniest."))
    let host = plan.played { $0.round == 2 && $0.phase == .voter ? .failure() : nil }
    #expect(host.calls.map(\.phase) == [.voter, .voter, .voter, .voter, .voter, .judge])
    #expect(host.calls.dropLast().allSatisfy { $0.target == .model("a") })
    #expect(host.calls.last?.text.contains("Prefer the funniest.") == true)
    let success = try host.success()
    #expect(success.reason.name == "best-of-n-orchestration")
    #expect(success.response["responses"]?.elements?.count == 4)
  }

  @Test("an answer asked for several times goes to the model that is named")
  func named() throws {
    let plan = try OrchestrationPlan.fixture(OrchestrationDirective(mode: .bestOfN), primary: .named("x"))
    #expect(OrchestrationHost(plan).out.map(\.target) == [.model("x"), .model("x"), .model("x")])
    let none = OrchestrationHost(try OrchestrationPlan.fixture(OrchestrationDirective(mode: .bestOfN), primaries: []))
    #expect(try none.failure().message == "no eligible models for best_of_n")
  }
}
