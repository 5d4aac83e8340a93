internal import Routing

/// The tasks of the jobs that run and of the webhooks that are under way, so that they can be called off.
final class RunningJobs: Sendable {
  private struct State: Sendable {
    var jobs: [String: Task<Void, Never>] = [:]
    var deliveries: [Int: Task<Void, Never>] = [:]
    var nextDelivery = 0
    var isClosed = false
  }

  private let state = Locked(State())

  /// Runs a job's work in a task of its own, unless all is closed.
  func run(_ id: String, _ work: @escaping @Sendable () async -> Void) {
    state.withLock { state in
      guard !state.isClosed else { return }
      state.jobs[id] = Task { [weak self] in
        await work()
        self?.forget(id)
      }
    }
  }

  /// Tells somebody of a job in a task of its own, which nobody waits for (H-760), unless all is closed.
  func deliver(_ work: @escaping @Sendable () async -> Void) {
    state.withLock { state in
      guard !state.isClosed else { return }
      let number = state.nextDelivery
      state.nextDelivery += 1
      state.deliveries[number] = Task { [weak self] in
        await work()
        self?.forget(delivery: number)
      }
    }
  }

  /// Calls a job's work off.
  func cancel(_ id: String) { state.withLock { $0.jobs.removeValue(forKey: id) }?.cancel() }

  /// Lets a job that has ended count no more.
  func forget(_ id: String) { state.withLock { _ = $0.jobs.removeValue(forKey: id) } }

  /// Calls all work off, and lets no other begin.
  func close() {
    let all = state.withLock { state in
      state.isClosed = true
      defer { (state.jobs, state.deliveries) = ([:], [:]) }
      return Array(state.jobs.values) + Array(state.deliveries.values)
    }
    for task in all { task.cancel() }
  }

  /// Whether no work begins any more.
  var isClosed: Bool { state.withLock { $0.isClosed } }

  /// How many jobs run.
  var count: Int { state.withLock { $0.jobs.count } }

  private func forget(delivery number: Int) { state.withLock { _ = $0.deliveries.removeValue(forKey: number) } }
}
