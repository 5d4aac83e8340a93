import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct QuantityTests {
  @Test("an amount that is NaN, infinite or outside its unit's range cannot be made")
  func refusesWhatIsOutside() {
    for amount in [Double.nan, .infinity, -0.01, -.leastNonzeroMagnitude] {
      #expect(Dollars(amount) == nil)
      #expect(Milliseconds(amount) == nil)
      #expect(Fraction(amount) == nil)
    }
    let whole = 1.0
    #expect(Fraction(whole)?.value == 1)
    #expect(Fraction(whole.nextUp) == nil)
  }

  @Test("a negative zero becomes zero, so that equal amounts print alike")
  func negativeZero() throws {
    let negative = -0.0
    #expect(try #require(Dollars(negative)).value.sign == .plus)
  }

  @Test(
    "token counts lie between 0 and 2^53 and clamp to the nearer end",
    arguments: [
      (-1, 0), (0, 0), (7, 7), (1 << 53, 1 << 53), ((1 << 53) + 1, 1 << 53), (Int.max, 1 << 53), (Int.min, 0),
    ])
  func tokenCounts(value: Int, clamped: Int) {
    #expect(TokenCount(clamping: value).value == clamped)
    #expect((TokenCount(value) != nil) == (value == clamped))
  }
}
