import GatewayDoubles
import GatewayState
import RoutingTestKit
import RoutingTestSupport
import Testing
import TokenHubTestKit

@Suite(.offThePool) struct RandomSourceContractTests {
  private struct BrokenSource: RandomSource {
    let dice = SeededBytes()
    let body: @Sendable (_ count: Int, _ good: [UInt8]) -> [UInt8]

    func bytes(_ count: Int) -> [UInt8] { body(count, dice.bytes(count)) }
  }

  @Test("dice whose draws differ keep every clause", arguments: RandomSourceContract.Clause.allCases)
  func sound(clause: RandomSourceContract.Clause) async {
    let seed = SharedValue<UInt64>(5)
    let contract = RandomSourceContract {
      SeededBytes(
        seed: seed.withLock { seed in
          seed += 1
          return seed
        })
    }
    #expect(await contract.run([clause]) == [])
  }

  @Test("dice of the same seed, constant ones, short ones and ones with a byte or a bit that stays are found")
  func broken() async {
    let sources: [(RandomSourceContract.Clause, @Sendable (Int, [UInt8]) -> [UInt8])] = [
      (.lengthIsRight, { _, good in good.count == 12 ? good + [1] : good }),
      (.lengthIsRight, { _, good in Array(good.prefix(50_000)) }),
      (.nothingComesTwice, { _, good in good }),
      (.bytesAreSpread, { count, _ in [UInt8](repeating: 4, count: count) }),
      (.bytesAreSpread, { _, good in [0] + good.dropFirst() }),
      (.bytesAreSpread, { _, good in good.map { $0 & 0x7F } }),
      (.bytesAreSpread, { _, good in good.map { $0 == 9 ? 10 : $0 } }),
    ]
    for (clause, body) in sources {
      let found = await RandomSourceContract { BrokenSource(body: body) }.run([clause])
      #expect(Set(found.map(\.clause)) == [clause.rawValue])
    }
  }
}
