import Routing
import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

/// A clock that is turned by hand.
@Suite(.timeLimit(.minutes(60))) struct VirtualTimeTests {
  private final class Log: Sendable {
    private let entries = Locked<[String]>([])
    func add(_ entry: String) { entries.withLock { $0.append(entry) } }
    var all: [String] { entries.withLock { $0 } }
  }

  private static func sleeper(_ name: String, _ time: VirtualTime, _ log: Log, until milliseconds: Double) async {
    do throws(CancellationError) {
      try await time.sleep(until: Moment(milliseconds: milliseconds))
      log.add("\(name) \(time.now.milliseconds(since: .zero))")
    } catch {
      log.add("\(name) cancelled")
    }
  }

  @Test("sleepers wake in the order of their moments, then in the order of going to sleep")
  func order() async throws {
    let time = VirtualTime()
    let log = Log()
    let executor = SerialTaskExecutor { time.advanceToNextSleeper() }
    try await executor.run {
      await withTaskGroup(of: Void.self) { group in
        for (name, moment) in [("a", 30.0), ("b", 10), ("c", 10), ("d", 20), ("e", 10)] {
          group.addTask { await Self.sleeper(name, time, log, until: moment) }
        }
      }
    }
    #expect(log.all == ["b 10.0", "c 10.0", "e 10.0", "d 20.0", "a 30.0"])
    #expect(!executor.isStuck)
  }

  @Test("time stands still until it is told to go on, and then wakes those whose moments have come")
  func byHand() async {
    let time = VirtualTime(startingAt: Moment(milliseconds: 5), unixTime: 100)
    let log = Log()
    await withTaskGroup(of: Void.self) { group in
      for moment in [10.0, 20, 30] {
        group.addTask { await Self.sleeper("s", time, log, until: moment) }
      }
      await time.sleepers(atLeast: 3)
      #expect(time.now == Moment(milliseconds: 5))
      #expect(time.nextWaking == Moment(milliseconds: 10))
      await time.advance(by: 4.999)
      #expect(time.sleeperCount == 3)
      await time.advance(to: Moment(milliseconds: 25))
      #expect(time.sleeperCount == 1)
      #expect(time.now == Moment(milliseconds: 25))
      #expect(abs(time.unixTime - 100.02) < 1e-9)
      await time.advance(to: .zero)
      #expect(time.now == Moment(milliseconds: 25))
      await time.advance(by: 5)
    }
    #expect(log.all.count == 3)
  }

  @Test(
    "a sleep whose task is cancelled throws at once, before it begins and while it lasts; a moment that is past returns"
  )
  func cancellation() async throws {
    let time = VirtualTime()
    let log = Log()
    try await SerialTaskExecutor { time.advanceToNextSleeper() }.run {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await Self.sleeper("past", time, log, until: -1) }
        group.addTask { await Self.sleeper("never", time, log, until: .infinity) }
        await time.sleepers(atLeast: 1)
        group.cancelAll()
        group.addTask { await Self.sleeper("early", time, log, until: 10) }
        group.addTask { await Self.sleeper("early past", time, log, until: 0) }
      }
    }
    #expect(log.all == ["past 0.0", "never cancelled", "early cancelled", "early past cancelled"])
    #expect(time.now == .zero)
    #expect(time.sleeperCount == 0)
  }

  @Test("many tasks may sleep, wake and be cancelled at once")
  func manyTasks() async {
    let time = VirtualTime()
    let log = Log()
    await time.running {
      await withTaskGroup(of: Void.self) { group in
        for number in 0..<200 {
          group.addTask {
            let sleeping = Task { await Self.sleeper("s", time, log, until: Double(number % 17)) }
            if number % 3 == 0 { sleeping.cancel() }
            await sleeping.value
          }
        }
      }
    }
    #expect(log.all.count == 200)
    #expect(time.sleeperCount == 0)
  }

  @Test("time goes on to the end of what is done, also where whoever asked for it is cancelled")
  func cancelledRunning() async {
    let time = VirtualTime()
    let log = Log()
    let asking = Task {
      await time.running {
        // As little of this is cancelled as of any task that somebody else began.
        await Task { await Self.sleeper("s", time, log, until: 10) }.value
      }
    }
    asking.cancel()
    await asking.value
    #expect(log.all == ["s 10.0"])
  }

  @Test("a body that waits for what never comes is told of, and ended")
  func stuck() async throws {
    let time = VirtualTime()
    let executor = SerialTaskExecutor { time.advanceToNextSleeper() }
    let ended = try await executor.run { () -> String in
      do throws(CancellationError) { try await time.sleep(until: Moment(nanoseconds: .max)) } catch { return "thrown" }
      return "woken"
    }
    #expect(ended == "thrown")
    #expect(executor.isStuck)
  }
}
