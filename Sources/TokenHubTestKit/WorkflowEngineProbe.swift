internal import Routing
internal import RoutingCore
internal import RoutingTestKit

/// Work that counts down, and writes down every step of it.
final class CountedWork: Sendable {
  private struct State: Sendable {
    var steps: [String] = []
    var isHeld = false
    var waiting: [CheckedContinuation<Void, Never>] = []
  }

  private struct Failure: Error {}

  private let state = Locked(State())

  /// The steps that were asked for, by the name of the work and how many were left.
  var steps: [String] { state.withLock { $0.steps } }

  /// Keeps steps from ending until ``release()``.
  func hold() { state.withLock { $0.isHeld = true } }

  func release() {
    let waiting = state.withLock { state in
      defer { state.waiting = [] }
      state.isHeld = false
      return state.waiting
    }
    for continuation in waiting { continuation.resume() }
  }

  static func begun(_ name: String, steps: Int) -> JSONValue {
    JSONValue(object: ["name": JSONValue(.string(name)), "left": JSONValue(.integer(steps)), "done": []])
  }

  func advance(_ before: JSONValue) async throws -> (state: JSONValue, isOver: Bool) {
    guard let name = before["name"]?.string, let left = before["left"]?.integer, let done = before["done"]?.elements
    else {
      state.withLock { $0.steps.append("a state that is none: \(before.text)") }
      throw Failure()
    }
    state.withLock { $0.steps.append("\(name) \(left)") }
    await withCheckedContinuation { continuation in
      let isHeld = state.withLock { state in
        if state.isHeld { state.waiting.append(continuation) }
        return state.isHeld
      }
      if !isHeld { continuation.resume() }
    }
    if name == "failing", left == 1 { throw Failure() }
    let after = JSONValue(object: [
      "name": JSONValue(.string(name)), "left": JSONValue(.integer(left - 1)),
      "done": JSONValue(.array(done + [JSONValue(.integer(left))])),
    ])
    return (after, left <= 1)
  }
}

/// Asks an engine things, for the clauses of its contract.
struct WorkflowEngineProbe: Sendable {
  let engine: any WorkflowEngine
  let work: CountedWork
  let patience: Milliseconds

  private func workflow(_ name: String, steps: Int = 3) -> Workflow {
    Workflow(.orchestration, of: name, state: CountedWork.begun(name, steps: steps))
  }

  /// The last state of work of three steps, as text.
  private static func last(_ name: String) -> String { "{\"name\":\"\(name)\",\"left\":0,\"done\":[3,2,1]}" }

  /// What became of beginning, in words.
  private func begin(_ workflow: Workflow) async -> String {
    await said {
      try await engine.begin(workflow)
      return "begun"
    }
  }

  private func end(of workflow: Workflow) async -> String { await end(of: workflow.id) }

  private func end(of id: String) async -> String { await said { try await engine.end(of: id).text } }

  private func look(at id: String) async -> String {
    await said {
      switch try await engine.look(at: id) {
      case .running: "running"
      case .unknown: "unknown"
      case .ended(let state): state.text
      }
    }
  }

  private func said(_ body: @escaping @Sendable () async throws -> String) async -> String {
    let said = await within(patience) {
      do { return try await body() } catch { return "failed" }
    }
    return said ?? "not there after \(patience.value) ms"
  }

  func checkOnce(_ findings: inout Findings) async {
    let workflow = workflow("once")
    work.hold()
    for _ in 0..<2 { findings.expect(await begin(workflow), is: "begun", "a workflow that was handed over") }
    work.release()
    findings.expect(await end(of: workflow), is: Self.last("once"), "the end")
    findings.expect(await begin(workflow), is: "begun", "a workflow that was handed over after its end")
    await pause(20)
    findings.expect(await end(of: workflow), is: Self.last("once"), "the end, asked for again,")
    findings.expect(work.steps, is: ["once 3", "once 2", "once 1"], "the steps")
  }

  func checkStates(_ findings: inout Findings) async {
    let workflow = workflow("states", steps: 6)
    findings.expect(await begin(workflow), is: "begun", "a workflow that was handed over")
    _ = await end(of: workflow)
    findings.expect(work.steps, is: (1...6).reversed().map { "states \($0)" }, "the steps")
  }

  func checkEnd(_ findings: inout Findings) async {
    let workflow = workflow("end")
    work.hold()
    findings.expect(await begin(workflow), is: "begun", "a workflow that was handed over")
    let waiting = (0..<3).map { _ in Task { await end(of: workflow) } }
    await pause(20)
    work.release()
    for task in waiting { findings.expect(await task.value, is: Self.last("end"), "the end for one who waited") }
    for _ in 0..<2 { findings.expect(await end(of: workflow), is: Self.last("end"), "the end, asked for afterwards,") }
  }

  func checkLook(_ findings: inout Findings) async {
    let workflow = workflow("look")
    findings.expect(await look(at: workflow.id), is: "unknown", "a workflow before it was handed over")
    work.hold()
    findings.expect(await begin(workflow), is: "begun", "a workflow that was handed over")
    findings.expect(await look(at: workflow.id), is: "running", "a workflow whose step goes on")
    work.release()
    _ = await end(of: workflow)
    findings.expect(await look(at: workflow.id), is: Self.last("look"), "a workflow that is over")
    findings.expect(await look(at: workflow.id + "0"), is: "unknown", "a workflow with an id like it")
  }

  func checkBeginning(_ findings: inout Findings) async {
    work.hold()
    findings.expect(await begin(workflow("begin")), is: "begun", "a workflow whose first step goes on")
  }

  func checkUnknown(_ findings: inout Findings) async {
    findings.expect(await end(of: "plan-nobody"), is: "failed", "the end of what was never begun")
  }

  func checkFailure(_ findings: inout Findings) async {
    let workflow = workflow("failing")
    findings.expect(await begin(workflow), is: "begun", "a workflow that was handed over")
    findings.expect(await end(of: workflow), is: "failed", "the end of work whose last step failed")
    await pause(20)
    findings.expect(work.steps, is: ["failing 3", "failing 2", "failing 1"], "the steps")
  }

  func checkMany(_ findings: inout Findings) async {
    let names = (0..<20).map { "many\($0)" }
    let ends = await withTaskGroup(of: (String, String).self) { group in
      for name in names {
        group.addTask {
          let workflow = workflow(name)
          guard await begin(workflow) == "begun" else { return (name, "not begun") }
          return (name, await end(of: workflow))
        }
      }
      return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
    }
    for name in names { findings.expect(ends[name], is: Self.last(name), "the end of one of many") }
    findings.expect(work.steps.count, is: 60, "the number of steps of 20 workflows")
  }
}
