import RoutingTestSupport
import Testing

@testable import RoutingCore

@Suite(.offThePool) struct ShortListTests {
  @Test("a list is what an array of the same elements is, whatever is done to it", arguments: 0..<200 as Range<UInt64>)
  func behavesAsAnArray(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var list = ShortList<Int>()
    var array: [Int] = []
    for step in 0..<30 {
      switch generator.index(below: 6) {
      case 0, 1:
        list.append(step)
        array.append(step)
      case 2 where !array.isEmpty:
        let place = generator.index(below: array.count)
        #expect(list.remove(at: place) == array.remove(at: place))
      case 3 where !array.isEmpty:
        let place = generator.index(below: array.count)
        list[place] = -step
        array[place] = -step
      case 4:
        let divisor = 2 + generator.index(below: 3)
        list.removeAll { $0 % divisor == 0 }
        array.removeAll { $0 % divisor == 0 }
      default:
        list.append(contentsOf: [step, step + 1])
        array.append(contentsOf: [step, step + 1])
      }
      #expect(Array(list) == array && list.count == array.count && list.first == array.first)
    }
  }

  @Test("two lists of the same elements are equal, however they came about")
  func equality() {
    var list = ShortList<Int>()
    list.append(contentsOf: [1, 2])
    _ = list.remove(at: 0)
    var other = ShortList<Int>()
    other.append(2)
    #expect(list == other && list.hashValue == other.hashValue)
  }
}
