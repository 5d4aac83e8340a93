import RoutingCore
import RoutingFormats
import RoutingTestSupport
import Testing

@Suite(.offThePool) struct DecisionLogMatcherTests {
  private func entry(_ id: String?, _ model: ModelID = "m") -> DecisionLogEntry {
    DecisionLogEntry(
      requestID: id, features: DecisionLogEntry.Features(inputTokens: 1, outputTokens: 1), model: model, propensity: 1)
  }

  private func matches(
    _ first: [DecisionLogEntry], _ second: [DecisionLogEntry], window: Int = 100
  ) -> [DecisionLogMatcher.Match] {
    var matcher = DecisionLogMatcher(window: window)
    var matches: [DecisionLogMatcher.Match] = []
    for place in 0..<max(first.count, second.count) {
      matches += matcher.add(
        first: place < first.count ? first[place] : nil, second: place < second.count ? second[place] : nil)
    }
    return matches + matcher.finish()
  }

  private func counts(_ matches: [DecisionLogMatcher.Match]) -> [Int] {
    [
      matches.count { if case .both = $0 { true } else { false } },
      matches.count { if case .onlyFirst = $0 { true } else { false } },
      matches.count { if case .onlySecond = $0 { true } else { false } },
    ]
  }

  @Test("entries meet by id wherever they stand within the window, and by place where they have none")
  func meeting() {
    let first = ["a", "b", "c", "d"].map { entry($0) }
    #expect(counts(matches(first, first)) == [4, 0, 0])
    #expect(counts(matches(first, first.reversed())) == [4, 0, 0])
    #expect(counts(matches(first, [first[0], first[3], entry("x")])) == [2, 2, 1])
    let unnamed = [entry(nil, "a"), entry(nil, "b"), entry(nil, "c")]
    #expect(
      matches(unnamed, [entry(nil, "x"), entry(nil, "y")]) == [
        .both(unnamed[0], entry(nil, "x")), .both(unnamed[1], entry(nil, "y")), .onlyFirst(unnamed[2]),
      ])
    let twice = [entry("a", "1"), entry("b"), entry("a", "2")]
    #expect(
      matches(twice, [twice[2], twice[0]]).first == .both(twice[0], twice[2]), "the n-th of an id meets the n-th")
  }

  @Test("who stands further apart than the window is in one log only, in both logs")
  func window() {
    let first = (0..<20).map { entry("\($0)") }
    let second = Array(first.dropFirst()) + [first[0]]
    #expect(counts(matches(first, second, window: 19)) == [20, 0, 0])
    #expect(counts(matches(first, second, window: 5)) == [19, 1, 1])
  }

  @Test("every entry comes out once, and exchanging the logs exchanges what comes out")
  func laws() {
    var dice = Dice(seed: 77)
    for _ in 0..<300 {
      let window = dice.number(1...12)
      func log() -> [DecisionLogEntry] {
        (0..<dice.number(0...40)).map { number in
          entry(dice.chance(0.2) ? nil : "\(dice.number(0...30))", ModelID("\(number)"))
        }
      }
      let (first, second) = (log(), log())
      let matches = matches(first, second, window: window)
      var (ours, theirs): ([DecisionLogEntry], [DecisionLogEntry]) = ([], [])
      for match in matches {
        switch match {
        case .both(let one, let other):
          #expect(one.requestID == other.requestID)
          ours.append(one)
          theirs.append(other)
        case .onlyFirst(let one): ours.append(one)
        case .onlySecond(let other): theirs.append(other)
        }
      }
      #expect(ours.sorted { $0.model < $1.model } == first.sorted { $0.model < $1.model })
      #expect(theirs.sorted { $0.model < $1.model } == second.sorted { $0.model < $1.model })
      let swapped = counts(self.matches(second, first, window: window))
      let straight = counts(matches)
      #expect(swapped == [straight[0], straight[2], straight[1]])
    }
  }
}
