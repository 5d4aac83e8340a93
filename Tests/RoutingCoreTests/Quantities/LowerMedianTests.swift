@testable import RoutingCore
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct LowerMedianTests {
  @Test("the selected median is that of the sorted values, ties and all")
  func equalsSortedMedian() {
    var generator = SeededGenerator(seed: 11)
    for _ in 0..<2000 {
      let count = generator.index(below: 40)
      let spread = 1 + generator.index(below: 20)
      var values = (0..<count).map { _ in Double(generator.index(below: spread)) }
      let sorted = values.sorted()
      let expected = sorted.isEmpty ? nil : sorted[(sorted.count - 1) / 2]
      #expect(LowerMedian.select(in: &values) == expected)
      #expect(values.sorted() == sorted)
    }
  }
}
