package import GatewayState
package import Routing
internal import RoutingCore

/// The stream of a job's events (H-750 to H-754).
package final class JobEventStream: GatewayEventStream {
  private struct State: Sendable {
    var sequence: JobEventSequence
    var isCancelled = false
    /// Stops the wait that is under way.
    var stop: (@Sendable () -> Void)?
  }

  /// What a wait brought.
  enum Waited: Sendable {
    case change(JobChange?)
    case silence
  }

  private let watch: JobWatch
  private let time: any TimeSource
  private let files: JobFiles
  private let state: Locked<State>

  /// Makes a stream; `files` has the pictures of the output.
  package init(
    _ watch: JobWatch, sequence: JobEventSequence, time: any TimeSource, files: JobFiles = JobFiles(nil)
  ) {
    self.watch = watch
    self.time = time
    self.files = files
    state = Locked(State(sequence: sequence))
  }

  /// The stream of a job from behind the line that a client has seen last; nil where its key has no such job (H-741).
  package static func open(
    _ id: String, keyID: String, lastEventID: String?, jobs: JobStore, time: any TimeSource,
    files: JobFiles = JobFiles(nil), now: Int
  ) -> JobEventStream? {
    let logID = JobEventSequence.logID(ofLastEventID: lastEventID)
    guard let watch = jobs.watch(id, keyID: keyID, after: logID, now: now) else { return nil }
    return JobEventStream(watch, sequence: JobEventSequence(after: watch.lastLogID), time: time, files: files)
  }

  /// The frames to send next, or nil after the last, or where the client went away.
  package func next() async -> [UInt8]? {
    guard !state.withLock({ $0.isCancelled || $0.sequence.isOver }) else { return nil }
    let waited = await shown(await wait())
    return state.withLock { state in
      if state.isCancelled { return nil }
      switch waited {
      case .silence: return state.sequence.ping().bytes
      case .change(let change?): return state.sequence.frames(for: change).flatMap(\.bytes)
      case .change(nil):
        // The job was removed while it was watched; a task that was cancelled has no client any more.
        return watch.isOver ? state.sequence.framesForFailure().flatMap(\.bytes) : nil
      }
    }
  }

  /// The client went away.
  package func cancel() {
    let stop = state.withLock { state in
      state.isCancelled = true
      return state.stop
    }
    stop?()
  }

  /// What a wait brought, with the pictures of a job that has ended.
  private func shown(_ waited: Waited) async -> Waited {
    guard case .change(let change?) = waited, !change.job.shownFiles.isEmpty else { return waited }
    let job = await files.shown(change.job)
    return .change(JobChange(job: job, newLog: change.newLog, isStatusNew: change.isStatusNew))
  }

  /// Waits for a change or for the time of a ping, until the client goes away.
  private func wait() async -> Waited {
    let (watch, time) = (watch, time)
    let task = Task { await JobEventStream.change(of: watch, time: time) }
    let isCancelled = state.withLock { state in
      state.stop = { task.cancel() }
      return state.isCancelled
    }
    if isCancelled { task.cancel() }
    let waited = await withTaskCancellationHandler {
      await task.value
    } onCancel: {
      task.cancel()
    }
    state.withLock { $0.stop = nil }
    return waited
  }

  /// A change, or silence for the time of a ping; a change that comes as the time is over is told, not lost.
  static func change(of watch: JobWatch, time: any TimeSource) async -> Waited {
    await withTaskGroup(of: Waited.self) { group in
      group.addTask { .change(await watch.next()) }
      group.addTask {
        do throws(CancellationError) {
          try await time.sleep(until: time.now.advanced(byMilliseconds: EventFrame.longestSilence.value))
        } catch {}
        return .silence
      }
      guard let first = await group.next() else { return .change(nil) }
      group.cancelAll()
      guard case .silence = first else {
        await group.waitForAll()
        return first
      }
      // Cancelled, the watch gives nothing, unless it was about to give something.
      guard let second = await group.next(), case .change(let change?) = second else {
        return Task.isCancelled || watch.isOver ? .change(nil) : .silence
      }
      return .change(change)
    }
  }
}
