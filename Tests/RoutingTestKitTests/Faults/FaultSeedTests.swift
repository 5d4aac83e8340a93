import RoutingCore
import RoutingTestKit
import RoutingTestSupport
import Testing

/// The same seed, the same bytes.
@Suite(.offThePool) struct FaultSeedTests {
  private static func simulation(_ shape: FaultShape, seed: UInt64 = 1) throws -> FaultSimulation {
    var simulation = try FaultFleet.simulation(shape, requests: 4_000, perSecond: 100, seed: seed)
    simulation.faults[0].start = Moment(milliseconds: 5_000)
    simulation.probes = ProbeSchedule(interval: 7_000, timeout: 1_000)
    simulation.logDetail = .lines
    return simulation
  }

  @Test(
    "two runs of one seed write the same log, byte for byte, and another seed another",
    arguments: [
      FaultShape.coldStart(failing: 0.5, slowdown: 20, lasting: 10_000), .slowMember(slowdown: 50, lasting: 10_000),
      .brownOut(failing: 0.3, lasting: 10_000), .flapping(up: 2_000, down: 1_000, lasting: 10_000),
      .permanentLoss(.unavailable), .rateLimitStorm(.init(callsPerSecond: 5), lasting: 10_000),
      .allDown(.refuses, lasting: 10_000), .recovery(.hangs, lasting: 10_000),
    ])
  func sameLog(shape: FaultShape) throws {
    let first = try Self.simulation(shape).run()
    let second = try Self.simulation(shape).run()
    #expect(first.log.bytes.count > 100_000)
    #expect(first.log.bytes == second.log.bytes)
    #expect(first == second)
    #expect(try Self.simulation(shape, seed: 2).run().log.digest != first.log.digest)
  }

  @Test("the digest is that of the lines, kept or not")
  func digest() throws {
    var simulation = try Self.simulation(.brownOut(failing: 0.3, lasting: 10_000))
    let lines = simulation.run().log
    simulation.logDetail = .digest
    let digest = simulation.run().log
    #expect(digest.bytes.isEmpty)
    #expect(digest.digest == lines.digest)
    #expect(lines.text.split(separator: "\n").allSatisfy { $0.split(separator: " ").count >= 4 })
  }

  // Draws, decisions and times are made of arithmetic that IEEE 754 rounds alike everywhere, so this number is the same
  // on every machine. Where it changes, what follows a failure has changed: look at the logs before and after, and take
  // over the new number if that was meant.
  @Test("one log is the one that was written down")
  func knownLog() throws {
    let report = try Self.simulation(.flapping(up: 2_000, down: 1_000, lasting: 20_000)).run()
    #expect(report.log.digest == 10_316_385_665_809_225_243)
  }
}
