import FoundationTransport
import Routing
import RoutingCore
import Synchronization

/// A time source that does one thing wrong.
final class BrokenTimeSource: TimeSource {
  enum Fault: CaseIterable {
    case goesBack, standsStill, hasNoDate, turnsDateBack, sleepsTooShort, oversleeps, sleepsThroughCancellation
    case returnsWhenCancelled, overlooksEarlyCancellation, sleepsInThePast, wakesAll

    /// What the contract has to find.
    var clause: String {
      switch self {
      case .goesBack: "nowNeverGoesBack"
      case .standsStill: "nowMovesOn"
      case .hasNoDate, .turnsDateBack: "unixTimeIsTime"
      case .sleepsTooShort, .wakesAll: "sleepIsNeverShort"
      case .oversleeps, .sleepsInThePast: "sleepEnds"
      case .sleepsThroughCancellation, .returnsWhenCancelled, .overlooksEarlyCancellation: "sleepCanBeCancelled"
      }
    }
  }

  private let fault: Fault
  private let inner = SystemTimeSource()
  private let looks = Atomic<Int>(0)

  init(_ fault: Fault) { self.fault = fault }

  var now: Moment {
    let look = looks.wrappingAdd(1, ordering: .relaxed).newValue
    return switch fault {
    case .goesBack where look % 5_000 == 0: inner.now.advanced(byMilliseconds: -10)
    case .standsStill: .zero
    default: inner.now
    }
  }

  var unixTime: Double {
    switch fault {
    case .hasNoDate: .nan
    case .turnsDateBack: -inner.unixTime
    default: inner.unixTime
    }
  }

  func sleep(until moment: Moment) async throws(CancellationError) {
    let left = moment.milliseconds(since: inner.now)
    switch fault {
    case .sleepsTooShort: if left > 1_000 { try await inner.sleep(until: moment) }
    case .wakesAll: try await inner.sleep(until: min(moment, inner.now.advanced(byMilliseconds: 40)))
    case .oversleeps: try await inner.sleep(until: moment.advanced(byMilliseconds: 5_000))
    case .sleepsThroughCancellation: await deaf(until: moment)
    case .returnsWhenCancelled: do { try await inner.sleep(until: moment) } catch {}
    case .overlooksEarlyCancellation where Task.isCancelled: await deaf(until: moment)
    case .sleepsInThePast where left <= 0: try await inner.sleep(until: .init(nanoseconds: .max))
    default: try await inner.sleep(until: moment)
    }
  }

  private func deaf(until moment: Moment) async {
    await Task.detached { [inner] in
      do { try await inner.sleep(until: min(moment, inner.now.advanced(byMilliseconds: 5_000))) } catch {}
    }.value
  }
}

/// A correct source that stands still until it is turned.
final class HandTurnedTime: TimeSource {
  private struct State {
    var now = Moment.zero
    var nextNumber = 0
    var sleepers: [Int: (moment: Moment, waiting: CheckedContinuation<Bool, Never>)] = [:]
    var cancelled: Set<Int> = []
  }

  private let state = Mutex(State())

  var now: Moment { state.withLock { $0.now } }
  var unixTime: Double { 1_700_000_000 + now.milliseconds(since: .zero) / 1000 }

  func turn(by time: Milliseconds) {
    let due = state.withLock { state in
      state.now = state.now.advanced(byMilliseconds: time.value)
      let numbers = state.sleepers.filter { $0.value.moment <= state.now }.map(\.key)
      return numbers.compactMap { state.sleepers.removeValue(forKey: $0)?.waiting }
    }
    for sleeper in due { sleeper.resume(returning: true) }
  }

  func sleep(until moment: Moment) async throws(CancellationError) {
    let number = state.withLock {
      $0.nextNumber += 1
      return $0.nextNumber
    }
    let isDue = await withTaskCancellationHandler {
      await withCheckedContinuation { waiting in
        let outcome: Bool? = state.withLock { state in
          if state.cancelled.contains(number) { return false }
          if moment <= state.now { return true }
          state.sleepers[number] = (moment, waiting)
          return nil
        }
        if let outcome { waiting.resume(returning: outcome) }
      }
    } onCancel: {
      let waiting = state.withLock { state in
        state.cancelled.insert(number)
        return state.sleepers.removeValue(forKey: number)?.waiting
      }
      waiting?.resume(returning: false)
    }
    guard isDue else { throw CancellationError() }
  }
}
