import RoutingTestSupport
import Testing
import TrafficReplay

@Suite(.offThePool) struct QualityTableTests {
  private func table(
    keys: [String] = ["b", "a"], models: [String] = ["y", "x"], scores: [Double?] = [1, 0, nil, 0.5],
    answers: [Int?] = [], prompt: Int? = 5
  ) throws(QualityTableError) -> QualityTable {
    try QualityTable(
      items: keys.map { QualityTable.Item(key: $0, promptCharacters: prompt) }, models: models, scores: scores,
      answerCharacters: answers)
  }

  @Test("cells stay with their item and model when both are put into order")
  func order() throws {
    let table = try table(answers: [1, 2, 3, nil])
    #expect(table.items.map(\.key) == ["a", "b"])
    #expect(table.models == ["x", "y"])
    #expect(table.score(of: 0, on: 0) == 0.5)
    #expect(table.score(of: 1, on: 0) == nil)
    #expect(table.score(of: 0, on: 1) == 0)
    #expect(table.score(of: 1, on: 1) == 1)
    #expect(table.answerCharacters(of: 0, on: 0) == nil)
    #expect(table.answerCharacters(of: 1, on: 0) == 3)
    #expect(table.answerCharacters(of: 1, on: 1) == 1)
    #expect(table.missingCells == 1)
  }

  @Test("what is no table is refused, naming the first thing that is wrong")
  func errors() {
    #expect(throws: QualityTableError.wrongCellCount) { try table(scores: [1]) }
    #expect(throws: QualityTableError.wrongCellCount) { try table(answers: [1]) }
    #expect(throws: QualityTableError.duplicateItem("a")) { try table(keys: ["a", "a"]) }
    #expect(throws: QualityTableError.duplicateModel("x")) { try table(models: ["x", "x"]) }
    for score in [-0.1, 1.1, .nan, .infinity, -.infinity, -1] {
      #expect(throws: QualityTableError.invalidScore(item: "a", model: "y")) { try table(scores: [1, 0, score, 1]) }
    }
    #expect(throws: QualityTableError.invalidLength(item: "a", model: nil)) { try table(prompt: -1) }
    for length in [-1, Int(Int32.max) + 1] {
      #expect(throws: QualityTableError.invalidLength(item: "b", model: "x")) {
        try table(answers: [1, length, 1, 1])
      }
    }
  }

  @Test("a text is taken for a quarter of its characters in tokens, rounded up")
  func tokens() {
    #expect([0, 1, 4, 5, 8, 9, Int.max].map(TokenPricing.tokens) == [0, 1, 1, 2, 2, 3, 1 << 61])
  }

  @Test("a cost is tokens times price, with constants where lengths are unknown")
  func cost() {
    let pricing = TokenPricing(assumedInputTokens: 100, assumedOutputTokens: 10)
    let price = TokenPricing.Price(inputPerMillionTokens: 2, outputPerMillionTokens: 30)
    #expect(pricing.cost(at: price, promptCharacters: 401, answerCharacters: 40) == 502e-6)
    #expect(pricing.cost(at: price, promptCharacters: nil, answerCharacters: 4) == 230e-6)
    #expect(pricing.cost(at: price, promptCharacters: 4, answerCharacters: nil) == 302e-6)
  }

  @Test("items that a compared model has no score for are left out and counted, and so are models without a price")
  func leftOut() throws {
    let price = TokenPricing.Price(inputPerMillionTokens: 1, outputPerMillionTokens: 1)
    let both = QualityWorld(try table(), prices: ["x": price, "y": price])
    #expect(both.items.map(\.key) == ["b"])
    #expect(both.incompleteItems == 1)
    #expect(both.assumedPrompts == 0)
    #expect(both.assumedAnswers == 2)
    let one = QualityWorld(try table(answers: [1, nil, 3, 4], prompt: nil), prices: ["x": price, "z": price])
    #expect(one.models == ["x"])
    #expect(one.unpricedModels == ["y"])
    #expect(one.items.map(\.key) == ["a", "b"])
    #expect(one.incompleteItems == 0)
    #expect(one.assumedPrompts == 2)
    #expect(one.assumedAnswers == 1)
    #expect(QualityWorld(try table(), prices: [:]).items.isEmpty)
  }

  @Test("the halves are disjoint, cover everything, are about equal, and an item's half depends on nothing else")
  func halves() throws {
    let price = ["x": TokenPricing.Price(inputPerMillionTokens: 1, outputPerMillionTokens: 1)]
    func world(_ numbers: Range<Int>) throws -> QualityWorld {
      QualityWorld(
        try table(keys: numbers.map { "k\($0)" }, models: ["x"], scores: numbers.map { _ in 1 }), prices: price)
    }
    func training(_ world: QualityWorld, seed: UInt64) -> Set<String> {
      Set(world.halves(seed: seed).training.map { world.items[$0].key })
    }
    let whole = try world(0..<2000)
    let halves = whole.halves(seed: 1)
    #expect((halves.training + halves.evaluation).sorted() == Array(0..<2000))
    // Five standard deviations of a fair coin.
    #expect(abs(halves.training.count - 1000) < 112)
    let part = try world(500..<700)
    #expect(training(part, seed: 1) == training(whole, seed: 1).intersection((500..<700).map { "k\($0)" }))
    #expect(training(whole, seed: 1) != training(whole, seed: 2))
  }
}
