import Foundation
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct ProcessorTimeTests {
  private struct Oops: Error {}

  /// A fixed amount of work, whose result depends on all of it.
  @inline(never) private static func work() -> UInt64 {
    var number: UInt64 = 1
    for _ in 0..<2_000_000 { number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407 }
    return number
  }

  /// What the work takes a thread at least.
  private static func expected() -> Double { (0..<3).map { _ in processorTime { work() }.seconds }.min() ?? 0 }

  @Test("waiting takes no processor time, neither of a thread nor of a task")
  func waiting() async throws {
    #expect(processorTime { Thread.sleep(forTimeInterval: 0.2) }.seconds < 0.1)
    let (value, seconds) = try await processorTimeOfTask {
      try await Task.sleep(for: .milliseconds(200))
      return 5
    }
    #expect(value == 5)
    #expect(seconds < 0.1)
  }

  @Test(
    "work is counted: a thread's, and all of a task's before and after its waiting, its last piece and its child tasks")
  func working() async throws {
    let once = Self.expected()
    #expect(once > 0)
    let whole = try await processorTimeOfTask { Self.work() }
    #expect(whole.value == Self.work())
    // Half of it, since the same work never takes quite the same time.
    #expect(whole.seconds > once / 2)
    let pieces = try await processorTimeOfTask {
      var sum = Self.work()
      await Task.yield()
      sum &+= Self.work()
      try await Task.sleep(for: .milliseconds(1))
      async let child = Self.work()
      return await sum &+ child &+ Self.work()
    }
    #expect(pieces.seconds > once * 2)
    #expect(throws: Oops.self) { try processorTime { () throws(Oops) -> Int in throw Oops() } }
    await #expect(throws: Oops.self) { try await processorTimeOfTask { () async throws -> Int in throw Oops() } }
  }
}
