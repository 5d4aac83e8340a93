public import Routing
public import RoutingCore
import Synchronization

/// A clock that stands still until it is told to go on, for tests that must not wait.
///
/// Sleepers wake in the order of their moments, and at one moment in the order in which they went to sleep. A sleeper
/// at the last moment that there is (`Moment(nanoseconds: .max)`) only wakes when it is cancelled.
///
/// Time moves in three ways:
///
/// - ``advance(to:)`` and ``advance(by:)`` wake those whose moments have come, one moment after the other.
/// - ``advanceToNextSleeper()`` wakes one; an executor that runs one job at a time calls it when it has nothing else
///   to do.
/// - ``running(_:)`` lets time go to the next sleeper by itself while something is done.
///
/// What is deterministic: which moments there are, who wakes at which, and in which order they are woken. What is not:
/// how far a woken task gets before the next one is woken, because Swift's global executor has several threads and
/// tells nobody when all tasks wait. The first and the third way therefore wait until nobody has used the clock for
/// some rounds of `Task.yield()`; a task that computes for longer than these take is overtaken. Where tasks run on an
/// executor of one thread, and ``advanceToNextSleeper()`` is called when that is idle, nothing is left to chance.
public final class VirtualTime: TimeSource {
  private let state: Locked<State>
  private let rounds: Int
  private let unixStart: Double

  private struct State: Sendable {
    var now: Moment
    /// By moment, then by number.
    var sleepers: [Sleeper] = []
    var nextNumber = 0
    /// Those whose task was cancelled before they lay down.
    var cancelled: Set<Int> = []
    var watchers: [Watcher] = []
    /// How often the clock was used.
    var uses = 0
  }

  private struct Sleeper: Sendable {
    let moment: Moment
    let number: Int
    let continuation: CheckedContinuation<Bool, Never>
  }

  private struct Watcher: Sendable {
    let count: Int
    let number: Int
    let continuation: CheckedContinuation<Void, Never>
  }

  /// Makes a clock that shows `start`, which is `unixTime` seconds after the beginning of 1970.
  ///
  /// `rounds` of yielding, at least one, have to pass without any use of the clock before time goes on.
  public init(startingAt start: Moment = .zero, unixTime: Double = 0, rounds: Int = 64) {
    state = Locked(State(now: start))
    self.rounds = max(rounds, 1)
    unixStart = unixTime - start.milliseconds(since: .zero) / 1000
  }

  /// What the clock shows.
  public var now: Moment { state.withLock { $0.now } }

  /// Seconds since 1970 in UTC, by the clock.
  public var unixTime: Double { unixStart + now.milliseconds(since: .zero) / 1000 }

  /// How many tasks are asleep.
  public var sleeperCount: Int { state.withLock { $0.sleepers.count } }

  /// When the next of them wakes, or nil where none does.
  public var nextWaking: Moment? {
    state.withLock { $0.sleepers.first.flatMap { $0.moment.nanoseconds < .max ? $0.moment : nil } }
  }

  /// Waits until the clock shows a moment.
  ///
  /// - Throws: `CancellationError` where the task is cancelled before.
  public func sleep(until moment: Moment) async throws(CancellationError) {
    let number = state.withLock { state in
      state.nextNumber += 1
      state.uses += 1
      return state.nextNumber
    }
    let isDue = await withTaskCancellationHandler {
      await withCheckedContinuation { lieDown(Sleeper(moment: moment, number: number, continuation: $0)) }
    } onCancel: {
      cancel(number)
    }
    // Cancelled between its waking and now, it is in nobody's list any more.
    state.withLock { state in
      state.uses += 1
      state.cancelled.remove(number)
    }
    guard isDue, !Task.isCancelled else { throw CancellationError() }
  }

  private func lieDown(_ sleeper: Sleeper) {
    let (isDue, watchers): (Bool?, [Watcher]) = state.withLock { state in
      if state.cancelled.contains(sleeper.number) { return (false, []) }
      if sleeper.moment <= state.now { return (true, []) }
      let place = state.sleepers.firstIndex { sleeper.moment < $0.moment } ?? state.sleepers.count
      state.sleepers.insert(sleeper, at: place)
      let seen = state.watchers.filter { $0.count <= state.sleepers.count }
      state.watchers.removeAll { $0.count <= state.sleepers.count }
      return (nil, seen)
    }
    if let isDue { sleeper.continuation.resume(returning: isDue) }
    for watcher in watchers { watcher.continuation.resume() }
  }

  private func cancel(_ number: Int) {
    let sleeper: Sleeper? = state.withLock { state in
      state.uses += 1
      guard let place = state.sleepers.firstIndex(where: { $0.number == number }) else {
        state.cancelled.insert(number)
        return nil
      }
      return state.sleepers.remove(at: place)
    }
    sleeper?.continuation.resume(returning: false)
  }
}

// MARK: - Moving on

extension VirtualTime {
  /// Goes on to the moment of the next sleeper and wakes it alone; false where nobody sleeps that may wake.
  @discardableResult
  public func advanceToNextSleeper() -> Bool { wakeNext(until: Moment(nanoseconds: .max - 1)) }

  /// Goes on to a moment; whoever is to wake until then does so, at its own moment.
  ///
  /// Those who sleep anew for a moment before `moment` wake as well. A moment that has passed changes nothing.
  public func advance(to moment: Moment) async {
    repeat { await settle() } while wakeNext(until: moment)
    state.withLock { state in
      state.uses += 1
      state.now = max(state.now, moment)
    }
    await settle()
  }

  /// Goes on by a time.
  public func advance(by time: Milliseconds) async { await advance(to: now.advanced(byMilliseconds: time.value)) }

  /// Does something while time goes on by itself, always to the next sleeper, once nobody has used the clock for some
  /// rounds.
  ///
  /// Time goes on until `body` has ended, also where the task that called is cancelled: `body` may wait for sleepers
  /// that are not.
  ///
  /// - Throws: What `body` throws.
  public func running<Value: Sendable>(
    _ body: @escaping @Sendable () async throws -> Value
  ) async rethrows -> Value {
    // No child task: those are cancelled with their parent, and the body's unstructured tasks would sleep for ever.
    let ticking = Task { [self] in
      while !Task.isCancelled {
        await sleepers(atLeast: 1)
        await settle()
        if !advanceToNextSleeper() { await Task.yield() }
      }
    }
    do {
      let value = try await body()
      await stop(ticking)
      return value
    } catch {
      await stop(ticking)
      throw error
    }
  }

  private func stop(_ ticking: Task<Void, Never>) async {
    ticking.cancel()
    await ticking.value
  }

  /// Waits until so many tasks are asleep, or until the waiting task is cancelled.
  public func sleepers(atLeast count: Int) async {
    let number = state.withLock { state in
      state.nextNumber += 1
      return state.nextNumber
    }
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isSeen = state.withLock { state in
          if state.sleepers.count >= count || state.cancelled.contains(number) { return true }
          state.watchers.append(Watcher(count: count, number: number, continuation: continuation))
          return false
        }
        if isSeen { continuation.resume() }
      }
    } onCancel: {
      let watcher: Watcher? = state.withLock { state in
        guard let place = state.watchers.firstIndex(where: { $0.number == number }) else {
          state.cancelled.insert(number)
          return nil
        }
        return state.watchers.remove(at: place)
      }
      watcher?.continuation.resume()
    }
    state.withLock { state in _ = state.cancelled.remove(number) }
  }

  private func wakeNext(until moment: Moment) -> Bool {
    let sleeper: Sleeper? = state.withLock { state in
      guard let first = state.sleepers.first, first.moment <= moment else { return nil }
      state.uses += 1
      state.now = max(state.now, first.moment)
      return state.sleepers.removeFirst()
    }
    sleeper?.continuation.resume(returning: true)
    return sleeper != nil
  }

  /// Waits until nobody has used the clock for some rounds.
  private func settle() async {
    var uses = -1
    while uses != state.withLock({ $0.uses }), !Task.isCancelled {
      uses = state.withLock { $0.uses }
      for _ in 0..<rounds { await Task.yield() }
    }
  }
}
