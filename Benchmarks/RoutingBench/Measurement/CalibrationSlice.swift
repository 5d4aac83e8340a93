import RegressionGate
import WorkCounter

/// How fast this thread is at the moment, by the calibration loop.
struct CalibrationSlice {
  /// About a millisecond and a half.
  static let steps = 200_000

  let cpuNanoseconds: UInt64
  /// Depends on every step, so that none is optimised away.
  let checksum: Int
  private let count: Int

  /// Does so many steps, after a quarter as many have warmed the caches.
  init(steps: Int) {
    var loop = CalibrationLoop()
    var sum = loop.run(steps: steps / 4)
    let start = thread_cpu_nanoseconds()
    sum += loop.run(steps: steps)
    cpuNanoseconds = max(thread_cpu_nanoseconds() - start, 1)
    checksum = sum > 1 ? 1 : 0
    count = steps
  }

  /// Steps per second of processor time.
  var rate: Double { Double(count) / Double(cpuNanoseconds) * 1e9 }
}
