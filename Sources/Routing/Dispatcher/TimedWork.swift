import RoutingCore
import Synchronization

/// Work that is given a limited time.
protocol TimedWork: AnyObject, Sendable {
  associatedtype Value: Sendable
  /// Set once the work is done.
  var isDone: Atomic<Bool> { get }
  func run() async -> Value
}

/// What was done, and whether it was in time.
enum Timed<Value: Sendable>: Sendable {
  case inTime(Value)
  case late(Value)
}

extension Dispatcher {
  // Not of the time source, whose type is not known here: then neither would be that of the work, and each step generic.

  /// Gives work until a moment; then it is cancelled and waited for, and what it gave all the same is late.
  ///
  /// The work begins on the caller's thread. What is done without waiting needs no timer, so one is set only once the work
  /// waits. Both are child tasks, so they end before this returns, the caller's cancellation reaches them, and they run
  /// where the caller prefers to.
  func give<Work: TimedWork>(_ work: Work, until deadline: Moment) async -> Timed<Work.Value> {
    let time = time
    return await withTaskGroup(of: Work.Value?.self) { group in
      group.addImmediateTask { await work.perform() }
      if !work.isDone.load(ordering: .acquiring) {
        group.addTask {
          do throws(CancellationError) { try await time.sleep(until: deadline) } catch {}
          return nil
        }
      }
      if let first = await group.next(), let value = first {
        group.cancelAll()
        await group.waitForAll()
        return .inTime(value)
      }
      group.cancelAll()
      // The timer gives nothing; the work always gives something.
      while let late = await group.next() {
        if let late { return .late(late) }
      }
      preconditionFailure("Work that was begun ends.")
    }
  }
}

extension TimedWork {
  fileprivate func perform() async -> Value {
    let value = await run()
    isDone.store(true, ordering: .releasing)
    return value
  }
}
