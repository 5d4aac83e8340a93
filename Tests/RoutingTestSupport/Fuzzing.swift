import Foundation
package import RoutingCore

/// Runs a body on one seed after another for a while.
///
/// `FUZZ_SECONDS=<s>` sets how long, `FUZZ_SEED=<n>` runs one seed alone. A body that traps takes the process with it,
/// so every thousandth seed is written to standard error when the time was set by hand; the culprit is within the
/// thousand after the last one shown.
package enum Fuzzing {
  /// How many seeds are tried however slow the machine is.
  private static let fewestRuns = 20

  package static func run(
    _ name: String, seconds fallback: Double = 1, _ body: (inout SeededGenerator) throws -> Void
  ) rethrows -> Int {
    let environment = ProcessInfo.processInfo.environment
    if let seed = environment["FUZZ_SEED"].flatMap(UInt64.init) {
      var generator = SeededGenerator(seed: seed, stream: 77)
      try body(&generator)
      return 1
    }
    let asked = environment["FUZZ_SECONDS"].flatMap(Double.init)
    let end = Date(timeIntervalSinceNow: asked ?? fallback)
    // A long run starts somewhere new each time; a short one is the same each time.
    var seed: UInt64 = asked == nil ? 0 : UInt64(Date().timeIntervalSince1970) << 24
    var count = 0
    while Date() < end || count < fewestRuns {
      if asked != nil, count % 1000 == 0 {
        FileHandle.standardError.write(Data("\(name): seed \(seed), \(count) done\n".utf8))
      }
      var generator = SeededGenerator(seed: seed, stream: 77)
      try body(&generator)
      seed += 1
      count += 1
    }
    return count
  }
}
