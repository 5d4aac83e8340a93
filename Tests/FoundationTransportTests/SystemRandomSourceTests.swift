import RoutingTestKit
import RoutingTestSupport
import Testing
import TokenHubTestKit

@testable import FoundationTransport

@Suite(.offThePool) struct SystemRandomSourceTests {
  /// Gives the numbers whose bytes count up, and counts how often it is asked.
  private struct Counting: RandomNumberGenerator {
    var calls: UInt64 = 0

    mutating func next() -> UInt64 {
      defer { calls += 1 }
      return 0x0706_0504_0302_0100 &+ calls &* 0x0808_0808_0808_0808
    }
  }

  @Test("the system's dice keep their contract", arguments: RandomSourceContract.Clause.allCases)
  func contract(clause: RandomSourceContract.Clause) async {
    #expect(await RandomSourceContract { SystemRandomSource() }.run([clause]) == [])
  }

  @Test("the system is asked once for every eight bytes, and no byte of what it gives comes twice")
  func calls() {
    for (count, calls) in [(0, 0), (1, 1), (8, 1), (9, 2), (12, 2), (16, 2), (31, 4), (32, 4), (100, 13)] {
      var generator = Counting()
      let bytes = SystemRandomSource.bytes(count, from: &generator)
      #expect(bytes == (0..<count).map { UInt8($0) })
      #expect(generator.calls == UInt64(calls))
    }
  }
}
