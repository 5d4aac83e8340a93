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
    var seeds = Seeds(name, seconds: fallback)
    while let seed = seeds.next() {
      var generator = SeededGenerator(seed: seed, stream: 77)
      try body(&generator)
    }
    return seeds.count
  }

  /// The same for a body that waits.
  package static func run(
    _ name: String, seconds fallback: Double = 1, _ body: (inout SeededGenerator) async throws -> Void
  ) async rethrows -> Int {
    var seeds = Seeds(name, seconds: fallback)
    while let seed = seeds.next() {
      var generator = SeededGenerator(seed: seed, stream: 77)
      try await body(&generator)
    }
    return seeds.count
  }

  /// The seeds of a run, until its time is over.
  private struct Seeds {
    private let name: String
    private let only: UInt64?
    private let isLong: Bool
    private let end: Date
    private var seed: UInt64
    /// How many there were.
    private(set) var count = 0

    init(_ name: String, seconds fallback: Double) {
      self.name = name
      let environment = ProcessInfo.processInfo.environment
      only = environment["FUZZ_SEED"].flatMap(UInt64.init)
      let asked = environment["FUZZ_SECONDS"].flatMap(Double.init)
      isLong = asked != nil
      end = Date(timeIntervalSinceNow: asked ?? fallback)
      // A long run starts somewhere new each time; a short one is the same each time.
      seed = asked == nil ? 0 : UInt64(Date().timeIntervalSince1970) << 24
    }

    mutating func next() -> UInt64? {
      if let only {
        count += 1
        return count == 1 ? only : nil
      }
      guard Date() < end || count < fewestRuns else {
        if isLong { FileHandle.standardError.write(Data("\(name): \(count) done\n".utf8)) }
        return nil
      }
      if isLong, count.isMultiple(of: 1000) {
        FileHandle.standardError.write(Data("\(name): seed \(seed), \(count) done\n".utf8))
      }
      defer { (seed, count) = (seed + 1, count + 1) }
      return seed
    }
  }
}
