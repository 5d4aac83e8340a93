import GatewayState
import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct DurationTextTests {
  /// The valid ones up to `4000000h` from the table of Go's `TestParseDuration`, and days.
  @Test(
    "H-501: durations are read as Go reads them, with days besides",
    arguments: [
      ("720h", 2_592_000_000_000_000), ("5s", 5_000_000_000), ("30s", 30_000_000_000), ("1478s", 1_478_000_000_000),
      ("+5s", 5_000_000_000), ("5.0s", 5_000_000_000), ("5.6s", 5_600_000_000), ("5.s", 5_000_000_000),
      (".5s", 500_000_000), ("1.0s", 1_000_000_000), ("1.00s", 1_000_000_000), ("1.004s", 1_004_000_000),
      ("1.0040s", 1_004_000_000), ("100.00100s", 100_001_000_000), ("10ns", 10), ("11us", 11_000), ("12µs", 12_000),
      ("12μs", 12_000), ("13ms", 13_000_000), ("14s", 14_000_000_000), ("15m", 900_000_000_000),
      ("16h", 57_600_000_000_000), ("3h30m", 12_600_000_000_000), ("10.5s4m", 250_500_000_000),
      ("1h2m3s4ms5us6ns", 3_723_004_005_006), ("39h9m14.425s", 140_954_425_000_000),
      ("52763797000ns", 52_763_797_000), ("0.3333333333333333333h", 1_200_000_000_000),
      ("9007199254740993ns", 9_007_199_254_740_993), ("9223372036854775807ns", .max),
      ("0.100000000000000000000h", 360_000_000_000), ("1d", 86_400_000_000_000), ("1.5d12h", 172_800_000_000_000),
    ])
  func read(text: String, nanoseconds: Int) {
    #expect(DurationText.nanoseconds(of: text) == nanoseconds)
  }

  /// The invalid ones of Go's `TestParseDurationErrors`, and those that are not above zero.
  @Test(
    "H-501: what is no duration above zero is refused",
    arguments: [
      "", "3", "-", "s", ".", "-.", ".s", "+.s", "1d1", "\u{85}\u{85}", "\u{FF}", "hello \u{FF} world", "0", "0s",
      "0h0m",
      "-1h", "+-1h", "++1h", "1h-1m", " 1h", "1h ", "1 h", "1H", "1D", "1w", "1y", "1e3s", "1_000s", "0x1s", "1..5s",
      "0.1ns",
      "9223372036854775808ns", "9223372036854775.808us", "9223372036854ms775us808ns", "106752d",
      "99999999999999999999s",
      "１h", "1h1", "∞h",
    ])
  func refused(text: String) {
    #expect(DurationText.nanoseconds(of: text) == nil)
  }

  @Test("H-501: parts add up in any order and spelling")
  func sums() {
    let units = [
      ("ns", 1), ("us", 1000), ("ms", 1_000_000), ("s", 1_000_000_000), ("m", 60_000_000_000), ("h", 3_600_000_000_000),
    ]
    var dice = Dice(seed: 5)
    for _ in 0..<500 {
      var (text, sum) = ("", 0)
      for _ in 0..<dice.number(1...5) {
        let (name, unit) = dice.pick(units)
        let (whole, thousandths) = (dice.number(0...9999), dice.number(0...999))
        let digits = String(String(thousandths + 1000).dropFirst())
        text += unit >= 1000 ? "\(whole).\(digits)\(name)" : "\(whole)\(name)"
        sum += whole * unit + (unit >= 1000 ? thousandths * (unit / 1000) : 0)
      }
      #expect(DurationText.nanoseconds(of: text) == (sum > 0 ? sum : nil), "\(text)")
    }
  }
}
