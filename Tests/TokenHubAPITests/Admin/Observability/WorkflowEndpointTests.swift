import GatewayState
import GatewayTestSupport
import ProviderAdapters
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

@testable import TokenHubAPI

/// `/admin/v1/workflows`.
@Suite(.offThePool) struct WorkflowEndpointTests {
  private static let start = Int(GatewayFixture.start) * 1000

  private static let executions: [WorkflowExecution] =
    (0..<250).map { number in
      let status = WorkflowStatus.allCases[number % WorkflowStatus.allCases.count]
      return WorkflowExecution(
        id: "chat-\(number)", runID: "r\(number)", type: "ChatWorkflow", status: status, start: start + number,
        close: status == .running ? nil : start + number + 1500)
    } + [
      WorkflowExecution(id: "a/b", runID: "r", type: "ChatWorkflow", status: .running, start: start),
      WorkflowExecution(id: "a/history", runID: "r", type: "ChatWorkflow", status: .timedOut, start: start),
    ]

  private func fixture() async throws -> (GatewayFixture, ScriptedWorkflows) {
    let event = WorkflowHistoryEvent(id: 1, type: "WorkflowExecutionStarted", milliseconds: Self.start)
    let engine = ScriptedWorkflows(
      Self.executions, histories: ["chat-1": [event], "a/b": [event], "a/history": [], "a": []])
    return (try await GatewayFixture.unlimited { _, ports in ports.workflows = engine }, engine)
  }

  @Test("H-620: the latest workflows, in the form of the reference")
  func list() async throws {
    let (fixture, _) = try await fixture()
    let reply = await fixture.admin("GET", "/admin/v1/workflows").json
    #expect(reply["temporal_enabled"]?.bool == true && reply["workflows"]?.elements?.count == 50)
    #expect(
      reply["workflows"]?[0]
        == .reading(
          #"{"workflow_id": "chat-0", "run_id": "r0", "type": "ChatWorkflow", "status": "RUNNING", "start_time": "2026-11-22T00:00:00.000Z"}"#
        ))
    #expect(reply["workflows"]?[1]?["close_time"]?.string == "2026-11-22T00:00:01.501Z")
    #expect(reply["workflows"]?[1]?["duration_ms"]?.integer == 1500)
  }

  @Test(
    "H-620: a limit is clamped to 1 and 200",
    arguments: [
      ("limit=1", 1), ("limit=200", 200), ("limit=201", 200), ("limit=0", 1), ("limit=-5", 1), ("limit=x", 50),
    ])
  func limits(query: String, count: Int) async throws {
    let (fixture, _) = try await fixture()
    #expect(await fixture.admin("GET", "/admin/v1/workflows?\(query)").json["workflows"]?.elements?.count == count)
  }

  @Test(
    "H-620: every status is a filter, and nothing else is",
    arguments: WorkflowStatus.allCases.map(\.rawValue) + ["running", "X"])
  func filters(status: String) async throws {
    let (fixture, _) = try await fixture()
    let reply = await fixture.admin("GET", "/admin/v1/workflows?status=\(status)&limit=200")
    if WorkflowStatus(rawValue: status) != nil {
      let found = reply.json["workflows"]?.elements ?? []
      #expect(!found.isEmpty && found.allSatisfy { $0["status"]?.string == status })
    } else {
      #expect(reply.status == 400 && reply.json["error"]?.string == "invalid status filter")
    }
  }

  @Test(
    "H-621, H-622: an id may hold slashes, raw or encoded; the history's suffix binds last",
    arguments: [
      ("chat-1", 200, "workflow_id", "chat-1"), ("a/b", 200, "workflow_id", "a/b"),
      ("a%2Fb", 200, "workflow_id", "a/b"),
      ("nobody", 404, "", ""), ("chat-1/history", 200, "events", ""), ("a/b/history", 200, "events", ""),
      ("a%2Fb/history", 200, "events", ""), ("a/history", 200, "events", ""),
      ("a%2Fhistory", 200, "status", "TIMED_OUT"),
      ("a/history/history", 200, "events", ""), ("nobody/history", 404, "", ""),
    ])
  func ids(path: String, status: Int, member: String, value: String) async throws {
    let (fixture, _) = try await fixture()
    let reply = await fixture.admin("GET", "/admin/v1/workflows/\(path)")
    #expect(reply.status == status, "\(reply.text)")
    if !member.isEmpty { #expect(reply.json[member] != nil, "\(reply.text)") }
    if !value.isEmpty { #expect(reply.json[member]?.string == value) }
  }

  @Test("H-622: a history has its events with their times")
  func history() async throws {
    let (fixture, _) = try await fixture()
    #expect(
      await fixture.admin("GET", "/admin/v1/workflows/chat-1/history").json
        == .reading(
          #"{"workflow_id": "chat-1", "events": [{"event_id": 1, "event_type": "WorkflowExecutionStarted", "timestamp": "2026-11-22T00:00:00.000Z"}]}"#
        ))
  }

  @Test("H-620, H-621: without an engine there is nothing to tell")
  func without() async throws {
    let fixture = try await GatewayFixture.unlimited()
    #expect(
      await fixture.admin("GET", "/admin/v1/workflows").json
        == .reading(#"{"workflows": [], "temporal_enabled": false}"#))
    #expect(await fixture.admin("GET", "/admin/v1/workflows/x").json == .reading(#"{"temporal_enabled": false}"#))
  }

  @Test("an engine that fails is a bad gateway")
  func broken() async throws {
    let (fixture, engine) = try await fixture()
    engine.setBroken(true)
    for path in ["", "/chat-1", "/chat-1/history"] {
      #expect(await fixture.admin("GET", "/admin/v1/workflows\(path)").status == 502, "\(path)")
    }
  }
}
