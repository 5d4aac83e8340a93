import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct NumberedDrawsTests {
  @Test("R-632: the key of a numbered request is that of its number as text")
  func keys() {
    var draws = NumberedDraws(seed: 5)
    for number in 0..<12_345 {
      #expect(draws.number == number)
      #expect(draws.next() == DrawKey(seed: 5, requestID: "\(number)"))
    }
    var others = NumberedDraws(seed: 6)
    #expect(others.next() != DrawKey(seed: 5, requestID: "0"))
  }
}
