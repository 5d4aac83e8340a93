import RoutingCore
import Synchronization

/// Work that is given a limited time.
protocol TimedWork: AnyObject, Sendable {
  associatedtype Value: Sendable
  var progress: WorkProgress { get }
  func run() async -> Value
}

/// How far limited work has come.
final class WorkProgress: Sendable {
  private let state = Atomic<UInt8>(0)

  /// Whether the work was done.
  var isDone: Bool { state.load(ordering: .acquiring) & 1 != 0 }
  /// Whether its time was over before.
  var isLate: Bool { state.load(ordering: .acquiring) & 2 != 0 }

  func markDone() { state.bitwiseOr(1, ordering: .acquiringAndReleasing) }
  /// Notes that the time is over; tells whether the work was still under way.
  func markLate() -> Bool { state.bitwiseOr(2, ordering: .acquiringAndReleasing).oldValue & 1 == 0 }
}

/// What was done, and whether it was in time.
enum Timed<Value: Sendable>: Sendable {
  case inTime(Value)
  case late(Value)
}

extension TimeSource {
  /// Gives work until a moment; then it is cancelled and waited for, and what it gave all the same is late.
  ///
  /// The work begins on the caller's thread. What is done without waiting needs no timer, so one is set only once the work
  /// waits. Work and timer are tasks of their own that end before this returns, and that the caller's cancellation
  /// reaches: what a group of two would give, for half of its time and allocations (Docs/Performance.md).
  nonisolated(nonsending) func give<Work: TimedWork>(_ work: Work, until deadline: Moment) async -> Timed<Work.Value> {
    let task = Task.immediate { await work.perform() }
    let progress = work.progress
    guard !progress.isDone else { return .inTime(await task.value) }
    let timer = Task {
      do throws(CancellationError) {
        try await sleep(until: deadline)
        if progress.markLate() { task.cancel() }
      } catch {}
    }
    return await withTaskCancellationHandler {
      let value = await task.value
      timer.cancel()
      await timer.value
      return progress.isLate ? .late(value) : .inTime(value)
    } onCancel: {
      task.cancel()
      timer.cancel()
    }
  }
}

extension TimedWork {
  fileprivate func perform() async -> Value {
    let value = await run()
    progress.markDone()
    return value
  }
}
