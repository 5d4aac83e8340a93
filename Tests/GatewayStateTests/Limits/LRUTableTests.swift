import GatewayState
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct LRUTableTests {
  /// The same as a list, newest last.
  private struct PlainModel {
    var pairs: [(key: Int, value: Int)] = []

    mutating func use(_ key: Int) -> Int? {
      guard let place = pairs.firstIndex(where: { $0.key == key }) else { return nil }
      pairs.append(pairs.remove(at: place))
      return pairs.last?.value
    }

    mutating func put(_ value: Int, for key: Int) {
      pairs.removeAll { $0.key == key }
      pairs.append((key, value))
    }

    mutating func remove(_ key: Int) -> Int? {
      guard let place = pairs.firstIndex(where: { $0.key == key }) else { return nil }
      return pairs.remove(at: place).value
    }
  }

  @Test("a table does what a list in the order of use does, after any operations")
  func law() {
    for seed in 0..<60 as Range<UInt64> {
      var dice = Dice(seed: seed)
      var table = LRUTable<Int, Int>()
      var model = PlainModel()
      for step in 0..<150 {
        let key = dice.number(0...9)
        switch dice.number(0...4) {
        case 0, 1:
          table.put(step, for: key)
          model.put(step, for: key)
        case 2: #expect(table.use(key) == model.use(key))
        case 3: #expect(table.remove(key) == model.remove(key))
        default:
          let removed = table.removeLeastRecent()
          let expected = model.pairs.isEmpty ? nil : model.pairs.removeFirst()
          #expect(removed?.key == expected?.key && removed?.value == expected?.value)
        }
        #expect(table.count == model.pairs.count)
        #expect(table.leastRecent?.key == model.pairs.first?.key, "seed \(seed)")
        #expect(table.peek(key) == model.pairs.first { $0.key == key }?.value)
      }
      var order: [Int] = []
      while let (key, _) = table.removeLeastRecent() { order.append(key) }
      #expect(order == model.pairs.map(\.key))
    }
  }
}
