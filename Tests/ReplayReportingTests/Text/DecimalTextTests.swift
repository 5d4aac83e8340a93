import RoutingCore
import RoutingTestSupport
import Testing

@testable import ReplayReporting

@Suite(.offThePool) struct DecimalTextTests {
  @Test(
    "numbers have as many decimals as asked for, and commas between thousands",
    arguments: [
      (0, 2, "0.00"), (1234.5, 1, "1,234.5"), (-0.004, 2, "0.00"), (-0.006, 2, "−0.01"), (999.999, 2, "1,000.00"),
      (1e6, 0, "1,000,000"), (0.05, 1, "0.1"), (1e20, 2, "10²⁰"), (.infinity, 1, "–"), (.nan, 0, "–"),
    ])
  func fixed(value: Double, decimals: Int, text: String) {
    #expect(DecimalText.fixed(value, decimals) == text)
  }

  @Test(
    "numbers have as many digits that count as asked for",
    arguments: [
      (0, 3, "0"), (0.012345, 3, "0.0123"), (1.234, 3, "1.23"), (9.996, 3, "10.0"), (99.96, 3, "100"),
      (12345, 3, "12,345"),
      (-33.6, 2, "−34"), (0.6768, 3, "0.677"), (2.4e-7, 3, "2.4×10⁻⁷"), (1e-300, 2, "10⁻³⁰⁰"), (1e300, 2, "10³⁰⁰"),
      (.nan, 2, "–"),
    ])
  func significant(value: Double, digits: Int, text: String) {
    #expect(DecimalText.significant(value, digits) == text)
  }

  @Test("a fixed number read back is the number, to half of its last digit")
  func reading() throws {
    var dice = SeededGenerator(seed: 3)
    for _ in 0..<500 {
      let value = (dice.unit() - 0.5) * PowersOfTen.power(dice.index(below: 12) - 3)
      let decimals = dice.index(below: 7)
      let text = DecimalText.fixed(value, decimals).filter { $0 != "," }.replacing("−", with: "-")
      let read = try #require(Double(text))
      #expect(abs(read - value) <= 0.5000001 / PowersOfTen.power(decimals) + abs(value) * 1e-15, "\(value) \(text)")
    }
  }

  @Test("coordinates have at most two decimals, and none that are not needed")
  func coordinates() {
    let texts = [1.0, 1.5, 1.256, -0.001, -3.05, .nan, 1e300].map(DecimalText.coordinate)
    #expect(texts == ["1", "1.5", "1.26", "0", "-3.05", "0", "1000000000"])
  }

  @Test("the exponent of a number is that of the power of ten below it")
  func exponents() {
    for exponent in -300...300 {
      let power = PowersOfTen.power(exponent)
      #expect(PowersOfTen.exponent(of: power) == exponent)
      #expect(PowersOfTen.exponent(of: power * 9.99) == exponent)
    }
  }
}
