public import Routing
public import RoutingCore

/// Checks a `TimeSource` against what its protocol asks.
///
/// An empty array means that every clause holds. A source that follows the machine is checked as it is; for one that
/// is turned by hand, `pass` turns it:
///
/// ```swift
/// let contract = TimeSourceContract(makeSource: { HandTurnedTime() }) { source, time in source.turn(by: time) }
/// ```
public struct TimeSourceContract<Source: TimeSource>: Sendable {
  /// What a source is held to.
  public enum Clause: String, CaseIterable, Sendable {
    /// `now` never goes back, whichever task looks.
    case nowNeverGoesBack
    /// As time passes, `now` moves on by at least as much.
    case nowMovesOn
    /// `unixTime` is a finite number that never goes back by itself.
    case unixTimeIsTime
    /// `sleep` does not return before its moment.
    case sleepIsNeverShort
    /// `sleep` returns soon after its moment, and at once where it has passed.
    case sleepEnds
    /// `sleep` throws soon where its task is cancelled, before or while it sleeps, however far the moment.
    case sleepCanBeCancelled
  }

  private let patience: Milliseconds
  private let makeSource: @Sendable () -> Source
  private let pass: @Sendable (Source, Milliseconds) async -> Void

  /// Makes a contract for the sources that `makeSource` gives.
  ///
  /// `patience` is how long "soon" may take. `pass` lets time pass; unless told otherwise it waits.
  public init(
    patience: Milliseconds = 3_000, makeSource: @escaping @Sendable () -> Source,
    pass: (@Sendable (Source, Milliseconds) async -> Void)? = nil
  ) {
    self.patience = patience
    self.makeSource = makeSource
    self.pass = pass ?? { _, time in await RoutingTestKit.pause(time) }
  }

  /// Checks the clauses, each with a source of its own; what is wrong, in the order of the clauses.
  public func run(_ clauses: [Clause] = Clause.allCases) async -> [ContractViolation] {
    var violations: [ContractViolation] = []
    for clause in clauses {
      violations += await check(clause).map { ContractViolation(clause: clause.rawValue, seen: $0) }
    }
    return violations
  }

  private func check(_ clause: Clause) async -> [String] {
    let source = makeSource()
    return switch clause {
    case .nowNeverGoesBack: await checkOrder(source)
    case .nowMovesOn: await checkPace(source)
    case .unixTimeIsTime: await checkUnixTime(source)
    case .sleepIsNeverShort: await checkLength(source)
    case .sleepEnds: await checkEnd(source)
    case .sleepCanBeCancelled: await checkCancellation(source)
    }
  }
}

extension TimeSourceContract {
  private func checkOrder(_ source: Source) async -> [String] {
    let isOrdered = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<4 {
        group.addTask {
          var last = source.now
          for turn in 0..<20_000 {
            let now = source.now
            if now < last { return false }
            last = now
            if turn % 100 == 0 { await Task.yield() }
          }
          return true
        }
      }
      await pass(source, 5)
      return await group.reduce(true) { $0 && $1 }
    }
    return unless(isOrdered, "now went back")
  }

  private func checkPace(_ source: Source) async -> [String] {
    let before = source.now
    await pass(source, 50)
    let passed = source.now.milliseconds(since: before)
    return unless(passed >= 50, "while 50 ms passed, now moved on by \(passed) ms")
  }

  private func checkUnixTime(_ source: Source) async -> [String] {
    let before = source.unixTime
    await pass(source, 5)
    let after = source.unixTime
    guard before.isFinite, after.isFinite else { return ["unixTime is no number"] }
    return unless(after >= before, "unixTime went back by \(before - after) s while 5 ms passed")
  }

  /// Begins to sleep for some time; gives how long that was by the source, or nil where it was cancelled.
  private func sleeper(_ source: Source, _ time: Double) -> Task<Double?, Never> {
    let before = source.now
    let moment = before.advanced(byMilliseconds: time)
    return Task {
      do throws(CancellationError) {
        try await source.sleep(until: moment)
        return source.now.milliseconds(since: before)
      } catch { return nil }
    }
  }

  private func checkLength(_ source: Source) async -> [String] {
    var complaints: [String] = []
    for time in [1.0, 10, 33.3, 200] {
      // The moment is chosen within the task, or a busy machine would begin the sleep when it is past.
      let sleeping = Task {
        let moment = source.now.advanced(byMilliseconds: time)
        do throws(CancellationError) {
          try await source.sleep(until: moment)
          return source.now.milliseconds(since: moment)
        } catch { return 0 }
      }
      // A source that is turned by hand has to know of the sleeper first.
      await RoutingTestKit.pause(5)
      await pass(source, Milliseconds(time + 20) ?? 0)
      let late = await within(patience) { await sleeping.value } ?? 0
      complaints += unless(late >= 0, "a sleep of \(time) ms was \(-late) ms too short")
    }
    let long = sleeper(source, 10_000)
    await pass(source, 50)
    let early = await within(50) { await long.value }
    long.cancel()
    return complaints + unless(early == nil, "a sleep of 10 s ended, or threw, after 50 ms")
  }

  private func checkEnd(_ source: Source) async -> [String] {
    var complaints: [String] = []
    for time in [0, -1_000_000.0] {
      let sleeping = sleeper(source, time)
      let slept = await within(patience) { await sleeping.value } ?? nil
      complaints += unless(slept != nil, "a sleep until a moment \(-time) ms ago did not return")
    }
    let sleepers = (1...20).map { sleeper(source, Double($0)) }
    await RoutingTestKit.pause(10)
    await pass(source, 25)
    let missing = await withTaskGroup(of: Int.self) { group in
      for sleeping in sleepers {
        group.addTask { (await within(patience) { await sleeping.value } ?? nil) == nil ? 1 : 0 }
      }
      return await group.reduce(0, +)
    }
    complaints += unless(missing == 0, "of 20 sleeps at once, of 1 to 20 ms, \(missing) did not return")
    return complaints
  }

  private func checkCancellation(_ source: Source) async -> [String] {
    var complaints: [String] = []
    for time in [60_000.0, .infinity] {
      let sleeping = sleeper(source, time)
      await RoutingTestKit.pause(20)
      sleeping.cancel()
      let ended = await within(patience) { await sleeping.value == nil }
      complaints += unless(
        ended == true, "a sleep of \(time) ms whose task was cancelled \(ended == nil ? "went on" : "returned")")
    }
    let early = await within(patience) {
      await cancelled {
        do throws(CancellationError) {
          try await source.sleep(until: source.now.advanced(byMilliseconds: 60_000))
          return "returned"
        } catch { return "threw" }
      }
    }
    return complaints + unless(early == "threw", "a sleep in a task that was cancelled before \(early ?? "went on")")
  }
}
