import RoutingCore
import RoutingTestSupport
import Testing

@testable import RoutingFormats

@Suite(.offThePool) struct WorldTimeTextTests {
  @Test(
    "times are read to the nanosecond",
    arguments: [
      ("1d2h30m", 95_400_000_000_000), ("0s", 0), ("90s", 90_000_000_000), ("1.5s", 1_500_000_000),
      ("1d0.000000001s", 86_400_000_000_001), ("48h", 172_800_000_000_000), ("36525d", 3_155_760_000_000_000_000),
    ] as [(String, Int64)])
  func reads(text: String, nanoseconds: Int64) {
    #expect(WorldTimeText.nanoseconds(text) == nanoseconds)
  }

  @Test(
    "what is no time, or longer than a hundred years, is refused",
    arguments: [
      "", "5", "d", "-1d", "1.5d", "1h1d", "1d1d", "1x", "1D", " 1d", "1d ", "1e3s", ".5s", "1.s", "0.0000000001s",
      "36525d1s", "99999999999999999999d", "9223372036854775807d", "1d2", "--1s", "nans",
      String(repeating: "0", count: 100) + "1s",
    ])
  func refuses(text: String) {
    #expect(WorldTimeText.nanoseconds(text) == nil)
  }

  @Test("every time is written as text that reads back as it")
  func roundTrip() {
    var dice = Dice(seed: 5)
    for number in 0..<2_000 {
      let time = Int64(dice.generator.next() % UInt64(WorldTimeText.longest)) >> Int64(number % 62)
      let rounded = number % 3 == 0 ? time / 1_000_000_000 * 1_000_000_000 : time
      #expect(WorldTimeText.nanoseconds(WorldTimeText.text(rounded)) == rounded)
    }
    #expect(WorldTimeText.text(95_400_000_000_000) == "1d2h30m")
    #expect(WorldTimeText.text(0) == "0s")
    #expect(WorldTimeText.text(60_000_000_001) == "1m0.000000001s")
  }
}
