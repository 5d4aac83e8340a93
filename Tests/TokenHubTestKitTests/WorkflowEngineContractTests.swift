import GatewayState
import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing
import TokenHubTestKit

/// An engine that keeps its contract, and one for each way not to.
@Suite struct WorkflowEngineContractTests {
  /// Runs each workflow in a task of its own; may break one clause.
  private final class TaskEngine: WorkflowEngine {
    private let activity: WorkflowEngineContract.Activity
    private let broken: WorkflowEngineContract.Clause?
    private let tasks = SharedValue<[String: Task<JSONValue, any Error>]>([:])
    private let ended = SharedValue<[String: JSONValue]>([:])

    init(_ activity: @escaping WorkflowEngineContract.Activity, broken: WorkflowEngineContract.Clause?) {
      self.activity = activity
      self.broken = broken
    }

    func begin(_ workflow: Workflow) async throws(WorkflowEngineFailure) {
      let id = broken == .bearsManyAtOnce ? "plan" : workflow.id
      let task = tasks.withLock { tasks in
        if let task = tasks[id], broken != .runsOnce { return task }
        let task = Task { try await self.run(workflow) }
        tasks[id] = task
        return task
      }
      if broken == .beginsWithoutWaiting { _ = await task.result }
    }

    private func run(_ workflow: Workflow) async throws -> JSONValue {
      var state = workflow.state
      var hasLost = false
      while true {
        let step: (state: JSONValue, isOver: Bool)
        do {
          step = try await activity(state)
        } catch {
          guard broken == .failuresAreFinal else { throw error }
          step = try await activity(state)
        }
        let loses = broken == .keepsEachState && !hasLost && step.state["left"]?.integer == 4
        if loses { hasLost = true } else { state = step.state }
        if step.isOver { break }
      }
      let last = state
      ended.withLock { $0[workflow.id] = last }
      return last
    }

    func end(of id: String) async throws(WorkflowEngineFailure) -> JSONValue {
      let task = tasks.withLock { tasks in
        let task = tasks[broken == .bearsManyAtOnce ? "plan" : id]
        if broken == .endIsLastState { tasks[id] = nil }
        return task
      }
      guard let task else {
        if broken == .unknownHasNoEnd { return .null }
        throw WorkflowEngineFailure("nobody knows \(id)")
      }
      do { return try await task.value } catch { throw WorkflowEngineFailure("a step failed") }
    }

    func look(at id: String) async throws(WorkflowEngineFailure) -> WorkflowStanding {
      guard let task = tasks.withLock({ $0[id] }) else { return .unknown }
      if broken == .looksWithoutWaiting { _ = await task.result }
      return ended.withLock { $0[id] }.map { .ended($0) } ?? .running
    }
  }

  @Test(
    "an engine that runs each workflow in a task keeps every clause", arguments: WorkflowEngineContract.Clause.allCases)
  func sound(clause: WorkflowEngineContract.Clause) async {
    #expect(await WorkflowEngineContract(make: { TaskEngine($0, broken: nil) }).run([clause]) == [])
  }

  @Test("an engine that breaks a clause is found by that clause", arguments: WorkflowEngineContract.Clause.allCases)
  func broken(clause: WorkflowEngineContract.Clause) async {
    let contract = WorkflowEngineContract(patience: 300, make: { TaskEngine($0, broken: clause) })
    #expect(Set(await contract.run([clause]).map(\.clause)) == [clause.rawValue])
  }
}
